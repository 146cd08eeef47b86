"""Programs whose traces the pictures are tested with, recorded on the virtual clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from playground.loop.recording import record
from playground.preloads.tasks import work
from playground.values.trace import Trace

Program = Callable[[], Coroutine[Any, Any, Any]]


def recorded(program: Program) -> Trace:
    return record(program(), clock="virtual").trace


async def three_sleeps() -> None:
    await asyncio.gather(work("A", 1), work("B", 2), work("C", 3))


async def one_till() -> None:
    """Two customers at one till; a clock that is stopped; a thought that holds the loop; a failure."""
    till = asyncio.Lock()

    async def customer(seconds: float) -> None:
        async with till:
            await asyncio.sleep(seconds)

    async def clock() -> None:
        while True:
            await asyncio.sleep(0.7)

    async def thinks() -> None:
        await asyncio.sleep(0.5)
        time.sleep(1)

    async def fails() -> None:
        await asyncio.sleep(2)
        raise ValueError("no money left")

    ticking = asyncio.create_task(clock(), name="clock")
    names = ("ann", "ben")
    customers = [asyncio.create_task(customer(2), name=name) for name in names]
    others = [asyncio.create_task(thinks(), name="thinker"), asyncio.create_task(fails(), name="poor")]
    await asyncio.wait([*customers, *others])
    others[1].exception()
    ticking.cancel()
    await asyncio.wait([ticking])


async def at_one_moment() -> None:
    await asyncio.gather(work("A", 0), work("B", 0))


async def time_limit() -> None:
    async def inner() -> None:
        await asyncio.sleep(9)

    task = asyncio.create_task(inner(), name="slow")
    try:
        async with asyncio.timeout(1):
            await task
    except TimeoutError:
        pass


async def through_a_queue() -> None:
    queue: asyncio.Queue[int] = asyncio.Queue(2)

    async def consume() -> None:
        while True:
            await queue.get()
            await asyncio.sleep(0.1)
            queue.task_done()

    consumer = asyncio.create_task(consume(), name="consumer")
    for number in range(12):
        await queue.put(number)
    await queue.join()
    consumer.cancel()
    await asyncio.wait([consumer])


async def a_crowd() -> None:
    await asyncio.gather(*(work(f"w{number}", 1 + number % 7 / 10) for number in range(400)))


PROGRAMS: dict[str, Program] = {
    program.__name__.replace("_", "-"): program
    for program in (three_sleeps, one_till, at_one_moment, time_limit, through_a_queue, a_crowd)
}
