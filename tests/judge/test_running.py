"""nested-run, deadlock, endless."""

from __future__ import annotations

import pytest

from playground.values.plain import encode
from playground.values.report import Leak, Limit, LimitKind
from playground.values.trace import Event, Wait, WaitKind

from .builders import asked, case, cause, cells, error, line, not_yet, raised, report, sleep, task, trace

NESTED = "asyncio.run() cannot be called from a running event loop"


def waits(number: int, wait: Wait, at: float = 0.0, place: int = 2) -> Event:
    """A task begins to wait at a line of the answer."""
    return Event(at, "waits", number, wait=wait, place=line(place))


@pytest.mark.parametrize("words", [NESTED, "This event loop is already running"])
def test_a_loop_inside_the_loop(words: str) -> None:
    """asyncio's refusals to run a second loop are one cause, with the line that tried."""
    mine = raised("RuntimeError", words, place=line(2))

    found = not_yet(asked(), mine, case(), "async def main(d):\n    return asyncio.run(price())")

    assert found.cause == "nested-run"
    assert "Look at line 2: `return asyncio.run(price())`." in found.message


def test_a_nested_run_inside_a_group_is_found() -> None:
    """The refusal may come wrapped in an ExceptionGroup."""
    inner = error("RuntimeError", NESTED)
    mine = case(ended="raised", error=error("ExceptionGroup", "1 sub-exception", parts=(inner,)))

    assert cause(asked(), mine, case()) == "nested-run"


def test_another_runtime_error_is_no_nested_run() -> None:
    """Other errors of the same type are crashes."""
    assert (
        cause(asked(), raised("RuntimeError", "cannot reuse already awaited coroutine"), case()) == "crashed"
    )


def test_a_nested_run_that_is_asked_for_passes() -> None:
    """Where the exercise expects the refusal it is right."""
    mine = raised("RuntimeError", NESTED)

    assert cause(asked(raises=encode("RuntimeError")), mine, mine) == ""


def test_a_nested_run_in_an_earlier_cell_does_no_harm() -> None:
    """At the prompt only the last cell's error counts."""
    mine = case(1, cell_errors=(error("RuntimeError", NESTED),))

    assert cause(asked(kind="prompt"), mine, case(1), cells("asyncio.run(f())", "await f()")) == ""


def test_definitions_that_start_a_loop_are_nested_runs() -> None:
    """`asyncio.run(main())` at the end of the answer is refused while the definitions run."""
    assert cause(asked(), report(failed=error("RuntimeError", NESTED)), case()) == "nested-run"


def test_a_deadlock_names_who_waits_on_what() -> None:
    """Each waiting task is told with its line, what it waits for and who holds that, and the circle."""
    a, b = Wait("lock", "lock 'a'", holders=("A",)), Wait("lock", "lock 'b'", holders=("B",))
    mine = case(
        ended="stuck",
        trace=trace(
            waits(1, Wait("gather", tasks=("A", "B")), place=9),
            waits(2, b, 1.0, place=3),
            waits(3, a, 1.0, place=4),
            tasks=[task(1, "main", root=True), task(2, "A"), task(3, "B")],
        ),
    )

    found = not_yet(asked(), mine, case(), "\n\n    async with b:\n    async with a:\n")

    assert found.cause == "deadlock"
    assert "After 1 s nobody could go on" in found.message
    assert "'A' (line 3) waits for lock 'b', held by 'B'" in found.message
    assert "It is a circle" in found.message
    assert found.message.endswith("Look at line 3: `async with b:`.")


def test_a_lock_taken_twice_is_told_so() -> None:
    """A task that waits for a lock which it holds itself is told that."""
    wait = Wait("lock", "lock 'a'", holders=("Task-1",))
    mine = case(ended="stuck", trace=trace(waits(1, wait), tasks=[task(1)]))

    assert "'Task-1' holds it itself" in not_yet(asked(), mine, case()).message


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("queue-get", "put anything in"),
        ("queue-join", "one `task_done` for every `put`"),
        ("event", "would set it"),
        ("future", "give it a result"),
    ],
)
def test_a_deadlock_says_why(kind: WaitKind, why: str) -> None:
    """What is waited for says what is missing, in both languages something."""
    mine = case(ended="stuck", trace=trace(waits(1, Wait(kind)), tasks=[task(1)]))

    assert why in not_yet(asked(), mine, case()).message
    assert "谁也走不下去" in not_yet(asked(), mine, case(), lang="zh").message


