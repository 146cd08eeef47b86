"""Errors of background tasks, shown when they happen and nobody looks at them.

The tasks are watched from outside, with weak references: a callback on each would show in their
`repr`, and the learner's tasks stay as Python makes them.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import Callable
from typing import Any

__all__ = ["Failures"]

GRACE = 0.05  # seconds in which somebody may still look at the error


class Failures:
    """Looks at the watched tasks at each beat; `show(task, error)` is called for lost errors."""

    def __init__(self, show: Callable[[asyncio.Task[Any], BaseException], None]) -> None:
        self._show = show
        self._watched: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()
        self._failed: dict[int, tuple[float, asyncio.Task[Any]]] = {}
        self._shown: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()
        self._next = 0.0

    def watch(self, task: asyncio.Task[Any]) -> None:
        """Look after this task from now on."""
        self._watched.add(task)

    def was_shown(self, task: object) -> bool:
        """Whether this task's error was already shown."""
        return isinstance(task, asyncio.Task) and task in self._shown

    def look(self) -> None:
        """Find tasks that failed; show those whose error nobody took within the time of grace."""
        begun = time.monotonic()
        if begun < self._next:
            return
        ended = [task for task in list(self._watched) if task.done()]
        for task in ended:
            self._watched.discard(task)
            if _lost(task):
                self._failed[id(task)] = (begun, task)
        for key, (since, task) in list(self._failed.items()):
            if begun - since >= GRACE:
                del self._failed[key]
                if _lost(task):
                    self._tell(task)
        # Ten thousand tasks take a millisecond to look through: not more than 2 % of the time.
        now = time.monotonic()
        self._next = now + (now - begun) * 50

    def _tell(self, task: asyncio.Task[Any]) -> None:
        error = task._exception  # noqa: SLF001  # exception() would count as looking
        if error is not None:
            self._shown.add(task)
            self._show(task, error)


def _lost(task: asyncio.Task[Any]) -> bool:
    """Whether the task failed and nobody has asked for its error.

    `_log_traceback` is what asyncio itself goes by before it says "never retrieved".
    """
    return task.done() and not task.cancelled() and bool(getattr(task, "_log_traceback", False))
