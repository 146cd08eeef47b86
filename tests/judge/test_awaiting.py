"""not-awaited, leaked-task, never-ran."""

from __future__ import annotations

from typing import Literal

import pytest

from playground.values.expect import TaskEnd
from playground.values.plain import Plain, encode
from playground.values.report import Leak, Unawaited
from playground.values.trace import Event

from .builders import SAME, asked, case, cause, cells, jobs, line, not_yet, raised, report, task, trace

SOURCE = "async def main(delays):\n    asyncio.sleep(1)\n"
LeakKind = Literal["thread", "server", "transport", "subprocess"]
COROUTINE = Plain("object", "coroutine\n<coroutine object work>")


def test_a_coroutine_that_was_never_run() -> None:
    """The message names the coroutine and the line that made it."""
    mine = case(unawaited=(Unawaited("sleep", line(2)),))

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "not-awaited"
    assert "`sleep()` was called but never awaited" in found.message
    assert found.message.endswith("Look at line 2: `asyncio.sleep(1)`.")


def test_several_of_one_name_are_counted() -> None:
    """Three forgotten pauses are one finding."""
    mine = case(unawaited=(Unawaited("sleep", line(2)),) * 3)

    assert "`sleep()` (3 times)" in not_yet(asked(), mine, case(), SOURCE).message


@pytest.mark.parametrize(
    "words",
    [
        "unsupported operand type(s) for *: 'coroutine' and 'int'",
        "cannot unpack non-iterable coroutine object",
    ],
)
def test_a_crash_over_a_coroutine_is_not_awaited(words: str) -> None:
    """An error whose text names a coroutine object has the forgotten await as its cause."""
    mine = raised("TypeError", words, place=line(2), unawaited=(Unawaited("price"),))

    found = not_yet(asked(), mine, case(), SOURCE)

    assert found.cause == "not-awaited"
    assert words in found.message
    assert "`price()` gave a coroutine object" in found.message
    assert "line 2" in found.message


def test_a_crash_that_names_no_coroutine_is_a_crash() -> None:
    """A coroutine that a crash kept from being awaited is not the cause of the crash."""
    mine = raised("TypeError", "Passing coroutines is forbidden", unawaited=(Unawaited("work"),))

    assert cause(asked(), mine, case()) == "crashed"


def test_a_definition_that_uses_a_coroutine_is_not_awaited() -> None:
    """It may crash before anything was called."""
    mine = raised("TypeError", "'coroutine' object is not iterable").error

    assert cause(asked(), report(failed=mine), case()) == "not-awaited"


def test_a_value_of_coroutine_objects() -> None:
    """What came back are objects that nobody awaited."""
    mine = case(Plain("list", "", (Plain("tuple", "", (COROUTINE, encode(0.0))), COROUTINE)))

    found = not_yet(asked(returns=SAME), mine, case([1, 2]))

    assert found.cause == "not-awaited"
    assert "2 coroutine objects" in found.message


def test_a_coroutine_that_is_asked_for_passes() -> None:
    """Where the solution gives a coroutine object back, so may the answer."""
    assert cause(asked(), case(COROUTINE), case(COROUTINE)) == ""


def test_at_the_prompt_only_the_last_cell_counts() -> None:
    """An experiment without `await` in an earlier cell does no harm; in the last cell it is the cause."""
    what = asked(kind="prompt", call="")
    typed = cells("simple_coroutine(1)", "await simple_coroutine(1)")
    first, last = (case(unawaited=(Unawaited("simple_coroutine", line(1, f"<cell {n}>")),)) for n in (1, 2))

    assert cause(what, first, case(), typed) == ""
    assert cause(what, last, case(), typed) == "not-awaited"


def test_jobs_that_were_never_run() -> None:
    """A value that was typed in, where the solution ran jobs, is `never-ran` before anything else."""
    ref = jobs(("A", 0, 1), ("B", 0, 2), value=["A", "B"])
    mine = case(["A", "B"], 2.0)

    found = not_yet(asked(returns=SAME, time=SAME), mine, ref)

    assert found.cause == "never-ran"
    assert "'A' and 'B'" in found.message
    assert "over after 2 s" in found.message
    assert cause(asked(returns=SAME), jobs(("A", 0, 1), value=["A", "B"]), ref) == ""


def test_no_jobs_beside_the_solution() -> None:
    """Where the solution runs no jobs none are missed."""
    assert cause(asked(), case(1), case(1)) == ""


def test_tasks_left_behind_are_named_with_the_line_that_made_them() -> None:
    """The names, how many, and where they were made."""
    leaks = (Leak("task", "A"), Leak("task", "C"))
    tasks = [task(2, "A", place=line(2)), task(3, "C", place=line(2))]

    found = not_yet(asked(), case(leaks=leaks, trace=trace(tasks=tasks)), case(), SOURCE)

    assert found.cause == "leaked-task"
    assert "When `main` ended, 2 tasks were left behind: 'A' and 'C'." in found.message
    assert "Nobody waits for them" in found.message
    assert "Look at line 2" in found.message


def test_cancelled_but_not_awaited_is_told_apart() -> None:
    """A task that was asked to stop and not waited for gets words about the request."""
    events = trace(Event(1.0, "cancel", 2), tasks=[task(2, "A")])

    found = not_yet(asked(), case(leaks=(Leak("task", "A"),), trace=events), case())

    assert "1 task was left behind" in found.message
    assert "It was asked to stop, but `cancel()` is only a request" in found.message
    leak = Leak("task", "A", asked_to_stop=True)
    assert "They were asked to stop" in not_yet(asked(), case(leaks=(leak, leak)), case()).message


def test_a_leak_is_told_of_the_answers_own_function() -> None:
    """Where the exercise calls given code, the answer's function inside the call is named."""
    mine = case(leaks=(Leak("task", "A"),))
    what = asked(call="results(first(*[work(n) for n in names]))")

    assert "When `first` ended" in not_yet(what, mine, case(), "async def first(*coros): ...").message


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("thread", "1 thread"),
        ("server", "1 server"),
        ("transport", "1 open connection"),
        ("subprocess", "1 subprocess"),
    ],
)
def test_other_things_are_named_for_what_they_are(kind: LeakKind, said: str) -> None:
    """Threads, servers, connections and subprocesses are no tasks."""
    found = not_yet(asked(), case(leaks=(Leak(kind, "x"),)), case())

    assert found.cause == "leaked-task"
    assert said in found.message
    assert "closes it" in found.message


def test_a_task_that_should_be_pending_is_no_leak() -> None:
    """An exercise that asks for a pending task gets one."""
    mine = case(leaks=(Leak("task", "A"),), trace=trace(tasks=[task(2, "A")]))

    assert cause(asked(tasks=(TaskEnd("A", "pending"),)), mine, case()) == ""


def test_at_the_prompt_nothing_leaks() -> None:
    """Tasks go on between cells: that is what a prompt with a loop is for."""
    mine = case(leaks=(Leak("task", "A"),))

    assert cause(asked(kind="prompt", call=""), mine, case(), cells("x")) == ""
    assert cause(asked(allow=("leaked-task",)), mine, case()) == ""
