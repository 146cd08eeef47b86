"""What is still open on a loop: asked of the objects themselves, which say it in private attributes.

Reads, besides `waits` and `makers`, the only private attributes of CPython: `_log_traceback` and
`_exception` of a future (the public `exception()` would mark the error as seen), `_loop` of
transports and servers, `_protocol` of a pipe.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from asyncio.base_subprocess import WriteSubprocessPipeProto
from concurrent.futures import thread as pool
from typing import Any

__all__ = [
    "creation_order",
    "is_idle_worker",
    "is_subprocess_pipe",
    "is_worker",
    "loop_of",
    "unseen_error",
]


def creation_order(task: asyncio.Task[Any]) -> int:
    """A key that puts the tasks of one recorded loop in the order in which they were made."""
    entry = getattr(task, "_seen", None)
    return int(getattr(entry, "number", 0))


def unseen_error(future: asyncio.Future[Any]) -> BaseException | None:
    """The exception of a future that nobody has looked at; looking here does not count."""
    if not getattr(future, "_log_traceback", False):
        return None
    error = getattr(future, "_exception", None)
    return error if isinstance(error, BaseException) else None


def loop_of(thing: object) -> asyncio.AbstractEventLoop | None:
    """The loop of a future, a transport or a server."""
    loop = getattr(thing, "_loop", None)
    return loop if isinstance(loop, asyncio.AbstractEventLoop) else None


def is_subprocess_pipe(transport: object) -> bool:
    """Whether this is one end of a pipe to a subprocess, which is open as long as that runs."""
    return isinstance(getattr(transport, "_protocol", None), WriteSubprocessPipeProto)


def is_idle_worker(thread: threading.Thread) -> bool:
    """Whether this is a thread of a pool that waits for work; such a thread ends with its pool."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001  # public but for its name
    return frame is not None and frame.f_code is pool._worker.__code__  # noqa: SLF001  # what every worker runs


def is_worker(thread: threading.Thread) -> bool:
    """Whether this is a thread of a `ThreadPoolExecutor`."""
    return thread in pool._threads_queues  # noqa: SLF001  # how the module itself knows them
