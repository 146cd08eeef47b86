from __future__ import annotations

from dataclasses import replace

import pytest

from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.terminal import draw_two
from playground.views.two import Difference, first_difference

from .golden import LOOKS, check, widest
from .traces import Builder, gathered, one_by_one, sleep


@pytest.mark.parametrize("look", LOOKS)
def test_two_timelines(look: str) -> None:
    """On one time scale, beside each other where there is room, with the first difference marked."""
    text = draw_two(one_by_one(1, 2, 1), gathered(1, 2, 1), LOOKS[look])
    assert widest(text) <= LOOKS[look].width
    check(f"two-{look}", text)


def test_the_first_difference() -> None:
    """The first job or log event that is another, or at another time, or not there."""
    sequential, together = one_by_one(1, 2), gathered(1, 2)
    assert first_difference(together, together) is None
    assert first_difference(sequential, together) == Difference(0, (1, "A-"), (0, "B+"))
    assert first_difference(gathered(1, 3), together) == Difference(2, (3, "B-"), (2, "B-"))
    assert first_difference(gathered(1), gathered(1, 1)) == Difference(0, (1, "A-"), (0, "B+"))


def test_without_jobs_the_lives_of_tasks_are_compared() -> None:
    """Where neither trace has jobs or logs, it is when tasks are made and how they end."""

    def alone(how: str) -> Trace:
        build = Builder()
        build.task(end=3, root=True)
        build.task(waits=((0, sleep(1), 1),), end=1, how=how)  # type: ignore[arg-type]  # an Outcome
        return build.trace(3)

    assert first_difference(alone("done"), alone("failed")) == Difference(1, (1, "done"), (1, "failed"))
    shown = draw_two(alone("done"), alone("failed"), Look())
    assert "First difference at 1 s: yours has a task done, the solution has a task fail." in shown


def test_only_the_end_differs() -> None:
    """The same events, but one goes on: the moment is where the other ends."""
    longer = replace(gathered(1), elapsed=5.0)
    assert first_difference(longer, gathered(1)) == Difference(1, None, None)
    assert "They part at 1 s" in draw_two(longer, gathered(1), Look())


def test_real_times_are_not_compared_to_the_microsecond() -> None:
    """On the real clock two runs of the same program never agree exactly."""
    real = replace(gathered(1.02, 2), clock="real")
    assert first_difference(real, gathered(1, 2)) is None
    assert first_difference(replace(gathered(1.2, 2), clock="real"), gathered(1, 2)) is not None


def test_equal_runs_have_no_mark() -> None:
    """Two equal runs are drawn without a mark and without a word of difference."""
    text = draw_two(gathered(1, 2), gathered(1, 2), Look(120))
    assert "▲" not in text
    assert "difference" not in text


def test_the_legend_tells_of_both() -> None:
    """A mark that only the learner's picture has needs its word as well."""
    asleep = gathered(1, 2)
    ended = replace(asleep, events=(), tasks=asleep.tasks[:1], elapsed=0.0)

    assert "sleeps" in draw_two(asleep, ended, Look(80)).splitlines()[-2]
