"""Makes the README's picture of a timeline: a small program, recorded on the virtual clock.

python -m tools.timeline docs/timeline.svg
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from playground import record
from playground.views.svg import timeline_svg


async def breakfast() -> None:
    """One pan for two; a radio that is switched off; somebody who thinks while all others wait."""
    pan = asyncio.Lock()
    orders: asyncio.Queue[str] = asyncio.Queue()

    async def fries(what: str, minutes: float) -> None:
        async with pan:
            await asyncio.sleep(minutes)
        await orders.put(what)

    async def radio() -> None:
        while True:  # noqa: ASYNC110 - it plays until it is switched off
            await asyncio.sleep(1.2)

    async def reckons() -> None:
        await asyncio.sleep(3.5)
        time.sleep(1)  # noqa: ASYNC251 - the mistake that the picture shows

    async def serves() -> None:
        for _ in range(2):
            await orders.get()
            await asyncio.sleep(0.5)

    async def burns() -> None:
        await asyncio.sleep(2.5)
        raise ValueError("toast is black")

    playing = asyncio.create_task(radio(), name="radio")
    async with asyncio.TaskGroup() as group:
        group.create_task(fries("eggs", 2), name="eggs")
        group.create_task(fries("bacon", 3), name="bacon")
        group.create_task(serves(), name="waiter")
        group.create_task(reckons(), name="bill")
        toast = asyncio.create_task(burns(), name="toast")
        await asyncio.wait([toast])
        toast.exception()
    playing.cancel()
    await asyncio.wait([playing])


def main() -> None:
    """Record, draw, write the file that the first argument names, and its light sister."""
    trace = record(breakfast(), clock="virtual").trace
    dark = Path(sys.argv[1])
    dark.write_text(timeline_svg(trace, title="breakfast", theme="dark"), encoding="utf-8")
    light = dark.with_stem(f"{dark.stem}-light")
    light.write_text(timeline_svg(trace, title="breakfast", theme="light"), encoding="utf-8")


if __name__ == "__main__":
    main()
