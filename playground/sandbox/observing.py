"""What a case leaves behind, looked at in the very moment in which its call returns.

One loop turn later a cancelled task looks clean, and Python's own warnings come late or never
(a coroutine that a variable holds gives none): so the objects themselves are looked at.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import select
import sys
import threading
import warnings
from asyncio.base_subprocess import BaseSubprocessTransport
from time import monotonic
from types import CoroutineType
from typing import Any

from playground.loop.leftovers import (
    creation_order,
    is_idle_worker,
    is_subprocess_pipe,
    is_worker,
    loop_of,
    unseen_error,
)
from playground.loop.waits import place_of
from playground.values.report import ErrorReport, Leak, Unawaited
from playground.values.trace import Place

from .errors import error_report

__all__ = ["Observer"]

SETTLING = 0.05  # real seconds from a result to the rest of the thread that made it, on a busy machine


class Observer:
    """Watches one case: from its creation, before the answer's first line, to `look`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, own_files: frozenset[str]) -> None:
        self._loop = loop
        self._own_files = own_files
        self._dropped: list[Unawaited] = []
        self._looked = False
        self._threads_before = set(threading.enumerate())
        self.lost: list[ErrorReport] = []
        sys.set_coroutine_origin_tracking_depth(1)
        # CPython calls this by name when a coroutine is freed that never ran: private, and there is
        # no other way to hear of it.
        setattr(warnings, "_warn_unawaited_coroutine", self._coroutine_dropped)  # noqa: B010  # see above
        loop.set_exception_handler(self._handle)

    def _coroutine_dropped(self, coroutine: Any) -> None:
        if not self._looked:
            self._dropped += self._unawaited(coroutine)

    def _unawaited(self, coroutine: Any) -> list[Unawaited]:
        origin = coroutine.cr_origin
        if not origin or origin[0][0] not in self._own_files:
            return []  # made by a library: its own business
        file, line, function = origin[0]
        return [Unawaited(coroutine.__qualname__, Place(file, line, function))]

    def _handle(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException) and "never retrieved" in context.get("message", ""):
            self.lost.append(error_report(error, self._own_files))

    def look(self, main: asyncio.Task[Any]) -> tuple[tuple[Leak, ...], tuple[Unawaited, ...]]:
        """What is left behind now, beside the task `main`; errors nobody looked at go to `lost`."""
        pending = [task for task in asyncio.all_tasks(self._loop) if task is not main]
        pending.sort(key=creation_order)
        leaks = [
            Leak("task", task.get_name(), place_of(task), asked_to_stop=task.cancelling() > 0)
            for task in pending
        ]
        started_by_tasks = {id(task.get_coro()) for task in pending}
        unawaited: list[Unawaited] = []
        gc.collect()  # what only a cycle holds is dropped, and told of, now
        self._looked = True
        for thing in gc.get_objects():
            kind = type(thing)
            if kind is CoroutineType:
                if id(thing) not in started_by_tasks and inspect.getcoroutinestate(thing) == "CORO_CREATED":
                    unawaited += self._unawaited(thing)
            elif issubclass(kind, asyncio.Future):
                self._look_at_future(thing)
            elif issubclass(kind, (asyncio.BaseTransport, asyncio.AbstractServer)):
                leaks += self._open(thing)
        leaks += self._threads()
        found = (*self._dropped, *unawaited)
        return tuple(leaks), tuple(dict.fromkeys(found))

    def _look_at_future(self, future: asyncio.Future[Any]) -> None:
        if loop_of(future) is self._loop and (error := unseen_error(future)) is not None:
            self.lost.append(error_report(error, self._own_files))

    def _open(self, thing: Any) -> list[Leak]:
        if loop_of(thing) is not self._loop:
            return []
        if isinstance(thing, BaseSubprocessTransport):
            return (
                [Leak("subprocess", f"process {thing.get_pid()}")] if thing.get_returncode() is None else []
            )
        if isinstance(thing, asyncio.AbstractServer):
            return [Leak("server", _address(thing))] if thing.is_serving() else []
        is_pipe = not hasattr(thing, "is_closing") or is_subprocess_pipe(thing)
        return [] if is_pipe or thing.is_closing() else [Leak("transport", _address(thing))]

    def _threads(self) -> list[Leak]:
        left = [
            thread
            for thread in threading.enumerate()
            if thread not in self._threads_before and thread.is_alive() and not is_idle_worker(thread)
        ]
        return [Leak("thread", thread.name) for thread in left if not thread.daemon and not _settles(thread)]


def _settles(thread: threading.Thread) -> bool:
    """Whether this is a pool's thread that has handed over its result and is on its way to rest."""
    if not is_worker(thread):
        return False
    deadline = monotonic() + SETTLING
    while not is_idle_worker(thread):
        if monotonic() > deadline:
            return False
        select.select([], [], [], 0.001)  # real time: the loop and its clock stand still meanwhile
    return True


def _address(thing: Any) -> str:
    if isinstance(thing, asyncio.AbstractServer):
        sockets = getattr(thing, "sockets", ())
        return f"port {sockets[0].getsockname()[1]}" if sockets else "server"
    name = thing.get_extra_info("peername")
    return f"connection to port {name[1]}" if isinstance(name, tuple) else type(thing).__name__.strip("_")
