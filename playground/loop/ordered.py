"""Tasks that are walked in the order of their creation, and asyncio.as_completed in its arguments'.

asyncio keeps tasks in sets, and a set is walked by hash; a task's hash is its address, so the
order differs from run to run. Here a task's hash is its number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any

__all__ = ["NumberedFuture", "NumberedTask", "as_completed_in_order"]


class NumberedTask(asyncio.Task[Any]):
    """asyncio's Task, but sets of it are walked in the order of creation. Set `number` before __init__."""

    __slots__ = ("number",)
    number: int

    def __hash__(self) -> int:
        return self.number


class NumberedFuture(asyncio.Future[Any]):
    """asyncio's Future, with the order of NumberedTask."""

    __slots__ = ("number",)
    number: int

    def __hash__(self) -> int:
        return self.number


# A learner who prints one sees what asyncio shows: repr is made from the name of the class.
for _class, _shown in ((NumberedTask, asyncio.Task), (NumberedFuture, asyncio.Future)):
    _class.__name__, _class.__qualname__, _class.__module__ = (
        _shown.__name__,
        _shown.__qualname__,
        _shown.__module__,
    )

_as_completed: Any = asyncio.as_completed


def _as_tasks(awaitables: Any) -> Any:
    """The same, made tasks in the order of the arguments, when our tasks are what they become.

    asyncio.as_completed makes tasks of coroutines in the order of a set of the coroutines.
    """
    if asyncio.isfuture(awaitables) or asyncio.iscoroutine(awaitables):
        return awaitables  # asyncio says what is wrong with that
    return [asyncio.ensure_future(awaitable) for awaitable in dict.fromkeys(awaitables)]


if isgeneratorfunction(_as_completed):  # before 3.13: nothing happens until the first is asked for

    @wraps(_as_completed)
    def as_completed_in_order(fs: Iterable[Any], *, timeout: float | None = None) -> Iterator[Any]:
        yield from _as_completed(_as_tasks(fs), timeout=timeout)

else:

    @wraps(_as_completed)
    def as_completed_in_order(fs: Iterable[Any], *, timeout: float | None = None) -> Iterator[Any]:
        made: Iterator[Any] = _as_completed(_as_tasks(fs), timeout=timeout)
        return made
