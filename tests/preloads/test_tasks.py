from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest

from playground.preloads.journal import Journal
from playground.preloads.tasks import cancel, cancel_all, clock, events, job, log, task, tasks, work

from .conftest import Run


def test_a_job_tells_its_beginning_and_its_end(run: Run) -> None:
    """work(name, …) tells name+ and name-, takes its seconds and gives back its name."""

    async def main() -> tuple[Any, float]:
        return await work("A", 2), clock()

    assert run(main()) == ("A", 2.0)
    assert events() == ["A+", "A-"]


def test_a_job_that_fails(run: Run) -> None:
    """fail= raises the exception given, an instance of the class given, or RuntimeError(text)."""

    async def main() -> list[Any]:
        failing = [
            work("A", 1, fail=ValueError("boom")),
            work("B", 2, fail=KeyError),
            work("C", 3, fail="no"),
        ]
        return await asyncio.gather(*failing, return_exceptions=True)

    assert list(map(repr, run(main()))) == ["ValueError('boom')", "KeyError()", "RuntimeError('no')"]
    assert events() == ["A+", "B+", "C+", "A!", "B!", "C!"]


def test_a_job_that_is_cancelled(run: Run) -> None:
    """A cancelled job tells namex."""

    async def main() -> None:
        a = asyncio.create_task(work("A", 1))
        await asyncio.sleep(0)
        a.cancel()
        await asyncio.wait([a])

    run(main())
    assert events() == ["A+", "Ax"]


def test_a_job_that_is_thrown_away_did_not_end() -> None:
    """A job whose coroutine is closed while it waits tells no ending."""
    coroutine = work("A", 1)
    with pytest.raises(RuntimeError, match="no running event loop"):
        coroutine.send(None)
    Journal.restart()

    @job
    async def hang(name: str) -> None:
        await _Forever()

    hanging = hang("B")
    hanging.send(None)
    hanging.close()
    assert events() == ["B+"]


class _Forever:
    def __await__(self) -> Any:
        yield


def test_result_none_and_falsy_results(run: Run) -> None:
    """A result of 0 is a result; without one the name is given."""

    async def main() -> list[Any]:
        return list(await asyncio.gather(work("A", 1, result=0), work("B", 1, [], None), work("C", 1)))

    assert run(main()) == [0, [], "C"]


@job
async def fetch(name: Any, delay: float = 0) -> Any:
    """Fetches."""
    return name


class Shop:
    @job
    async def open(self, day: str) -> str:
        return day


@job
async def nothing() -> None:
    pass


@pytest.mark.parametrize(
    ("coroutine", "name"),
    [
        (lambda: fetch("a", 1), "a"),
        (lambda: fetch(delay=1, name="b"), "b"),
        (lambda: fetch(1), "fetch(1)"),
        (lambda: fetch(1, delay=2.5), "fetch(1, delay=2.5)"),
        (lambda: fetch(""), "fetch('')"),
        (lambda: nothing(), "nothing"),
        (lambda: Shop().open("Monday"), "Monday"),
        (lambda: fetch(object()), "fetch(<object object>)"),
        (lambda: fetch("\x1b[31mred"), "\\x1b[31mred"),
        (lambda: fetch(list(range(1000))), "fetch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …)"),
    ],
)
def test_how_a_run_of_a_job_is_named(coroutine: Any, name: str, run: Run) -> None:
    """By its first argument if that is a text, else like its call; safe for a screen."""
    run(coroutine())
    assert events() == [f"{name}+", f"{name}-"]


def test_a_job_stays_the_function_that_it_was(run: Run) -> None:
    """A job keeps name, docstring and signature, and is still a coroutine function."""
    assert inspect.iscoroutinefunction(fetch)
    assert (fetch.__name__, fetch.__doc__) == ("fetch", "Fetches.")
    assert list(inspect.signature(fetch).parameters) == ["name", "delay"]


def test_a_plain_function_is_no_job() -> None:
    """@job on a plain function says what to write instead."""

    def load() -> None: ...

    with pytest.raises(TypeError, match="async def load"):
        job(load)  # type: ignore[arg-type]  # the mistake that is tested


def test_events_and_clock_begin_with_the_exercise(run: Run) -> None:
    """Journal.restart() empties events() and sets clock() back to 0."""

    async def main() -> list[float]:
        log("one")
        seen = [clock()]
        await asyncio.sleep(3)
        seen.append(clock())
        Journal.restart()
        await asyncio.sleep(0.5)
        log(2)
        return [*seen, clock()]

    assert run(main()) == [0.0, 3.0, 0.5]
    assert events() == ["2"]
    assert list(Journal.current.entries) == [(0.5, "2")]


def test_the_clock_can_be_told_where_the_exercise_began(run: Run) -> None:
    """restart(began) counts from that loop time."""

    async def main() -> float:
        await asyncio.sleep(10)
        Journal.restart(8.0)
        return clock()

    assert run(main()) == 2.0


def test_a_thread_reads_the_clock_of_its_loop() -> None:
    """log() and clock() in a thread that a coroutine started use the clock of the coroutine's loop."""

    async def main() -> tuple[float, float, float]:
        Journal.restart(asyncio.get_running_loop().time() - 100)
        before = clock()
        await asyncio.to_thread(log, "from a thread")
        return before, Journal.current.entries[0][0], clock()

    before, inside, after = asyncio.run(main())
    assert 100 <= before <= inside <= after
    assert events() == ["from a thread"]


def test_tasks_are_found_and_cancelled_by_name(run: Run) -> None:
    """tasks() leaves out the one that asks, sorts "Task #10" behind "Task #9"; cancel() asks one."""

    async def main() -> None:
        made = [asyncio.create_task(work(f"W{i}", 1), name=f"Task #{i}") for i in range(11)]
        assert tasks() == made
        assert task("Task #2") is made[2]
        assert cancel("Task #2", "too slow")
        assert not made[2].done()
        await asyncio.wait(made[2:3])
        assert made[2].cancelled()
        assert cancel(made[3])
        await asyncio.wait(made[3:4])
        assert cancel_all() == 9
        await asyncio.wait(made)
        assert tasks() == []

    run(main())


def test_a_task_that_is_not_there(run: Run) -> None:
    """The error names the tasks that run, and the nearest name."""

    async def main() -> str:
        hold = asyncio.create_task(work("A", 1), name="fetcher")
        with pytest.raises(LookupError) as caught:
            task("fetchr")
        await hold
        with pytest.raises(LookupError, match="None is"):
            task("fetcher")
        return str(caught.value)

    assert run(main()) == "No task named 'fetchr' is running. Running: 'fetcher'. Did you mean 'fetcher'?"
