"""A program that is looked at with `loop_status()` goes on as if nobody had looked."""

from __future__ import annotations

import asyncio
import gc
import logging
import warnings
import weakref
from typing import Any

import pytest

from playground import loop_status
from playground.loop.facts import LoopStatus
from playground.loop.recorder import RecordingLoop
from playground.views.look import Look
from playground.views.status import draw_status

LOOPS = pytest.mark.parametrize("factory", [asyncio.SelectorEventLoop, RecordingLoop])


def on(factory: Any, main: Any) -> Any:
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


def look() -> LoopStatus:
    """The deepest look there is: all facts, all pictures."""
    status = loop_status()
    draw_status(status, Look(80))
    repr(status)
    status.tree()
    status.as_json()
    list(loop_status(sort="age", rows=1).tasks)
    return status


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@LOOPS
def test_an_error_is_not_marked_as_seen(factory: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A failed task that was shown is still reported when nobody ever asked for its error."""

    async def main() -> None:
        async def fail() -> None:
            raise ValueError("unseen")

        task = asyncio.create_task(fail(), name="failing")
        await turns()
        status = look()
        if factory is RecordingLoop:
            assert [(one.name, one.seen) for one in status.finished] == [("failing", False)]
        del task
        gc.collect()

    with caplog.at_level(logging.ERROR, logger="asyncio"):
        on(factory, main())
    assert [record.getMessage().splitlines()[0] for record in caplog.records] == [
        "Task exception was never retrieved"
    ]


@LOOPS
def test_tasks_and_what_they_hold_are_freed_as_before(factory: Any) -> None:
    """A status that is kept keeps no task, result, coroutine or variable of the program alive."""

    class Thing:
        pass

    async def main() -> tuple[LoopStatus, list[bool]]:
        refs: list[weakref.ref[Any]] = []
        bell = asyncio.Event()

        async def work(rung: asyncio.Event) -> Thing:
            thing = Thing()
            refs.append(weakref.ref(thing))
            await rung.wait()
            del thing
            result = Thing()
            refs.append(weakref.ref(result))
            return result

        async def outer(task: asyncio.Task[Thing]) -> None:
            await task

        tasks = [asyncio.create_task(work(bell), name="work")]
        refs.append(weakref.ref(tasks[0]))
        awaiting = asyncio.create_task(outer(tasks[0]))
        refs.append(weakref.ref(awaiting))
        await turns()
        status = look()
        bell.set()
        await turns()
        del awaiting
        tasks.clear()
        await turns()
        gc.collect()
        return status, [ref() is None for ref in refs]

    status, freed = on(factory, main())
    assert freed == [True] * 4
    assert "work" in [task.name for task in status.tasks]


@LOOPS
def test_nothing_that_the_program_can_see_has_changed(factory: Any) -> None:
    """Names, `all_tasks()`, the task factory, callbacks, timers and cancellation counts stay."""

    async def main() -> None:
        loop: Any = asyncio.get_running_loop()
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.sleep(3600)

        tasks = [asyncio.create_task(use()) for _ in range(3)]
        await turns()

        def seen() -> tuple[Any, ...]:
            return (
                sorted(map(repr, asyncio.all_tasks() - {asyncio.current_task()})),  # it is at another line
                loop.get_task_factory(),
                loop.get_exception_handler(),
                len(loop._ready),
                len(loop._scheduled),
                [task.cancelling() for task in tasks],
                [len(task._callbacks or ()) for task in tasks],
                repr(lock),
            )

        before = seen()
        look()
        assert seen() == before
        assert asyncio.create_task(turns()).get_name() != tasks[0].get_name()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    on(factory, main())


@LOOPS
def test_no_warning_comes_of_looking(factory: Any) -> None:
    """Neither a warning nor an unraisable error, whatever the tasks wait on."""

    async def main() -> None:
        async def numbers() -> Any:
            await asyncio.sleep(3600)
            yield 1

        async def walk() -> None:
            async for _ in numbers():
                pass

        tasks = [asyncio.create_task(walk()), asyncio.create_task(asyncio.Queue[int]().get())]
        tasks.append(asyncio.create_task(asyncio.wait_for(asyncio.sleep(3600), 60)))
        never_begun = asyncio.create_task(walk())
        look()
        await turns()
        look()
        for task in [*tasks, never_begun]:
            task.cancel()
        await asyncio.gather(*tasks, never_begun, return_exceptions=True)
        gc.collect()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        on(factory, main())


@LOOPS
def test_the_order_of_what_runs_is_the_same(factory: Any) -> None:
    """A look adds no step: what ran in which order is what runs without it."""

    async def main(looks: bool) -> list[str]:
        order: list[str] = []

        async def step(name: str) -> None:
            for number in range(3):
                order.append(f"{name}{number}")
                if looks:
                    look()
                await asyncio.sleep(0)

        await asyncio.gather(*[step(name) for name in "abc"])
        return order

    assert on(factory, main(looks=True)) == on(factory, main(looks=False))
