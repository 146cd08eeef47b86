"""What a future will be waited on for, told by the code that makes it: O(1), whatever the depth.

asyncio makes a future just before a task waits on it, from the function whose name says why
(`Lock.acquire`, `sleep`, `Queue.get`). Which lock it is is read from asyncio's own frame, never
from the program's: there a look at the variables would keep them alive.
"""

# ruff: noqa: SLF001 - asks asyncio's own frames and futures
from __future__ import annotations

import asyncio
from asyncio import futures, locks, queues, taskgroups, tasks
from collections.abc import Callable
from functools import partial
from itertools import count
from types import FrameType
from typing import Any
from weakref import ref

from playground.values.trace import WaitKind

from .places import caller_line, in_asyncio
from .ring import TaskEntry, Waited
from .waits import kind_of, name_of

__all__ = ["FUTURE", "MAKERS", "entries_of", "waited"]

Maker = Callable[[FrameType, asyncio.AbstractEventLoop], Waited]
FUTURE = Waited("future", "a future")
_keys = count(1)


def waited(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
    """What the future that `frame` makes is for, when no maker knows the function."""
    kind = kind_of(frame.f_code)
    if kind is None:
        return FUTURE
    return _simple(kind)


def _simple(kind: WaitKind, known: dict[str, Waited] = {}) -> Waited:  # noqa: B006 - a cache of constants
    if kind not in known:
        known[kind] = Waited(kind, kind)
    return known[kind]


# By id, what waiting on a lock, semaphore, event or condition is. The key goes when the object does,
# before another object can get its id.
KNOWN: dict[int, Waited] = {}


def _of_object(kind: WaitKind, known: dict[int, Waited] = KNOWN) -> Maker:
    """A maker for a function whose `self` is the thing waited for; one `Waited` an object."""

    def make(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
        thing = frame.f_locals["self"]
        found = known.get(id(thing))
        if found is None:
            found = known[id(thing)] = _first_wait(kind, frame, thing)
            found.ref = ref(thing, partial(known.pop, id(thing)))
        return found

    return make


def _first_wait(kind: WaitKind, frame: FrameType, thing: object) -> Waited:
    """The wait on `thing`, named for what the program called.

    A queue's join waits on an event and a barrier on a condition: the function of asyncio around
    the one that makes the future tells.
    """
    shown: object = thing
    outer: FrameType | None = frame
    while outer is not None and in_asyncio(outer.f_code):
        around = kind_of(outer.f_code)
        if around in ("queue-join", "barrier"):
            kind, shown = around, outer.f_locals.get("self", thing)
            break
        outer = outer.f_back
    return Waited(kind, name_of(kind, shown, ""), key=next(_keys), line=caller_line(frame))


def _sleep(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
    delay = frame.f_locals["delay"]
    return Waited("sleep", delay, loop.time() + delay)


def entries_of(things: Any) -> tuple[TaskEntry, ...]:
    """The entries of those among `things` that are recorded tasks; of a set, in the order of creation."""
    try:
        seen = [thing._seen for thing in things]
    except AttributeError:  # a future of the program's own
        seen = [getattr(thing, "_seen", None) for thing in things]
    found = [entry for entry in seen if type(entry) is TaskEntry]
    if type(things) is set:
        found.sort(key=lambda entry: entry.number)
    return tuple(found)


def _several(kind: WaitKind, variable: str) -> Maker:
    def make(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
        return Waited(kind, kind, tasks=entries_of(frame.f_locals[variable]))

    return make


def _group(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
    group = frame.f_locals["self"]
    return Waited("group", "task group", tasks=entries_of(group._tasks))


def _shield(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
    return Waited("shield", "shield", tasks=entries_of([frame.f_locals["inner"]]))


def _thread(frame: FrameType, loop: asyncio.AbstractEventLoop) -> Waited:
    return Waited("thread", "a thread of the executor")


MAKERS: dict[int, Maker] = {
    id(function.__code__): maker
    for function, maker in (
        (tasks.sleep, _sleep),
        (locks.Lock.acquire, _of_object("lock")),
        (locks.Semaphore.acquire, _of_object("semaphore")),
        (locks.Event.wait, _of_object("event")),
        (locks.Condition.wait, _of_object("condition")),
        (queues.Queue.get, _of_object("queue-get", {})),
        (queues.Queue.put, _of_object("queue-put", {})),
        (tasks._wait, _several("wait", "fs")),  # type: ignore[attr-defined]
        (tasks.shield, _shield),
        (getattr(taskgroups.TaskGroup, "_aexit", taskgroups.TaskGroup.__aexit__), _group),
        (futures.wrap_future, _thread),
    )
}
