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
from typing import Any

from playground.values.stuck import Link, Stuck

from .leftovers import creation_order, is_idle_worker
from .recorder import hidden
from .waits import _is_inside, frames_of, kind_of, place_of, waits_on

__all__ = ["Suspicion", "everything", "ring"]

AnyTask = asyncio.Task[Any]
MANY = 2000  # tasks; among more nobody is looked for who holds a lock
MOST = 4  # tasks named of those that one waits for
OURS = "playground"  # how the names of our own threads begin


class Suspicion:
    """Two looks at one loop, some tenths of a second apart: what has not moved may be stuck."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop: Any = loop
        self._before: frozenset[tuple[int, int]] = frozenset()
        self._judged: frozenset[tuple[int, int]] = frozenset()
        self._steps = -1
        self._told: list[set[str]] = []  # names of those that were told

    def look(self, idle: bool, steps: int) -> Stuck | None:
        """What is stuck and was not told before. `idle`: the loop waits; `steps`: how many it has done."""
        tasks = [task for task in asyncio.all_tasks(self._loop) if task not in hidden]
        waiting = {
            (id(task), id(waiter)): task for task in tasks if (waiter := _blocked_by(task)) is not None
        }
        still = frozenset(waiting) & self._before
        self._before = frozenset(waiting)
        found: Stuck | None = None
        if still and still != self._judged and len(tasks) <= MANY:
            self._judged = still
            found = ring(self._loop, [waiting[key] for key in still], tasks)
        if found is None and idle and steps == self._steps:
            found = everything(self._loop, tasks)
        self._steps = steps
        if found is None:
            return None
        names = {link.task for link in found.links}
        if any(told <= names for told in self._told):
            return None
        self._told.append(names)
        return found


def _blocked_by(task: Any) -> Any:
    """What `task` waits on, if it is something that only other tasks can give."""
    waiter = task._fut_waiter
    if waiter is None or waiter.done():
        return None
    if isinstance(waiter, asyncio.Task) or getattr(waiter, "_children", None) is not None:
        return waiter
    return waiter if getattr(getattr(waiter, "_seen", None), "kind", "") in _GIVEN else None


_GIVEN = ("lock", "semaphore", "group")


def ring(
    loop: asyncio.AbstractEventLoop, suspects: Iterable[AnyTask], tasks: Iterable[AnyTask]
) -> Stuck | None:
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
            return Stuck(tuple(map(_link, members[first:] + members[:first])), ring=True)
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
            holders = [one for one in tasks if _is_inside(one, thing)]
            return holders if len(holders) == 1 else []  # of several, any could let go
    return []


def _with_a_timeout(loop: Any) -> Iterable[Any]:
    """The tasks that a timer will wake or cancel."""
    for handle in list(loop._scheduled):
        owner = getattr(handle._callback, "__self__", None)
        if handle._cancelled or owner is None:
            continue
        yield getattr(owner, "_task", owner)


def _link(task: AnyTask) -> Link:
    wait = waits_on(task)
    words = (wait.what or wait.kind) if wait is not None else "?"
    if wait is not None and wait.tasks and wait.kind != "task":
        words += " of " + ", ".join(wait.tasks[:MOST]) + (", …" if len(wait.tasks) > MOST else "")
    held = wait is not None and wait.kind in ("lock", "semaphore")
    return Link(task.get_name(), words, place_of(task), held)


def everything(loop: Any, tasks: Iterable[AnyTask]) -> Stuck | None:
    """Every task, when nothing could wake any."""
    waiting = sorted(tasks, key=creation_order)
    if not waiting or not all(_waits(task) for task in waiting) or _may_be_woken(loop):
        return None
    return Stuck(tuple(map(_link, waiting)), ring=False)


def _waits(task: Any) -> bool:
    return task._fut_waiter is not None and not task._fut_waiter.done()


def _may_be_woken(loop: Any) -> bool:
    if loop._ready or any(not handle._cancelled for handle in list(loop._scheduled)):
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
    others = signal.valid_signals() - {signal.SIGINT}
    return any(callable(signal.getsignal(number)) for number in others)
