"""sequential, too-slow, too-fast, too-many-at-once, too-few-at-once."""

from __future__ import annotations

from playground.values.expect import Bound
from playground.values.trace import Event

from .builders import (
    FETCHES,
    SAME,
    asked,
    case,
    cause,
    cells,
    job,
    jobs,
    line,
    log,
    not_yet,
    number,
    sleep,
    task,
    trace,
)  # fmt: skip

TIMED = asked(time=SAME)
TOGETHER = jobs(("a", 0, 1), ("b", 0, 1), ("c", 0, 1))
IN_A_ROW = jobs(("a", 0, 1), ("b", 1, 2), ("c", 2, 3))


def test_one_after_the_other_says_the_sum() -> None:
    """The tone of it: what happened with numbers, why, the learner's own line."""
    events = [*sleep(0, 1, place=line(2)), *sleep(1, 2, place=line(2)), *sleep(2, 3, place=line(2))]
    mine = case(None, 3, trace=trace(events, job("a", 0, 1), job("b", 1, 2), job("c", 2, 3)))

    found = not_yet(TIMED, mine, TOGETHER, FETCHES)

    assert found.cause == "sequential"
    assert found.message == (
        "One after the other: 3 s is the sum of the three waits; together they take 1 s. "
        "Each `await` is over before the next one begins. "
        "Look at line 2: `return [await fetch(n, d) for n, d in delays.items()]`."
    )
    chinese = not_yet(TIMED, mine, TOGETHER, FETCHES, lang="zh").message
    assert "3 秒是三次等待的总和；一起等待只需要 1 秒" in chinese


def test_sleeps_serve_where_there_are_no_jobs() -> None:
    """Without traced jobs the sleeps of the tasks tell."""
    ref = case(None, 1, trace=trace(sleep(0, 1, task=2), sleep(0, 1, task=3)))
    mine = case(None, 2, trace=trace(sleep(0, 1), sleep(1, 2)))

    assert cause(TIMED, mine, ref) == "sequential"


def test_partly_together_is_too_slow() -> None:
    """Two at once and the third after them is no sequence."""
    assert cause(TIMED, jobs(("a", 0, 1), ("b", 0, 1), ("c", 1, 2)), TOGETHER) == "too-slow"


def test_a_pause_besides_is_too_slow() -> None:
    """More time than the sum of the waits has another reason."""
    assert cause(TIMED, jobs(("a", 0, 1), ("b", 1, 2), ("c", 2, 3), seconds=9), TOGETHER) == "too-slow"


def test_what_the_solution_does_besides_may_be_done() -> None:
    """A pause that the solution makes too is no part of the sum."""
    ref = jobs(("a", 0, 1), ("b", 0, 1), seconds=1.5)

    assert cause(TIMED, jobs(("a", 0, 1), ("b", 1, 2), seconds=2.5), ref) == "sequential"


def test_two_runs_where_the_solution_has_one() -> None:
    """Asking twice in a row costs the sum."""
    assert cause(TIMED, jobs(("p", 0, 1), ("p", 1, 2)), jobs(("p", 0, 1))) == "sequential"


def test_one_wait_too_many_of_a_row_is_too_slow() -> None:
    """Where the solution waits in a row as well, a longer row is not the mistake of awaiting in a row."""
    ref = case(None, 2, trace=trace(sleep(0, 1), sleep(1, 2)))

    assert cause(TIMED, case(None, 3, trace=trace(sleep(0, 1), sleep(1, 2), sleep(2, 3))), ref) == "too-slow"


def test_a_row_where_no_time_is_asked_passes() -> None:
    """The time is looked at only where an exercise asks."""
    assert cause(asked(), IN_A_ROW, TOGETHER) == ""
    assert cause(asked(time=Bound(at_most=number(10))), IN_A_ROW, TOGETHER) == ""


def test_a_row_where_a_peak_is_asked() -> None:
    """With the peak alone asked, a row is told as that too."""
    assert cause(asked(peak=SAME), IN_A_ROW, TOGETHER) == "sequential"


def test_at_the_prompt_only_the_last_cell_is_timed() -> None:
    """Waits of earlier cells are no part of the sum."""
    what = asked(time=SAME, kind="prompt", call="")
    typed = cells("await f()", "await f(), await f()")
    mine = case(None, 2, trace=trace(job("f", 0, 0.5), job("f", 1, 2), job("f", 2, 3)))

    assert cause(what, mine, jobs(("f", 0, 1), ("g", 0, 1)), typed) == "sequential"


