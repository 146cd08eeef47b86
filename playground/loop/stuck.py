"""Whether tasks of a loop on the real clock can never go on: a ring of them, or all of them.

To be asked from another thread while the loop waits, or from the loop's own. Nothing is taken for
stuck that a timer, a timeout, a descriptor, a signal handler or a thread could still wake.
"""

# ruff: noqa: SLF001 - asks the loop what it waits for
from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from playground.values.stuck import Link, Stuck

from .chain import frames_of
from .holders import is_inside
from .leftovers import creation_order, is_idle_worker
from .recorder import hidden
from .waits import kind_of, place_of, waits_on

__all__ = ["Suspicion", "everything", "ring_of"]

AnyTask = asyncio.Task[Any]
Members = list[AnyTask]
# A prompt handles these; they wake no task.
_TERMINALS = {getattr(signal, name, signal.SIGINT) for name in ("SIGWINCH", "SIGTSTP", "SIGCONT")} | {
    signal.SIGINT
}
MANY = 2000  # tasks; among more nobody is looked for who holds a lock
OURS = "playground"  # how the names of our own threads begin


class Suspicion:
    """Looks at one loop again and again, some tenths of a second apart: what has not moved may be stuck."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop: Any = loop
        self._before: frozenset[tuple[int, int]] = frozenset()
        self._judged: frozenset[tuple[int, int]] = frozenset()
        self._told: set[int] = set()  # tasks that were told, by id

    def look(self, everyone: bool = True) -> Stuck | None:
        """What is stuck and was not told before; with `everyone`, also that nothing can wake any task."""
        tasks = [task for task in asyncio.all_tasks(self._loop) if task not in hidden]
        waiting = {(id(task), id(task._fut_waiter)): task for task in tasks}  # type: ignore[attr-defined]
        still = self._before & waiting.keys()
        all_still = len(still) == len(tasks) > 0
        self._before = frozenset(waiting)
        found: Members | None = None
        blocked = frozenset(key for key in still if _is_blocked(waiting[key]))
        if blocked and blocked != self._judged and len(tasks) <= MANY:
            self._judged = blocked
            found = ring_of(self._loop, [waiting[key] for key in blocked], tasks)
        if found is not None and self._is_new(found):
            return Stuck(_links(found), ring=True)
        if everyone and all_still:
            found = everything(self._loop, tasks)
            if found is not None and self._is_new(found):
                return Stuck(_links(found), ring=False)
        return None

    def _is_new(self, found: Members) -> bool:
        """Whether more has come than those who wait for tasks that were told; if so it counts as told."""
        new = [task for task in found if id(task) not in self._told]
        if not new or (self._told and all(_waits_for_tasks(task) for task in new)):
            return False
        found[:] = new
        self._told |= set(map(id, new))
        return True


def _is_blocked(task: Any) -> bool:
    """Whether `task` waits on something that only other tasks can give."""
    waiter = task._fut_waiter
    if waiter is None or waiter.done():
        return False
    if isinstance(waiter, asyncio.Task) or getattr(waiter, "_children", None) is not None:
        return True
    return getattr(getattr(waiter, "_seen", None), "kind", "") in _GIVEN


_GIVEN = ("lock", "semaphore", "group")


def ring_of(
    loop: asyncio.AbstractEventLoop, suspects: Iterable[AnyTask], tasks: Iterable[AnyTask]
) -> Members | None:
    """The first ring among the suspects: each waits for the next and for nothing else.

    A task that a timer will end or cancel is in no ring: it may let go of what it holds.
    """
    among = {id(task): task for task in suspects}
    for task in _with_a_timeout(loop):
        among.pop(id(task), None)
    after: dict[int, list[AnyTask]] = {}
    for task in sorted(among.values(), key=creation_order):
        after[id(task)] = [one for one in _waited_for(task, tasks) if id(one) in among]
    for start in after:
        path = _round(start, after)
        if path:
            members = [among[one] for one in path]
            first = min(range(len(members)), key=lambda index: creation_order(members[index]))
            return members[first:] + members[:first]
    return None


def _round(start: int, after: dict[int, list[AnyTask]]) -> list[int]:
    """A way from `start` back to it; empty when there is none."""
    path, ahead, seen = [start], [iter(after[start])], {start}
    while path:
        following = next(ahead[-1], None)
        if following is None:
            path.pop()
            ahead.pop()
        elif id(following) == start:
            return path
        elif id(following) not in seen:
            seen.add(id(following))
            path.append(id(following))
            ahead.append(iter(after[id(following)]))
    return []


def _waited_for(task: Any, tasks: Iterable[AnyTask]) -> list[AnyTask]:
    """The tasks without any one of which `task` does not go on."""
    waiter = task._fut_waiter
    if isinstance(waiter, asyncio.Task):
        return [waiter]
    children = getattr(waiter, "_children", None)
    if children is not None:
        return [child for child in children if isinstance(child, asyncio.Task) and not child.done()]
    for _, frame in frames_of(task.get_coro()):
        kind = kind_of(frame.f_code)
        if kind == "group":
            return sorted(frame.f_locals["self"]._tasks, key=creation_order)
        if kind in ("lock", "semaphore"):
            thing = frame.f_locals["self"]
            holders = [one for one in tasks if is_inside(one, thing)]
            return holders if len(holders) == 1 else []  # of several, any could let go
    return []


def _with_a_timeout(loop: Any) -> Iterable[Any]:
    """The tasks that a timer will wake or cancel."""
    for handle in list(loop._scheduled):
        owner = getattr(handle._callback, "__self__", None)
        if handle._cancelled or owner is None:
            continue
        yield getattr(owner, "_task", owner)


def _waits_for_tasks(task: AnyTask) -> bool:
    wait = waits_on(task)
    return wait is not None and bool(wait.tasks or wait.holders)


def _links(tasks: Members) -> tuple[Link, ...]:
    """The tasks with what they wait for. Two things that are called the same get numbers."""
    things = [_thing(task) for task in tasks]
    links = [_link(task) for task in tasks]
    called: dict[str, list[int]] = {}
    for thing, link in zip(things, links, strict=True):
        same = called.setdefault(link.wants, [])
        if link.held and thing not in same:
            same.append(thing)
    return tuple(
        replace(link, wants=f"{link.wants} #{called[link.wants].index(thing) + 1}")
        if len(called[link.wants]) > 1 and link.held
        else link
        for thing, link in zip(things, links, strict=True)
    )


def _thing(task: AnyTask) -> int:
    """Which lock it is that `task` waits for."""
    frames = (
        frame for _, frame in frames_of(task.get_coro()) if kind_of(frame.f_code) in ("lock", "semaphore")
    )
    return next((id(frame.f_locals["self"]) for frame in frames), 0)


def _link(task: AnyTask) -> Link:
    wait = waits_on(task)
    words = (wait.what or wait.kind) if wait is not None else "?"
    of = wait.tasks if wait is not None and wait.kind != "task" else ()
    held = wait is not None and wait.kind in ("lock", "semaphore")
    return Link(task.get_name(), words, place_of(task), held, of)


def everything(loop: Any, tasks: Iterable[AnyTask]) -> Members | None:
    """Every task, when nothing could wake any."""
    waiting = sorted(tasks, key=creation_order)
    if not waiting or not all(_waits(task) for task in waiting) or _may_be_woken(loop):
        return None
    return waiting


def _waits(task: Any) -> bool:
    return task._fut_waiter is not None and not task._fut_waiter.done()


def _may_be_woken(loop: Any) -> bool:
    # Who asks in the loop's own thread may have woken it, and the loop will read that from its pipe.
    if any(getattr(handle._callback, "__name__", "") != "_read_from_self" for handle in list(loop._ready)):
        return True
    if any(not handle._cancelled for handle in list(loop._scheduled)):
        return True
    if loop._signal_handlers or _has_a_signal_handler():
        return True
    own = loop._ssock.fileno()
    if any(key.fd != own for key in list(loop._selector.get_map().values())):
        return True
    return any(_is_at_work(thread, loop._thread_id) for thread in threading.enumerate())


def _is_at_work(thread: threading.Thread, loops_own: int) -> bool:
    """Whether a thread of the program's could still call into the loop."""
    if thread.ident in (loops_own, threading.get_ident()) or thread.name.startswith(OURS):
        return False
    return not is_idle_worker(thread)


def _has_a_signal_handler() -> bool:
    """Whether the program handles a signal itself; Ctrl-C does not count, it ends the run."""
    return any(callable(signal.getsignal(number)) for number in signal.valid_signals() - _TERMINALS)
