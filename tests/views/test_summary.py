"""The summary of a run: whole texts at 80 and 120 columns."""

from __future__ import annotations

import pytest

from playground.values.merge import merged
from playground.values.report import Hold
from playground.values.summary import summarize
from playground.values.trace import Place
from playground.views.summary import draw_summary, seconds_words

from .golden import LOOKS, check, widest
from .traces import gathered, many, mixed

HOLDS = (Hold("购物车", 0.12, Place("/app/shop.py", 7, "pay")), Hold("slow\x1b[31m", 1.5, None))


@pytest.mark.parametrize("look", LOOKS)
def test_a_summary(look: str) -> None:
    """Timeline, path, holds, what was left, what was lost, waits; nothing that a terminal would obey."""
    trace = mixed()
    failed = [task.number for task in trace.tasks if task.how == "failed"]
    text = draw_summary(summarize(trace, HOLDS, failed), LOOKS[look], 20)
    assert widest(text) <= LOOKS[look].width
    check(f"summary-mixed-{look}", text)


def test_many_tasks_are_summed_up_by_kind() -> None:
    """A thousand of one kind are one line, with their number."""
    summary = summarize(many(1000))
    kinds = {one.task: one.count for one in summary.waited}
    assert max(kinds.values()) == 1000
    assert len(kinds) < 5


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.00009, "90 µs"), (0.0421, "42 ms"), (1.254, "1.25 s"), (0.9999, "1.00 s")]
)
def test_lengths_of_time(seconds: float, words: str) -> None:
    """In few columns."""
    assert seconds_words(seconds) == words


def test_loops_on_one_axis() -> None:
    """Tasks of the second loop have numbers of their own, and its times begin where it began."""
    first, second = gathered(1, 2), gathered(3)
    both = merged([(0.0, first), (5.0, second)])

    assert both.elapsed == 5.0 + second.elapsed
    assert len({task.number for task in both.tasks}) == len(first.tasks) + len(second.tasks)
    assert [event.at for event in both.events] == sorted(event.at for event in both.events)
    last = both.tasks[-1]
    assert last.created >= 5.0
    assert last.parent in {task.number for task in both.tasks[len(first.tasks) :]}
    assert both.seconds(last.number, "waiting") == second.seconds(second.tasks[-1].number, "waiting")
    assert merged([(3.0, first)]) is first
