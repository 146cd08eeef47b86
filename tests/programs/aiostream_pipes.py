"""aiostream: two sources merged, mapped by several at a time, and taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from aiostream import pipe, stream


async def count(first: int, step: int) -> AsyncIterator[int]:
    number = first
    while True:
        yield number
        number += step
        await asyncio.sleep(0.004)


async def slow_square(number: int) -> int:
    await asyncio.sleep(0.002)
    return number * number


async def main() -> None:
    evens = stream.iterate(count(0, 2)) | pipe.take(5)
    odds = stream.iterate(count(1, 2)) | pipe.take(5)
    square: Any = slow_square  # the library's types know only plain functions here
    squares = stream.merge(evens, odds) | pipe.map(square, task_limit=3, ordered=False)
    print(sorted(await stream.list(squares)))


asyncio.run(main())
