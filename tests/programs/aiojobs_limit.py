"""aiojobs: five jobs, two at a time; one fails, and the handler is told."""

from __future__ import annotations

import asyncio
from typing import Any

import aiojobs

told: list[str] = []
running = 0
most = 0


async def job(number: int) -> None:
    global running, most
    running += 1
    most = max(most, running)
    await asyncio.sleep(0.01)
    running -= 1
    if number == 3:
        raise LookupError(f"job {number}")


def handler(_: Any, context: dict[str, Any]) -> None:
    told.append(str(context["exception"]))


async def main() -> None:
    async with aiojobs.Scheduler(limit=2, exception_handler=handler) as scheduler:
        for number in range(5):
            await scheduler.spawn(job(number))
        while len(scheduler):
            await asyncio.sleep(0.01)
    print("most at once:", most, "told:", told)


asyncio.run(main())