def test_times_agree_to_a_microsecond() -> None:
    """Two computations of the same time may differ in the last digits, and a tick of the clock."""
    assert cause(TIMED, case(None, 0.300000001), case(None, 0.3)) == ""
    assert cause(TIMED, case(None, 0.30001), case(None, 0.3)) == "too-slow"


def test_facts_round_seconds() -> None:
    """What is shown is 1.0, never 0.9999999999."""
    assert not_yet(asked(time=number(2)), case(None, 0.9999999999), case(None, 1.0)).facts.seconds == 1.0


def test_an_inexact_run_is_not_judged_to_the_microsecond() -> None:
    """Where real time came in, a quarter of a second is forgiven."""
    assert cause(TIMED, case(None, 1.2, trace=trace(exact=False)), case(None, 1.0)) == ""
    assert cause(TIMED, case(None, 1.3, trace=trace(exact=False)), case(None, 1.0)) == "too-slow"


def test_too_slow_shows_the_longest_wait() -> None:
    """How long, how long is asked, and the longest wait at a line of the answer."""
    mine = case(None, 3, trace=trace(sleep(0, 1, place=line(1)), sleep(1, 3, place=line(2))))

    found = not_yet(asked(time=Bound(at_most=number(2))), mine, case(None, 2), FETCHES)

    assert found.cause == "too-slow"
    assert found.message.startswith("It took 3 s; at most 2 s is asked. ")
    assert "from 1 s to 3 s" in found.message
    assert found.facts.place == line(2)


def test_too_fast_says_what_was_not_waited_for() -> None:
    """Fewer jobs, jobs that were not over, or simply less time."""
    assert "Only 1 of 3 jobs ran" in not_yet(asked(time=number(3)), jobs(("a", 0, 1)), TOGETHER).message
    open_job = case(None, 1, trace=trace(job("a", 0, None), job("b", 0, 1), job("c", 0, 1)))
    assert "1 of the jobs had begun" in not_yet(asked(time=number(3)), open_job, TOGETHER).message
    found = not_yet(asked(time=Bound(number(2), number(3))), case(None, 0.25), case(None, 2))
    assert found.cause == "too-fast"
    assert "over after 0.25 s; between 2 s and 3 s is asked" in found.message


def test_too_many_at_once_names_them_and_the_moment() -> None:
    """The peak, when it was reached, and who was in progress."""
    mine = jobs(("a", 0, 2), ("b", 1, 3), ("c", 1, 2))

    found = not_yet(asked(peak=Bound(at_most=number(2))), mine, IN_A_ROW)

    assert found.cause == "too-many-at-once"
    assert "3 were in progress at once at 1 s ('a', 'b' and 'c'); at most 2 is asked" in found.message
    assert found.facts.peak == 3


def test_too_few_at_once() -> None:
    """Two at once where three are asked, which is no row."""
    found = not_yet(asked(peak=SAME), jobs(("a", 0, 1), ("b", 0, 1), ("c", 1, 2)), TOGETHER)

    assert found.cause == "too-few-at-once"
    assert "At most 2 were in progress at once; 3 is asked" in found.message


def test_tasks_count_where_the_solution_has_no_jobs() -> None:
    """Jobs of the answer's own do not change what is counted."""
    made = [Event(0.0, "created", n) for n in (2, 3)]
    gone = [Event(1.0, "done", n) for n in (2, 3)]
    tasks = [task(1, root=True), task(2), task(3)]
    ref = case(None, 1, trace=trace(made, gone, tasks=tasks))
    mine = case(None, 1, trace=trace(made, job("own", 0, 1), gone, tasks=tasks))

    assert cause(asked(peak=SAME), mine, ref) == ""


def test_a_job_that_ends_as_another_begins_is_not_beside_it() -> None:
    """A limit of one is kept by jobs that follow each other in the same second."""
    assert cause(asked(peak=number(1)), IN_A_ROW, IN_A_ROW) == ""


def test_on_the_real_clock_a_row_may_be_a_little_off() -> None:
    """A tenth of the sum is forgiven there."""
    what = asked(time=Bound(at_most=number(0.2)), clock="real")
    mine = case(
        None, 0.31, trace=trace(job("a", 0, 0.1), job("b", 0.1, 0.2), job("c", 0.2, 0.3), clock="real")
    )
    ref = case(None, 0.1, trace=trace(job("a", 0, 0.1), job("b", 0, 0.1), clock="real"))

    assert cause(what, mine, ref) == "sequential"


def test_log_lines_of_an_answer_change_no_time() -> None:
    """Events without a wait are no pieces of a sum."""
    mine = case(None, 1, trace=trace(job("a", 0, 1), job("b", 0, 1), log(0.5, "x")))

    assert cause(TIMED, mine, jobs(("a", 0, 1), ("b", 0, 1))) == ""
