"""The article's own coroutines, under the article's names, repaired."""

from __future__ import annotations

import asyncio
import time
from asyncio import Task

from .journal import Traced, tell
from .log import LOGGER
from .screen import showable
from .tasks import job

__all__ = ["async_gather_example", "async_tasks_example", "create_tasks", "gather_demo", "simple_coroutine"]

SHOWN_FIRST = 5  # lines of a demo with many
FOLDED_ABOVE = 10  # lines
PATIENCE = 2.0  # seconds that async_tasks_example waits for its tasks


@job
async def simple_coroutine(number: int) -> None:
    """Wait one second, then log that it has finished.

    >>> await simple_coroutine(1)
    """
    await asyncio.sleep(1)
    LOGGER.info(_finished(number))


async def create_tasks(num_tasks: int) -> list[Task[None]]:
    """The tasks "Task #0", "Task #1"…, each a simple_coroutine.

    >>> ts = await create_tasks(5); loop_status()
    """
    created = []
    LOGGER.info(f"Creating {num_tasks} tasks to be executed...")
    for i in range(num_tasks):
        task = asyncio.create_task(simple_coroutine(i), name=f"Task #{i}")
        created.append(task)
        LOGGER.info(f"Created Task: {task}")
    return created


async def async_gather_example() -> None:
    """Three coroutines at once, and how long that took.

    >>> await async_gather_example()
    """
    begin = time.perf_counter()
    await asyncio.gather(simple_coroutine(1), simple_coroutine(2), simple_coroutine(3))
    elapsed = time.perf_counter() - begin
    print(f"Executed {async_gather_example.__name__} in {elapsed:.2f} seconds.")


async def async_tasks_example() -> None:
    """Five tasks, then which of them are done and which are not.

    >>> await async_tasks_example()
    """
    done, pending = await asyncio.wait(await create_tasks(5), timeout=PATIENCE)
    if done:
        LOGGER.success(f"{len(done)} tasks completed: {_names(done)}")
    if pending:
        LOGGER.warning(f"{len(pending)} tasks pending: {_names(pending)}")
        for task in pending:
            task.cancel()
        await asyncio.wait(pending)  # cancel() only asks


async def gather_demo(n: int = 3, seconds: float = 1) -> None:
    """N coroutines wait at once, and it takes as long as one.

    >>> await gather_demo(3)
    >>> await gather_demo(10_000)
    """
    lines = _Folded(n)
    await asyncio.gather(*(_one_of_many(number, seconds, lines) for number in range(1, n + 1)))


async def _one_of_many(number: int, seconds: float, lines: _Folded) -> None:
    with Traced(f"{simple_coroutine.__name__}({number})"):
        await asyncio.sleep(seconds)
        lines.finished(number)


class _Folded:
    """Log lines of a demo: the first few, how many there were between, and the last."""

    def __init__(self, of: int) -> None:
        self.of = of
        self.said = 0

    def finished(self, number: int) -> None:
        self.said += 1
        if self.of <= FOLDED_ABOVE or self.said <= SHOWN_FIRST or self.said == self.of:
            LOGGER.info(_finished(number))
            return
        tell("log", _finished(number))  # it happened all the same
        if self.said == self.of - 1:
            dots = showable("…", "...")
            print(f"{dots} {self.of - SHOWN_FIRST - 1:,} more {dots}")


def _finished(number: int) -> str:
    return f"Coroutine {number} has finished executing."


def _names(tasks: set[Task[None]]) -> list[str]:
    return sorted(task.get_name() for task in tasks)  # a set has no order of its own
