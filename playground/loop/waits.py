"""What a task waits on: the await chain of CPython 3.11 to 3.13, downwards.

A task's coroutine is suspended in another one, and so on. The innermost line of the program tells
the place; the first frame of asyncio below it tells the kind (`kinds`); where there is none, the
program awaits a future itself and the future's kind decides. `awaiters` looks upwards.

A new CPython needs these three files looked at, with the table of cases in their test. (The loop
classes use what they inherit: `running` and `clock` are subclasses of the loop.)
"""

# ruff: noqa: SLF001 - reads what asyncio does not show
from __future__ import annotations

import asyncio
import gc
import sys
from asyncio import locks, queues, tasks
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Literal

from playground.values.trace import Place, Wait, WaitKind

from .awaiters import awaited_by, callbacks_of, targets_of
from .chain import frames_of
from .holders import holders, one_look
from .kinds import SHIELD, kind_of
from .places import BETWEEN, expression_at, frame_place

__all__ = [
    "Columns",
    "State",
    "awaited_by",
    "columns_of",
    "kind_of",
    "name_of",
    "one_look",
    "place_of",
    "state_of",
    "waits_on",
]

AnyTask = asyncio.Task[Any]
State = Literal["running", "ready", "waiting", "done"]


def _split(task: AnyTask) -> tuple[FrameType | None, list[tuple[object, FrameType]]]:
    """The innermost frame of the program, and the frames of asyncio below it, outermost first."""
    own: FrameType | None = None
    below: list[tuple[object, FrameType]] = []
    for holder, frame in frames_of(task.get_coro()):
        if BETWEEN[frame.f_code.co_filename]:
            below.append((holder, frame))
        else:
            own, below = frame, []
    return own, below


def state_of(task: AnyTask, current: AnyTask | None = None) -> State:
    """Whether `task` runs, could run, waits, or has ended."""
    if task is current:
        return "running"
    if task.done():
        return "done"
    waiter = task._fut_waiter  # type: ignore[attr-defined]
    return "ready" if waiter is None or waiter.done() else "waiting"


Columns = tuple[list[str], list[State], list[str]]  # names, states, coroutines


def columns_of(found: list[AnyTask], current: AnyTask | None) -> Columns:
    """What costs next to nothing, for many tasks at once; the states are of tasks that have not ended."""
    names: list[str] = []
    states: list[State] = []
    coroutines: list[str] = []
    # One loop, not one for each column: what is far apart in memory is fetched once.
    for task in found:
        waiter = task._fut_waiter  # type: ignore[attr-defined]
        if task is current:
            states.append("running")
        else:
            states.append("ready" if waiter is None or waiter.done() else "waiting")
        coro: Any = task.get_coro()
        coroutines.append(getattr(coro, "__qualname__", None) or type(coro).__name__)
        names.append(task.get_name())
    return names, states, coroutines


def place_of(task: AnyTask) -> Place | None:
    """The program's line at which `task` runs, is suspended or was begun; None once it has ended."""
    loop = task.get_loop()
    if asyncio._get_running_loop() is loop and tasks.current_task(loop) is task:
        return _running_place()
    own, below = _split(task)
    frame = own or (below[0][1] if below else None)
    if frame is None and not task.done() and task.get_coro() is not None:
        running = getattr(task.get_coro(), "cr_frame", None)
        return frame_place(running) if running is not None else None
    return frame_place(frame) if frame is not None else None


