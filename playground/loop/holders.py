"""Who holds a lock: the tasks that are inside ``async with`` it; asyncio itself notes no owner.

A suspended ``async with`` keeps the bound ``__aexit__`` on its frame, where the garbage collector
sees it. One look into all tasks at once tells for every lock which tasks to ask.
"""

# ruff: noqa: SLF001 - asks what a task waits on, as `waits` does
from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from types import MethodType
from typing import Any

from .chain import frames_of, has_frame

__all__ = ["holders", "is_inside", "one_look"]

AnyTask = asyncio.Task[Any]


_CONDITION_WAIT = asyncio.Condition.wait.__code__


class _Kinds(dict[type, int]):
    """What a type of object is to us: 1 a bound method, 2 something with a frame, 0 neither."""

    def __missing__(self, kind: type) -> int:
        self[kind] = answer = 1 if kind is MethodType else 2 * has_frame(kind)
        return answer


_KINDS = _Kinds()
_END = object()  # stands behind what one coroutine refers to
_KINDS[type(_END)] = 3


MANY = 1000  # tasks; among more, holders are looked for where they are likely
NEAR = 2000  # of so many of those tasks the outermost frame is looked at, at 1 µs each
ASKED = 100  # of so many all frames, at some 5 µs each; of twice as many in one look


class Look:
    """What one look at all tasks of a loop found; nothing of the loop may run meanwhile."""

    def __init__(self, tasks: list[AnyTask]) -> None:
        self._tasks = tasks
        self._known: dict[int, tuple[str, ...]] = {}
        self._left = 2 * ASKED

    def holders(self, thing: Any, asking: AnyTask) -> tuple[str, ...]:
        """The names of the tasks that are inside ``async with thing``, for which `asking` waits."""
        found = self._known.get(id(thing))
        if found is None:
            inside = self._likely(thing, asking) if len(self._tasks) > MANY else self._all(thing)
            names = {task.get_name() for task in inside}
            found = self._known[id(thing)] = tuple(sorted(names, key=lambda name: (len(name), name)))
        return found

    def _all(self, thing: Any) -> Iterator[AnyTask]:
        return (task for task in self._entered.get(id(thing), ()) if is_inside(task, thing))

    @cached_property
    def _entered(self) -> dict[int, list[AnyTask]]:
        return _entered(self._tasks)

    def _likely(self, thing: Any, asking: AnyTask) -> list[AnyTask]:
        """First those that run the same function as who asks; then, if none of them is inside, the others."""
        waiting = {id(waiter) for waiter in getattr(thing, "_waiters", None) or ()}
        mine = _code(asking)
        tasks, codes = self._tasks, self._codes
        alike = [one for one, code in zip(tasks, codes, strict=True) if code is mine]
        alike = [task for task in alike if id(_waiter(task)) not in waiting]
        others = (
            one
            for one, code in zip(tasks, codes, strict=True)
            if code is not mine and id(_waiter(one)) not in waiting
        )
        # Most often ``async with`` stands in the task's own function, where one look tells.
        near = _entered(alike[:NEAR], levels=1).get(id(thing), [])
        for group in (near, alike, others):
            asked = list(islice(group, min(ASKED, self._left)))
            self._left -= len(asked)
            if found := [task for task in asked if is_inside(task, thing)]:
                return found
        return []

    @cached_property
    def _codes(self) -> list[Any]:
        """What tells tasks apart that run different functions."""
        return [getattr(task.get_coro(), "cr_code", None) for task in self._tasks]


_look: Look | None = None  # the one that is going on


@contextmanager
def one_look(tasks: list[AnyTask]) -> Iterator[None]:
    """Inside, nothing of the loop may run: what is found out about its tasks is found out once."""
    global _look
    _look = Look(tasks)
    try:
        yield
    finally:
        _look = None


def holders(thing: Any, asking: AnyTask) -> tuple[str, ...]:
    """The names of the tasks that are inside ``async with thing``, for which `asking` waits.

    Among more than a thousand tasks it may be that not all are found.
    """
    look = _look or Look(list(asyncio.all_tasks(asking.get_loop())))
    return look.holders(thing, asking)


def _waiter(task: Any) -> object:
    return task._fut_waiter


def _code(task: AnyTask) -> object:
    return getattr(task.get_coro(), "cr_code", None)


def _entered(tasks: list[AnyTask], levels: int = 1000) -> dict[int, list[AnyTask]]:
    """For each object (by id) whose ``__aexit__`` is on a frame: the tasks with that frame.

    `levels` is how deep the frames are looked at, from the outermost.
    """
    found: dict[int, list[AnyTask]] = {}
    level: list[tuple[AnyTask, Any]] = [(task, task.get_coro()) for task in tasks]
    seen: set[int] = set()
    kinds = _KINDS
    mark = (_END,)  # refers to nothing but the sign
    while level and levels > 0:
        levels -= 1
        # One call for all of a level, in C; the sign after each tells whose the next are.
        asked: list[Any] = []
        for _, holder in level:
            asked += (holder, mark)
        below: list[tuple[AnyTask, Any]] = []
        place = 0
        for thing in gc.get_referents(*asked):
            kind = kinds[type(thing)]
            if not kind:
                continue
            if kind == 3:
                place += 1
            elif kind == 2:
                if id(thing) not in seen:
                    seen.add(id(thing))
                    below.append((level[place][0], thing))
            elif thing.__name__ == "__aexit__":
                found.setdefault(id(thing.__self__), []).append(level[place][0])
        level = below
    return found


def is_inside(task: AnyTask, thing: object) -> bool:
    """Whether `task` is inside ``async with thing``.

    The bound ``__aexit__`` is on the frame from before the object is entered: a task that still
    waits to enter has one more than it holds.
    """
    held = 0
    for holder, frame in frames_of(task.get_coro()):
        if frame.f_code is _CONDITION_WAIT:  # it let go of the lock for as long as it waits
            condition = frame.f_locals.get("self")
            held -= condition is thing or getattr(condition, "_lock", None) is thing
            continue
        if frame.f_code.co_name == "__aenter__" and frame.f_locals.get("self") is thing:
            held -= 1
            continue
        for kept in gc.get_referents(holder):
            if getattr(kept, "__name__", "") == "__aexit__" and getattr(kept, "__self__", None) is thing:
                held += 1
    return held > 0
