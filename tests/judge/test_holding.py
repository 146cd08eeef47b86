"""blocked-loop, starving."""

from __future__ import annotations

import pytest

from playground.values.expect import Bound
from playground.values.report import CaseReport, Hold
from playground.values.text import Text
from playground.values.trace import Event

from .builders import SAME, asked, case, cause, line, not_yet, number, task, trace

SOURCE = "async def main(delays):\n    time.sleep(1)\n"
SLEPT = Hold("main", 1.0, line(2), sleeping=True)


def test_time_sleep_on_the_virtual_clock_holds_the_loop() -> None:
    """Any `time.sleep` counts there, with its seconds and its line."""
    found = not_yet(asked(), case(holds=(SLEPT,)), case(), SOURCE)

    assert found.cause == "blocked-loop"
    assert "held the loop for 1 s" in found.message
    assert found.message.endswith("Look at line 2: `time.sleep(1)`.")


def test_several_sleeps_are_counted_and_summed() -> None:
    """Three sleeps at one line are one finding."""
    found = not_yet(asked(), case(holds=(SLEPT,) * 3), case(), SOURCE)

    assert "three times, for 3 s in all" in found.message


def test_a_busy_machine_is_no_cause() -> None:
    """A step that took long because others had the processor, but computed little, holds nothing."""
    holds = (Hold("main", 0.7, line(2), cpu=0.04), Hold("main", 0.9, line(2)))

    assert cause(asked(), case(holds=holds), case(), SOURCE) == ""


def test_a_long_computation_holds_the_loop() -> None:
    """A step that computed for more than a quarter of a second of processor time is refused."""
    assert (
        cause(asked(), case(holds=(Hold("main", 0.4, line(2), cpu=0.3),)), case(), SOURCE) == "blocked-loop"
    )


def test_a_computation_as_long_as_the_solutions_passes() -> None:
    """On a slow machine, or where the work must be done, the solution is the measure."""
    ref = case(holds=(Hold("main", 0.4, cpu=0.3),))

    assert cause(asked(), case(holds=(Hold("main", 0.9, cpu=0.8),)), ref) == ""
    assert cause(asked(), case(holds=(Hold("main", 1.2, cpu=1.1),)), ref) == "blocked-loop"


def test_a_blocking_call_holds_the_loop() -> None:
    """A step that sits for a second without computing waits in a blocking call."""
    found = not_yet(asked(), case(holds=(Hold("main", 1.3, line(2), cpu=0.001),)), case(), SOURCE)

    assert found.cause == "blocked-loop"
    assert "'main' held the loop for 1.3 s" in found.message


@pytest.mark.parametrize(
    ("hold", "found"),
    [
        (Hold("main", 0.12, sleeping=True), "blocked-loop"),
        (Hold("main", 0.04, sleeping=True), ""),
        (Hold("main", 0.2, cpu=0.06), "blocked-loop"),  # computed for longer than asked
        (Hold("main", 0.2, cpu=0.04), ""),  # stretched by others
        (Hold("main", 0.25, cpu=0.001), "blocked-loop"),  # no machine delays an idle step as long
        (Hold("main", 0.1, cpu=0.001), ""),
    ],
)
def test_held_bounds_a_step(hold: Hold, found: str) -> None:
    """`expect: held` bounds the longest step, without what a busy machine adds."""
    assert cause(asked(held=Bound(at_most=number(0.05))), case(holds=(hold,)), case()) == found


def test_a_real_clock_permits_a_nap() -> None:
    """On the real clock a `time.sleep` of up to 50 ms does no harm."""
    assert cause(asked(clock="real"), case(holds=(Hold("main", 0.04, sleeping=True),)), case()) == ""
    assert (
        cause(asked(clock="real"), case(holds=(Hold("main", 0.2, sleeping=True),)), case()) == "blocked-loop"
    )


def test_an_exercise_may_allow_it() -> None:
    """`allow` permits an always-on cause."""
    assert cause(asked(allow=("blocked-loop",)), case(holds=(SLEPT,)), case()) == ""


def heartbeat(turns: int, **more: int) -> CaseReport:
    """A run in which a heartbeat got so many turns."""
    tasks = [task(1, "main", root=True), task(2, "heartbeat")]
    return case(1, turns={"main": 50, "heartbeat": turns, **more}, trace=trace(tasks=tasks))


def test_starving_counts_the_turns_of_the_other() -> None:
    """Too few turns of the heartbeat, whatever the root and helpers of the answer's own got."""
    what = asked(turns=Bound(at_least=number(10)))

    found = not_yet(what, heartbeat(1, helper=90), heartbeat(11))

    assert found.cause == "starving"
    assert "got 1 turns meanwhile; at least 10 are asked" in found.message
    assert cause(what, heartbeat(10), heartbeat(11)) == ""


def test_too_many_turns_are_told_as_that() -> None:
    """A pause at every step costs: an upper bound on turns is looked at too."""
    what = asked(turns=Bound(at_most=number(20)))

    assert "not at every step" in not_yet(what, heartbeat(1000), heartbeat(11)).message


def test_turns_as_the_solution_gives() -> None:
    """`same` inside a bound is what the heartbeat got beside the solution."""
    what = asked(turns=Bound(at_least=SAME))

    assert cause(what, heartbeat(10), heartbeat(11)) == "starving"
    assert cause(what, heartbeat(11), heartbeat(11)) == ""


def test_turns_do_not_count_where_nobody_asks() -> None:
    """Without `expect: turns` no turn is counted."""
    assert cause(asked(), heartbeat(0), heartbeat(11)) == ""


def test_turns_are_counted_in_the_trace_where_the_report_has_none() -> None:
    """Each step of a task begins with an event: started, or resumed."""

    def beside(turns: int) -> CaseReport:
        tasks = [task(1, "main", root=True), task(2, "heartbeat")]
        steps = [Event(0.0, "started", 2), *[Event(0.0, "resumed", 2)] * (turns - 1)]
        return case(1, trace=trace([Event(0.0, "started", 1)] * 40, steps, tasks=tasks))

    what = asked(turns=Bound(at_least=number(10)))

    assert cause(what, beside(10), beside(11)) == ""
    assert "got 1 turns" in not_yet(what, beside(1), beside(11)).message


def test_own_words_about_time_sleep_are_not_said_of_a_computation() -> None:
    """What the exercise says of `time.sleep` is no explanation of a step that computed."""
    exercise = asked(say={"blocked-loop": Text("`time.sleep` stops everything.")})
    computed = Hold("main", 1.2, line(2), cpu=1.1)

    of_sleep = not_yet(exercise, case(holds=(SLEPT,)), case(), SOURCE).message
    of_computing = not_yet(exercise, case(holds=(computed,)), case(), SOURCE).message

    assert "`time.sleep` stops everything." in of_sleep
    assert "stops everything" not in of_computing
    assert "One step of task 'main' held the loop for 1.2 s" in of_computing
