"""`loop_status()`: what an event loop is doing.

The function alone is here, so that importing it costs next to nothing; the facts are in `facts`.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .asking import Sort
    from .facts import Ended, LoopStatus, TaskStatus
    from .recorder import hidden, hide
    from .waits import State

__all__ = ["Ended", "LoopStatus", "TaskStatus", "hidden", "hide", "loop_status"]

_HOMES = {
    "Ended": "facts", "LoopStatus": "facts", "TaskStatus": "rows", "hidden": "recorder", "hide": "recorder",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __package__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def loop_status(
    loop: asyncio.AbstractEventLoop | None = None,
    *,
    name: str | None = None,
    state: State | None = None,
    sort: Sort = "name",
    top: int | None = None,
    rows: int | None = None,
    watch: bool = False,
) -> LoopStatus:
    """What `loop` (the running one, if none is given) does right now: a table, made of facts.

    `name` (a pattern like "Task #*", for the task's name or its function's) and `state` ("running",
    "ready", "waiting") say which tasks, `sort` ("name", "age", "state", "coroutine") in which order,
    `top` how many of them. `rows` is for how many the await chain is worked out: by default for all
    of up to 1,000 tasks, of more for the first 100. `watch=True` shows the table again and again,
    with keys to sort, filter, cancel a task and look at its chain, at a prompt that can. `.as_json()`
    gives the facts to other programs.
    """
    from .asking import Asked
    from .facts import facts_of

    asked = Asked(name, state, top, sort)
    if loop is None:
        loop = asyncio._get_running_loop()  # noqa: SLF001 - documented in spite of its name
        if loop is None:
            raise RuntimeError("no event loop is running here: give one, loop_status(loop)")
    if not watch:
        return facts_of(loop, rows, asked)
    try:
        watcher = import_module("playground.shell.watch").watch
    except ImportError:
        raise RuntimeError("loop_status(watch=True) needs the playground's prompt") from None
    shown: LoopStatus = watcher(loop, rows, asked)
    return shown