def _running_place() -> Place | None:
    """The program's innermost line on the stack of the running task that asks."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and BETWEEN[frame.f_code.co_filename]:
        frame = frame.f_back
    return frame_place(frame) if frame is not None else None


def waits_on(task: AnyTask) -> Wait | None:
    """What `task` waits on; None when it runs, could run at once, or has ended."""
    waiter = task._fut_waiter  # type: ignore[attr-defined]
    if task.done() or (waiter is not None and waiter.done()):
        return None
    own, below = _split(task)
    if waiter is None:
        turn = below and kind_of(below[-1][1].f_code) == "turn"
        return Wait("turn") if turn and tasks.current_task(task.get_loop()) is not task else None
    name = expression_at(own.f_code, own.f_lasti) if own is not None else ""
    return _wait(below, waiter, name, task)


def _wait(below: list[tuple[object, FrameType]], waiter: Any, name: str, task: AnyTask) -> Wait:
    for index, (holder, frame) in enumerate(below):
        kind = kind_of(frame.f_code)
        if kind is None:
            continue
        if kind == "condition" and kind_of(below[-1][1].f_code) == "lock":
            # It was notified, and now it needs the lock again.
            return _lock_of_condition(frame.f_locals["self"], name, task)
        if (
            kind == "lock"
            and index
            and isinstance(outer := below[index - 1][1].f_locals.get("self"), locks.Condition)
        ):
            return _lock_of_condition(outer, name, task)
        if kind == "wait_for":
            return _wait_for(holder, frame, below[index + 1 :], waiter, name, task)
        inside = dict(frame.f_locals)
        about = _DETAILS.get(kind)
        return (
            about(kind, inside, name, task) if about else Wait(kind, name_of(kind, inside.get("self"), name))
        )
    return _future(waiter, name)


def _wait_for(
    holder: object,
    frame: FrameType,
    below: list[tuple[object, FrameType]],
    waiter: Any,
    name: str,
    task: AnyTask,
) -> Wait:
    """Since 3.12 it awaits in place, before in a task of its own; both read the same."""
    inside = frame.f_locals
    handle = inside.get("timeout_handle")
    if handle is not None:
        fut = inside["fut"]
        inner = _future(fut, name)
        if inner.kind == "task" and inner.tasks[0].startswith("Task-"):
            # Without a name of its own it is taken for the task that wait_for made of a coroutine.
            own, inside_it = _split(fut)
            inner_waiter = fut._fut_waiter
            if own is not None:
                inner = waits_on(fut) or inner
            elif inner_waiter is not None:
                inner = _wait(inside_it, inner_waiter, name, fut)
        until = handle.when()
        names = _names([fut])
    else:
        inner = _wait(below, waiter, name, task)
        names = inner.tasks
        exits = (getattr(thing, "__self__", None) for thing in gc.get_referents(holder))
        until = next((thing.when() for thing in exits if isinstance(thing, asyncio.Timeout)), None)
    return Wait("wait_for", inner.what or inner.kind, until, names, inner.holders)


def _future(waiter: Any, name: str = "") -> Wait:
    """The wait of a program that awaits `waiter` itself."""
    if isinstance(waiter, asyncio.Task):
        return Wait("task", f"task {waiter.get_name()!r}", tasks=(waiter.get_name(),))
    if (children := getattr(waiter, "_children", None)) is not None:
        return Wait("gather", "gather", tasks=_names(children))
    if (inner := _shielded(waiter)) is not None:
        return Wait("shield", "shield", tasks=_names([inner]))
    for callback in callbacks_of(waiter):
        if getattr(callback, "__qualname__", "").startswith("_chain_future."):
            return Wait("thread", "a thread of the executor")
    return Wait("future", f"future {name!r}" if name else "a future")


def _shielded(waiter: Any) -> Any:
    """The future inside a shield; None when `waiter` is none."""
    for callback in callbacks_of(waiter):
        if id(getattr(callback, "__code__", None)) in SHIELD:
            cells = (cell.cell_contents for cell in callback.__closure__ or ())
            return next((thing for thing in cells if asyncio.isfuture(thing)), None)
    return None


def _names(things: Any) -> tuple[str, ...]:
    """The names of the tasks among `things`, or inside them, that have not ended, in a lasting order."""
    waiting = [task for thing in things for task in _tasks_in(thing)]
    if not isinstance(things, (list, tuple)):  # a set of tasks has no order of its own
        waiting.sort(key=lambda task: (len(task.get_name()), task.get_name()))
    return tuple(task.get_name() for task in waiting)


def _tasks_in(thing: Any) -> Iterator[AnyTask]:
    """A task itself; of a gather or a shield those that it waits for."""
    if getattr(thing, "done", bool)():
        return
    if isinstance(thing, asyncio.Task):
        yield thing
    elif (children := getattr(thing, "_children", None)) is not None:
        for child in children:
            yield from _tasks_in(child)
    elif asyncio.isfuture(thing) and (inner := _shielded(thing)) is not None:
        yield from _tasks_in(inner)


def name_of(kind: WaitKind, thing: object, name: str) -> str:
    """An object in words: ``lock 'a'``, ``Queue(maxsize=3)``."""
    if isinstance(thing, queues.Queue):
        return f"queue {name!r}" if name else f"{type(thing).__name__}(maxsize={thing.maxsize})"
    if isinstance(thing, (locks.Lock, locks.Semaphore, locks.Event, locks.Condition, locks.Barrier)):
        return f"{kind} {name!r}" if name else type(thing).__name__
    if isinstance(thing, asyncio.Server):
        return f"server {name!r}" if name else "a server"
    if kind in ("stream", "socket", "subprocess"):
        return f"{kind} {name!r}" if name else kind
    return kind


def _sleep(kind: WaitKind, inside: dict[str, Any], name: str, task: AnyTask) -> Wait:
    handle = inside.get("h")
    return Wait("sleep", f"sleep({inside.get('delay')})", handle.when() if handle is not None else None)


def _held(kind: WaitKind, inside: dict[str, Any], name: str, task: AnyTask) -> Wait:
    thing = inside["self"]
    return Wait(kind, name_of(kind, thing, name), holders=holders(thing, task))


def _lock_of_condition(condition: asyncio.Condition, name: str, task: AnyTask) -> Wait:
    """Its lock is held by who is inside ``async with`` the condition, or the lock itself."""
    found = {*holders(condition, task), *holders(condition._lock, task)}  # type: ignore[attr-defined]
    words = f"lock of {name_of('condition', condition, name)}"
    return Wait("lock", words, holders=tuple(sorted(found, key=lambda one: (len(one), one))))


def _several(kind: WaitKind, inside: dict[str, Any], name: str, task: AnyTask) -> Wait:
    group = inside.get("self")
    waited = inside.get("fs") or getattr(group, "_tasks", None) or getattr(group, "_todo", ())
    if kind == "as_completed" and group is None:  # before 3.13: the tasks know the queue, it knows none
        done = inside["done"]
        everybody = tasks.all_tasks()
        waited = {one for one in everybody if any(done in targets_of(call) for call in callbacks_of(one))}
    words = {"group": "task group"}.get(kind, kind)
    return Wait(kind, words, tasks=_names(waited))


def _thread(kind: WaitKind, inside: dict[str, Any], name: str, task: AnyTask) -> Wait:
    function = inside.get("func")
    if "host" in inside:
        return Wait("thread", f"thread looking up {inside['host']!r}")
    if "sockaddr" in inside:
        return Wait("thread", f"thread looking up {inside['sockaddr'][0]!r}")
    return Wait(
        "thread", f"thread running {getattr(function, '__qualname__', function)}" if function else "threads"
    )


_DETAILS: dict[WaitKind, Callable[[WaitKind, dict[str, Any], str, AnyTask], Wait]] = {
    "sleep": _sleep, "lock": _held, "semaphore": _held, "wait": _several, "as_completed": _several,
    "group": _several, "thread": _thread,
}  # fmt: skip


def give_up(task: AnyTask) -> None:
    """Let a task that does not end be destroyed without a word: it has been named already."""
    task._log_destroy_pending = False  # type: ignore[attr-defined]


def timer_count(loop: asyncio.AbstractEventLoop) -> int:
    """How many timers are set, cancelled ones that are still on the heap among them."""
    return len(getattr(loop, "_scheduled", ()))


def release_executor(loop: asyncio.AbstractEventLoop) -> None:
    """Let the default executor begin nothing new, without waiting for what it runs."""
    executor = getattr(loop, "_default_executor", None)
    if executor is not None:
        executor.shutdown(wait=False, cancel_futures=True)
