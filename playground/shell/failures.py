"""Errors of background tasks, shown when they happen and nobody looks at them.

The recorder knows which tasks failed. A callback on each task would do too, and would show in its
`repr`: the learner's tasks stay as Python makes them.
"""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import Callable, Mapping
from typing import Any

from playground.loop.leftovers import unseen_error

__all__ = ["Failed", "Failures"]

GRACE = 0.05  # seconds in which somebody may still look at the error

Failed = Mapping[int, "weakref.ref[asyncio.Task[Any]]"]  # the tasks that failed of late, by number


class Failures:
    """Looks at each beat for tasks that failed; `show(task, error)` is called for lost errors."""

    def __init__(
        self, failed: Callable[[], Failed], show: Callable[[asyncio.Task[Any], BaseException], None]
    ) -> None:
        self._failed = failed
        self._show = show
        self._since: dict[
            int, float
        ] = {}  # number of a failed task -> when we saw it; inf once it is dealt with
        self._shown: weakref.WeakSet[asyncio.Task[Any]] = weakref.WeakSet()

    def was_shown(self, task: object) -> bool:
        """Whether this task's error was already shown."""
        return isinstance(task, asyncio.Task) and task in self._shown

    def look(self) -> None:
        """Show the errors that nobody took within the time of grace. In the loop's thread."""
        now = time.monotonic()
        failed = self._failed()
        self._since = {number: self._since.get(number, now) for number in failed}
        for number, since in self._since.items():
            if now - since >= GRACE:
                self._since[number] = float("inf")
                task = failed[number]()
                error = unseen_error(task) if task is not None else None
                if task is not None and error is not None:
                    self._shown.add(task)
                    self._show(task, error)
