"""What a task waits on, and who awaits it: the await chain of CPython 3.11 to 3.13.

Every read of a private attribute of asyncio's tasks, futures, locks and queues is in this file,
so a new CPython needs this one file looked at, with the table of cases in its test. (The loop
classes use what they inherit: `running` and `clock` are subclasses of the loop.)

Downwards: a task's coroutine is suspended in another one, and so on. The innermost line of the
program tells the place; the first frame of asyncio below it tells the kind (`_ENTRIES`); where
there is none, the program awaits a future itself and the future's kind decides.
Upwards: a future knows its callbacks; each leads to a task, or to another future.
"""

# ruff: noqa: SLF001 - the one file that reads what asyncio does not show
from __future__ import annotations

import asyncio
import gc
import sys
from asyncio import base_events, locks, queues, taskgroups, tasks
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any, Literal

from playground.values.trace import Place, Wait, WaitKind

from .chain import frames_of
from .holders import holders, one_look
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
_SHIELD = {id(code) for code in _inner_code(tasks.shield, "_outer_done_callback")}


def kind_of(code: CodeType) -> WaitKind | None:
    """The kind of wait that a function of asyncio stands for; None when it is none of asyncio's."""
    return _ENTRIES.get(id(code)) or _MODULES.get(code.co_filename)


# Downwards ------------------------------------------------------------------------------------


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
    waiters = [task._fut_waiter for task in found]  # type: ignore[attr-defined]
    states: list[State] = ["ready" if one is None or one.done() else "waiting" for one in waiters]
    if current is not None and current in found:
        states[found.index(current)] = "running"
    coroutines: list[Any] = [task.get_coro() for task in found]
    names = [getattr(coro, "__qualname__", None) or type(coro).__name__ for coro in coroutines]
    return [task.get_name() for task in found], states, names


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
    for callback in _callbacks(waiter):
        if getattr(callback, "__qualname__", "").startswith("_chain_future."):
            return Wait("thread", "a thread of the executor")
    return Wait("future", f"future {name!r}" if name else "a future")


def _shielded(waiter: Any) -> Any:
    """The future inside a shield; None when `waiter` is none."""
    for callback in _callbacks(waiter):
        if id(getattr(callback, "__code__", None)) in _SHIELD:
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
        waited = {one for one in tasks.all_tasks() if any(done in _targets(call) for call in _callbacks(one))}
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


# Upwards --------------------------------------------------------------------------------------


def awaited_by(task: AnyTask) -> tuple[AnyTask, ...]:
    """The tasks that wait for `task` to end, each once."""
    graph = getattr(asyncio, "capture_call_graph", None)
    if sys.version_info >= (3, 14) and graph is not None:
        above = graph(task).awaited_by
        return tuple(up.future for up in above if isinstance(up.future, asyncio.Task))
    return tuple(_awaiters(task, set()))


def _awaiters(future: Any, seen: set[int]) -> Iterator[AnyTask]:
    if id(future) in seen:
        return
    seen.add(id(future))
    for callback in _callbacks(future):
        for target in _targets(callback):
            if isinstance(target, asyncio.Task):
                if id(target) not in seen and target is not future:
                    seen.add(id(target))
                    yield target
            elif isinstance(target, queues.Queue):  # as_completed: who waits for its queue
                for getter in target._getters:  # type: ignore[attr-defined]
                    yield from _awaiters(getter, seen)
            elif asyncio.isfuture(target):
                yield from _awaiters(target, seen)


def _callbacks(future: Any) -> Iterator[Any]:
    for callback, _context in getattr(future, "_callbacks", None) or ():
        yield callback


def _targets(callback: Any) -> Iterator[Any]:
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


def lost_error(task: AnyTask) -> BaseException | None:
    """The error of a task that failed and whose error nobody has asked for; asking here does not count.

    `_log_traceback` is what asyncio itself goes by before it says "never retrieved".
    """
    lost = task.done() and not task.cancelled() and getattr(task, "_log_traceback", False)
    return task._exception if lost else None


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
