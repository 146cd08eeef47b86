"""The chain of what is suspended in what: coroutines, generators, and what hides them.

Used to look down from a task (`waits`) and into it (`holders`).
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from types import AsyncGeneratorType, CoroutineType, FrameType, GeneratorType

__all__ = ["frames_of", "has_frame"]


def frames_of(awaitable: object) -> Iterator[tuple[object, FrameType]]:
    """The suspended coroutines, generators and async generators below `awaitable`, outermost first."""
    for _ in range(1000):  # a chain deeper than the recursion limit does not exist
        if isinstance(awaitable, CoroutineType):
            frame, inner = awaitable.cr_frame, awaitable.cr_await
        elif isinstance(awaitable, GeneratorType):
            frame, inner = awaitable.gi_frame, awaitable.gi_yieldfrom
        elif isinstance(awaitable, AsyncGeneratorType):
            frame, inner = awaitable.ag_frame, awaitable.ag_await
        else:
            # `async for`, anext() and __await__ of a coroutine wrap what they drive in objects
            # without attributes; the garbage collector sees what is inside.
            awaitable = next((thing for thing in gc.get_referents(awaitable) if has_frame(type(thing))), None)
            if awaitable is None:
                return
            continue
        if frame is not None:
            yield awaitable, frame
        if inner is None or asyncio.isfuture(inner):
            return
        awaitable = inner


_OPAQUE = ("async_generator_asend", "async_generator_athrow", "anext_awaitable", "coroutine_wrapper")


def has_frame(kind: type) -> bool:
    """Whether objects of this type are suspended code, or hide some."""
    return issubclass(kind, (CoroutineType, GeneratorType, AsyncGeneratorType)) or kind.__name__ in _OPAQUE
