"""Which function of asyncio stands for which kind of wait: what a new CPython needs looked at first."""

# ruff: noqa: SLF001 - asyncio's own functions, private ones among them
from __future__ import annotations

import asyncio
from asyncio import base_events, locks, queues, taskgroups, tasks
from collections.abc import Iterator
from types import CodeType
from typing import Any

from playground.values.trace import WaitKind

__all__ = ["SHIELD", "kind_of"]

# The coroutine functions of asyncio that a program may find itself suspended in, by their code.
_FUNCTIONS: dict[WaitKind, tuple[Any, ...]] = {
    "sleep": (tasks.sleep,),
    "turn": (tasks.__sleep0,),  # type: ignore[attr-defined]  # private
    "wait": (tasks.wait, tasks._wait),  # type: ignore[attr-defined]  # private
    "wait_for": (tasks.wait_for,),
    "group": (taskgroups.TaskGroup.__aexit__, getattr(taskgroups.TaskGroup, "_aexit", None)),
    "lock": (locks.Lock.acquire,),
    "semaphore": (locks.Semaphore.acquire,),
    "event": (locks.Event.wait,),
    "condition": (locks.Condition.wait, locks.Condition.wait_for),
    "barrier": (locks.Barrier.wait, locks.Barrier._block, locks.Barrier._wait, locks.Barrier.reset),  # type: ignore[attr-defined]
    "queue-get": (queues.Queue.get,),
    "queue-put": (queues.Queue.put,),
    "queue-join": (queues.Queue.join,),
    "thread": (
        asyncio.to_thread,
        base_events.BaseEventLoop.shutdown_default_executor,
        base_events.BaseEventLoop.getaddrinfo,
        base_events.BaseEventLoop.getnameinfo,
    ),
}
_FOLDER = tasks.__file__.rpartition("tasks.py")[0]
_MODULES: dict[str, WaitKind] = {
    _FOLDER + "streams.py": "stream",
    _FOLDER + "subprocess.py": "subprocess",
    _FOLDER + "base_subprocess.py": "subprocess",
    _FOLDER + "unix_events.py": "subprocess",
    _FOLDER + "selector_events.py": "socket",
    _FOLDER + "base_events.py": "socket",
    _FOLDER + "sslproto.py": "socket",
}


def _code(function: Any) -> CodeType:
    code: CodeType = function.__code__
    return code


def _inner_code(function: Any, name: str) -> Iterator[CodeType]:
    """The code of the function `name` that is defined inside `function`."""
    for constant in function.__code__.co_consts:
        if isinstance(constant, CodeType) and constant.co_name == name:
            yield constant


# By identity: the hash of a code object is worked out anew from all its bytecode each time.
_ENTRIES: dict[int, WaitKind] = {
    id(_code(function)): kind for kind, functions in _FUNCTIONS.items() for function in functions if function
}
if hasattr(tasks, "_AsCompletedIterator"):  # 3.13
    _ENTRIES[id(_code(tasks._AsCompletedIterator._wait_for_one))] = "as_completed"
    _ENTRIES[id(_code(tasks._AsCompletedIterator.__anext__))] = "as_completed"
else:
    _ENTRIES |= {id(code): "as_completed" for code in _inner_code(tasks.as_completed, "_wait_for_one")}
SHIELD = {id(code) for code in _inner_code(tasks.shield, "_outer_done_callback")}


def kind_of(code: CodeType) -> WaitKind | None:
    """The kind of wait that a function of asyncio stands for; None when it is none of asyncio's."""
    return _ENTRIES.get(id(code)) or _MODULES.get(code.co_filename)
