"""Who awaits a task: a future knows its callbacks, and each leads to a task or to another future."""

# ruff: noqa: SLF001 - reads what asyncio does not show
from __future__ import annotations

import asyncio
import sys
from asyncio import queues, taskgroups
from collections.abc import Iterator
from typing import Any

__all__ = ["awaited_by", "callbacks_of", "targets_of"]


def awaited_by(task: asyncio.Task[Any]) -> tuple[asyncio.Task[Any], ...]:
    """The tasks that wait for `task` to end, each once."""
    graph = getattr(asyncio, "capture_call_graph", None)
    if sys.version_info >= (3, 14) and graph is not None:
        above = graph(task).awaited_by
        return tuple(up.future for up in above if isinstance(up.future, asyncio.Task))
    return tuple(_awaiters(task, set()))


def _awaiters(future: Any, seen: set[int]) -> Iterator[asyncio.Task[Any]]:
    if id(future) in seen:
        return
    seen.add(id(future))
    for callback in callbacks_of(future):
        for target in targets_of(callback):
            if isinstance(target, asyncio.Task):
                if id(target) not in seen and target is not future:
                    seen.add(id(target))
                    yield target
            elif isinstance(target, queues.Queue):  # as_completed: who waits for its queue
                for getter in target._getters:  # type: ignore[attr-defined]
                    yield from _awaiters(getter, seen)
            elif asyncio.isfuture(target):
                yield from _awaiters(target, seen)


def callbacks_of(future: Any) -> Iterator[Any]:
    for callback, _context in getattr(future, "_callbacks", None) or ():
        yield callback


def targets_of(callback: Any) -> Iterator[Any]:
    """What a done callback will wake: tasks, futures, queues."""
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):  # a task's own wakeup
        yield owner
    elif isinstance(owner, taskgroups.TaskGroup):
        # Children finish the group for its parent, but only in __aexit__ does the parent wait.
        if owner._on_completed_fut is not None:  # type: ignore[attr-defined]
            yield owner._parent_task  # type: ignore[attr-defined]
    elif owner is not None and hasattr(owner, "_done"):  # 3.13's as_completed
        yield owner._done
    for cell in getattr(callback, "__closure__", None) or ():
        try:
            thing = cell.cell_contents
        except ValueError:  # not filled yet
            continue
        if asyncio.isfuture(thing) or isinstance(thing, queues.Queue):
            yield thing
    for thing in getattr(callback, "args", ()):  # functools.partial: 3.11's wait_for
        if asyncio.isfuture(thing):
            yield thing