def test_a_deadlock_of_many_names_four() -> None:
    """A long list is cut and counted."""
    tasks = [task(number) for number in range(1, 11)]
    events = [waits(number, Wait("event")) for number in range(1, 11)]

    found = not_yet(asked(), case(ended="stuck", trace=trace(events, tasks=tasks)), case())

    assert "'Task-4'" in found.message
    assert "'Task-5'" not in found.message
    assert "6 more" in found.message


def test_a_task_that_went_on_is_not_named() -> None:
    """Only the last wait of a task that never ended counts."""
    mine = case(
        ended="stuck",
        trace=trace(
            waits(1, Wait("event")),
            waits(2, Wait("lock", "lock 'x'")),
            Event(1.0, "resumed", 2),
            Event(1.0, "done", 2),
            tasks=[task(1, "main"), task(2, "B", how="done")],
        ),
    )

    assert "lock 'x'" not in not_yet(asked(), mine, case()).message


def test_a_deadlock_without_a_trace_uses_the_lines_of_the_report() -> None:
    """What the loop itself said serves where the trace says nothing."""
    mine = case(ended="stuck", stuck=("Task-1 at answer.py:2 waits on lock 'a'",))
    typed = case(ended="stuck", stuck=("Task-1 at cell 2:1 waits on lock 'a'",))

    message = not_yet(asked(), mine, case()).message
    assert "Task-1 at answer.py:2 waits on lock 'a'" in message
    assert "Look at line 2" in message
    assert "Look at `await f()`" in not_yet(asked(), typed, case(), cells("x", "await f()")).message


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("steps", 200_000, "200,000 steps"),
        ("virtual-seconds", 3600, "3600 s of loop time"),
        ("real-seconds", 5, "5 s of real time"),
        ("memory", 512 * 2**20, "512 MiB"),
        ("processes", 64, "64 processes"),
    ],
)
def test_endless_says_which_limit(kind: LimitKind, value: float, said: str) -> None:
    """Each limit has its own words, with its value and the line that was running."""
    mine = case(ended="limit", limit=Limit(kind, value, line(2)))

    found = not_yet(asked(), mine, case(), "x\nwhile True: pass")

    assert found.cause == "endless"
    assert said in found.message
    assert found.message.endswith("Look at line 2: `while True: pass`.")


def test_fewer_cases_are_explained_by_the_last() -> None:
    """A report that ends early because of a limit is the learner's, not ours."""
    mine = report(case(1), case(ended="limit", limit=Limit("steps", 10)))

    assert cause(asked(), mine, report(case(1), case(1), case(1))) == "endless"


def test_a_thread_left_by_an_earlier_case_is_told_before_the_limit_that_it_brings() -> None:
    """A later case waits for the thread, in real time, until a limit ends it: the thread is the cause."""
    left = case(1, leaks=(Leak("thread", "Thread-1"),))
    stopped = case(ended="limit", limit=Limit("real-seconds", 5.0))
    two = report(case(1), case(1))

    assert cause(asked(), report(left, stopped), two) == "leaked-task"
    assert cause(asked(), report(case(1), stopped), two) == "endless"


def test_real_time_may_also_be_spent_waiting() -> None:
    """Where no line of the answer ran when the limit came, it waited for something outside the loop."""
    ran = case(ended="limit", limit=Limit("real-seconds", 5.0, line(2)), trace=trace(sleep(0, 1)))
    waited = case(ended="limit", limit=Limit("real-seconds", 5.0), trace=trace(sleep(0, 1)))

    assert "ran on without ever pausing" in not_yet(asked(), ran, case()).message
    assert "for a thread, a process or a connection" in not_yet(asked(), waited, case()).message
