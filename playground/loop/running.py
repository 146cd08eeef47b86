"""The loop that records: CPython's `_run_once`, written out, with one entry after each handle.

Measured against every other way (a patched `Handle._run`, an overridden `call_soon`, proxies,
`sys.monitoring`), this is the cheapest: the Python call of `Handle._run` that it saves pays for
most of what it adds.
"""

# ruff: noqa: SLF001 - a subclass of the loop, doing what the loop does with its own handles
from __future__ import annotations

import asyncio
import heapq
import sys
from asyncio import Handle, Task, current_task, format_helpers
from asyncio.base_events import (  # type: ignore[attr-defined]  # private to asyncio, used as it uses them
    _MIN_CANCELLED_TIMER_HANDLES_FRACTION,
    _MIN_SCHEDULED_TIMER_HANDLES,
    MAXIMUM_SELECT_TIMEOUT,
)
from collections import deque
from contextvars import Context
from time import monotonic
from types import BuiltinMethodType, FunctionType
from typing import TYPE_CHECKING, Any
from weakref import ref

from .makers import MAKERS, waited
from .places import BETWEEN, in_asyncio, words_for
from .recorder import Recorder, current_cell
from .ring import BEGIN, CREATED, EAGER, ENDED, NO_HANDLE, TIMER, WIDTH, TaskEntry

if TYPE_CHECKING:

    class Base(asyncio.SelectorEventLoop):
        """What the mixin uses of the loop below it, and the typing stubs leave out."""

        _ready: deque[Any]
        _scheduled: list[Any]
        _selector: Any
        _stopping: bool
        _closed: bool
        _debug: bool
        _task_factory: Any
        _clock_resolution: float
        _timer_cancelled_count: int

        def _run_once(self) -> None: ...
        def _check_closed(self) -> None: ...
        def _process_events(self, event_list: Any) -> None: ...

else:
    Base = object

__all__ = ["RecordingLoop", "RecordingMixin"]


class _Catcher:
    """As much of a loop as a task needs to be born."""

    callback: Any

    def call_soon(self, callback: Any, **kwargs: Any) -> None:
        self.callback = callback

    def get_debug(self) -> bool:
        return False


def _step_type() -> type:
    """The type of the callback that runs a task's step: it has no name to be found by."""
    coro, loop = asyncio.sleep(0), _Catcher()
    # With a name of its own, or the program's first task would be Task-2.
    task: Any = asyncio.Task(coro, loop=loop, name="step")  # type: ignore[arg-type]  # all that it asks for
    task._log_destroy_pending = False
    coro.close()
    return type(loop.callback)


if sys.version_info < (3, 12):  # there, current_task is Python and asks for the process's id
    _current = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]
else:
    _current = current_task
STEP = _step_type()
WAKEUP = BuiltinMethodType

# 3.14 gives handles a `_run` of several kinds; before, it is one call that can be written out.
WRITTEN_OUT = sys.version_info < (3, 14)


_WRAP_FUTURE = asyncio.wrap_future.__code__  # what it makes is given to the program


class RecordingMixin(Base):
    """Records what the loop below it does; put it before a selector loop of asyncio.

    `numbered` names tasks that get no name of their own Task-1, Task-2, … in this loop;
    otherwise names are asyncio's.
    """

    recorder: Recorder
    numbered = False
    max_steps: int | None = None
    _began = 0.0  # in debug mode: when the handle that is running began
    _iterating = False
    _handle: Any = None  # in debug mode: the one that is running
    _real_time = True  # the loop's time is `monotonic`
    _own_tasks = False  # the loop below makes tasks in a way of its own

    def __init__(self, *args: Any, recorder: Recorder | None = None, **kwargs: Any) -> None:
        self.recorder = recorder or Recorder()
        super().__init__(*args, **kwargs)
        self.recorder.loop = ref(self)
        self._real_time = type(self).time is asyncio.BaseEventLoop.time
        inherited: Any = super().create_task
        self._own_tasks = inherited.__func__ is not asyncio.BaseEventLoop.create_task
        self.recorder.clock = "real" if self._real_time else "virtual"

    # Tasks and futures ------------------------------------------------------------------------

    def create_task(  # type: ignore[override]  # later versions take more
        self, coro: Any, *, name: str | None = None, context: Context | None = None, **kwargs: Any
    ) -> Any:
        recorder = self.recorder
        task: Any
        if name is None and self.numbered:
            name = f"Task-{recorder.created + 1}"
        if self._task_factory is not None or kwargs or not recorder.on:
            return self._create_otherwise(coro, name, context, kwargs)
        if self._own_tasks:
            task = super().create_task(coro, name=name, context=context)
            at = self.time()
        else:  # what asyncio's own create_task does, without the call
            if self._closed:
                self._check_closed()
            task = Task(coro, loop=self, name=name, context=context)
            at = monotonic()
        if self._debug and task._source_traceback:
            del task._source_traceback[-1]  # this frame is none of the program's
        parent = _current(self)
        above = getattr(parent, "_seen", None)
        if above is None or above.hidden:
            entry = recorder.entry_for(sys._getframe(1), coro, task.get_name(), at, parent)
        else:  # the same, without the calls
            frame: Any = sys._getframe(1)
            while BETWEEN[frame.f_code.co_filename] and frame.f_back is not None:
                frame = frame.f_back
            number = recorder.created = recorder.created + 1
            coroutine = getattr(coro, "__qualname__", "")
            made = (at, above.number, current_cell.get(), frame.f_code, frame.f_lasti, coroutine)
            entry = TaskEntry(number, task.get_name(), made, False)
        task._seen = entry
        recorder.ring.slots += (at, entry, CREATED, NO_HANDLE)
        return task

    def _create_otherwise(
        self, coro: Any, name: str | None, context: Context | None, kwargs: dict[str, Any]
    ) -> Any:
        """A factory may run the task's first step at once, before there is a task to speak of."""
        recorder = self.recorder
        if not recorder.on:
            created: Any = super().create_task(coro, name=name, context=context, **kwargs)
            return created
        at = self.time()
        before = recorder.created
        entry = recorder.entry_for(sys._getframe(2), coro, name or "", at, _current(self))
        recorder.ring.slots.extend((at, entry, CREATED, NO_HANDLE))
        recorder._making.append(entry)
        try:
            task: Any = super().create_task(coro, name=name, context=context, **kwargs)
        except BaseException:
            if recorder.created == before + 1:
                recorder.ring.slots[-WIDTH:] = []
                recorder.created = before
            raise
        finally:
            recorder._making.pop()
        if task._source_traceback:
            del task._source_traceback[-2:]
        entry.name = task.get_name()
        task._seen = entry
        if task.done() or getattr(coro, "cr_suspended", False):
            at = self.time()
            recorder.ring.slots.extend((at, entry, self._outcome(task, entry, at), EAGER))
        if task.done():
            # Before 3.13 asyncio.create_task gives the name afterwards; nobody will look then.
            caller = sys._getframe(2)
            later = caller.f_locals.get("name") if in_asyncio(caller.f_code) else None
            entry.name = later or entry.name
        return task

    def create_future(self) -> Any:
        if not self.recorder.on:
            return super().create_future()
        frame = sys._getframe(1)
        maker = MAKERS.get(id(frame.f_code))
        # What asyncio makes to wait on goes nowhere else; a loop may have a class for the others.
        inner = maker is not None and frame.f_code is not _WRAP_FUTURE
        future: Any = asyncio.Future(loop=self) if inner or self._real_time else super().create_future()
        future._seen = (maker or waited)(frame, self)
        return future

    def _outcome(self, task: Any, entry: TaskEntry, at: float) -> Any:
        """The `what` of a step that ended at `at`, the long way."""
        if task.done():
            self.recorder.ended(task, entry, at)
            return ENDED
        self.recorder.note_line(task, entry, at)
        waiter = task._fut_waiter
        if waiter is None:
            return None
        return getattr(waiter, "_seen", None) or self.recorder.awaits(waiter)

    # Running ----------------------------------------------------------------------------------

    def run_forever(self) -> None:
        recorder = self.recorder
        if recorder.on:
            recorder.selecting = False
            if recorder.loop_began is None:  # a prompt stops and goes on between two cells
                recorder.loop_began = self.time()
            recorder.sampler.start()
        try:
            super().run_forever()
        finally:
            recorder.selecting = True
            recorder.sampler.stop()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        entry = getattr(context.get("task") or context.get("future"), "_seen", None)
        if isinstance(entry, TaskEntry) and "never retrieved" in context.get("message", ""):
            self.recorder.unseen.add(entry.number)
        super().call_exception_handler(context)

    def _run_once(self) -> None:  # noqa: C901 - one function for its cost: a call is 5 % of a switch
        recorder = self.recorder
        if self._debug or not recorder.on or not WRITTEN_OUT:
            self._iterating = False
            super()._run_once()
            return
        if self._scheduled:
            self._drop_cancelled()
        ready = self._ready
        at_once = ready or self._stopping
        event_list = self._selector.select(0) if at_once else self._wait_for_events(recorder)
        if event_list:
            self._process_events(event_list)
        event_list = None  # an exception's traceback must not keep it
        real_time = self._real_time
        time = monotonic if real_time else self.time
        began = last = time()
        if self._scheduled:
            self._take_due(last)
        if not real_time:
            recorder.real_began = monotonic()
        todo = len(ready)
        slots = recorder.ring.slots
        slots += (last, BEGIN, None, todo)
        recorder.steps += todo
        pop = ready.popleft
        keep = recorder.values
        lines = recorder.lines > 0
        task: Any
        for _ in range(todo):
            handle = pop()
            if handle._cancelled:
                slots += (last, None, None, len(ready))
                continue
            callback = handle._callback
            args = handle._args
            kind = type(callback)
            task = None  # the one before may be freed while this handle runs
            try:
                if args:
                    if kind is WAKEUP:
                        try:
                            if args[0].cancelled():
                                recorder.cancel_arrived(callback.__self__, last)
                        except (AttributeError, TypeError):
                            pass  # a built-in function of the program's, with anything as argument
                    handle._context.run(callback, *args)
                else:
                    handle._context.run(callback)
            except (SystemExit, KeyboardInterrupt):
                self._note(handle, callback, args, time())
                raise
            except BaseException as error:
                _report(self, handle, error)
            last = time()
            entry = None
            if kind is STEP or (args and kind is WAKEUP):
                try:
                    task = callback.__self__
                    entry = task._seen
                    waiter = task._fut_waiter
                except AttributeError:  # a future's set_result, or a task that was made without us
                    entry = None
            if entry is None:
                task = None
                if kind is FunctionType and type(handle) is Handle:
                    slots += (last, None, callback.__qualname__, len(ready))
                else:
                    entry = self._note(handle, callback, args, last)
            elif waiter is not None:
                if lines:
                    recorder.note_line(task, entry, last)
                slots += (last, entry, getattr(waiter, "_seen", None) or recorder.awaits(waiter), len(ready))
                waiter = None  # as in asyncio, nothing outlives its handle
            elif task.done():
                if keep or task._exception is not None or task.cancelled():
                    recorder.ended(task, entry, last)
                else:  # the same, without the call
                    entry.ended = last
                    entry.how = "done"
                    entry.name = task.get_name()
                slots += (last, entry, ENDED, len(ready))
            else:
                if lines:
                    recorder.note_line(task, entry, last)
                slots += (last, entry, None, len(ready))
            if not real_time:
                recorder.virtual_step(entry, callback)
            elif last - began > recorder.bar:
                recorder.slow_step(entry, callback, began, last)
            began = last
        handle = callback = args = task = waiter = None
        if len(slots) >= recorder.ring.chunk_slots:
            recorder.ring.roll()
        if self.max_steps is not None and recorder.steps > self.max_steps:
            _too_many_steps(self.max_steps)

    def _wait_for_events(self, recorder: Recorder) -> Any:
        """Nothing is ready: wait for the selector, at most until the next timer."""
        timeout: float | None = None
        if self._scheduled:
            timeout = min(max(0, self._scheduled[0]._when - self.time()), MAXIMUM_SELECT_TIMEOUT)
        recorder.selecting = True
        try:
            return self._selector.select(timeout)
        finally:
            recorder.selecting = False

    def _note(self, handle: Any, callback: Any, args: Any, at: float) -> TaskEntry | None:
        """The entry of a handle that was no known task's step, or of one that ends the loop."""
        recorder = self.recorder
        slots = recorder.ring.slots
        task = getattr(callback, "__self__", None)
        if isinstance(task, asyncio.Task) and _is_step(callback):
            entry: TaskEntry = getattr(task, "_seen", None) or recorder.adopt(task, at)
            outcome = self._outcome(task, entry, at)
            slots += (at, entry, outcome, len(self._ready))
            return entry
        if isinstance(handle, asyncio.TimerHandle):
            slots += (at, TIMER, (handle.when(), words_for(callback)), len(self._ready))
        else:
            slots += (at, None, words_for(callback), len(self._ready))
        return None

    def _drop_cancelled(self) -> None:
        """Take cancelled timers off the heap: all of them when they are many, else those in front."""
        scheduled = self._scheduled
        count = len(scheduled)
        if (
            count > _MIN_SCHEDULED_TIMER_HANDLES
            and self._timer_cancelled_count / count > _MIN_CANCELLED_TIMER_HANDLES_FRACTION
        ):
            kept = []
            for handle in scheduled:
                if handle._cancelled:
                    handle._scheduled = False
                else:
                    kept.append(handle)
            heapq.heapify(kept)
            self._scheduled = kept
            self._timer_cancelled_count = 0
        else:
            while scheduled and scheduled[0]._cancelled:
                self._timer_cancelled_count -= 1
                heapq.heappop(scheduled)._scheduled = False

    def _take_due(self, now: float) -> None:
        """Move the timers that are due to the ready queue."""
        scheduled, recorder = self._scheduled, self.recorder
        until = now + self._clock_resolution
        if scheduled[0]._when < until:
            recorder.lag = late = max(0.0, now - scheduled[0]._when)
            recorder.worst_lag = max(recorder.worst_lag, late)
        while scheduled and scheduled[0]._when < until:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            self._ready.append(handle)

    # Debug mode -------------------------------------------------------------------------------

    def _process_events(self, event_list: Any) -> None:
        self._iterating = False  # in debug mode: the next handle begins an iteration
        super()._process_events(event_list)

    @property
    def _current_handle(self) -> Any:
        return self._handle

    @_current_handle.setter
    def _current_handle(self, handle: Any) -> None:
        """In debug mode asyncio's own `_run_once` runs, and says here which handle it runs."""
        before, self._handle = self._handle, handle
        recorder: Recorder | None = getattr(self, "recorder", None)
        if recorder is None or not recorder.on:
            return
        if handle is not None:
            if not self._iterating:
                self._iterating = True
                recorder.ring.slots.extend((self.time(), BEGIN, None, len(self._ready) + 1))
            recorder.steps += 1
            recorder.selecting = False
            recorder.real_began = self._began = monotonic()
            callback, args = handle._callback, handle._args
            if args and type(callback) is WAKEUP and _is_cancelled(args[0]):
                recorder.cancel_arrived(callback.__self__, self.time())
        elif before is not None:
            entry = self._note(before, before._callback, before._args, self.time())
            ended = monotonic()
            if ended - self._began > recorder.bar:
                recorder.slow_step(entry, before._callback, self._began, ended)
            recorder.selecting = True
            if len(recorder.ring.slots) >= recorder.ring.chunk_slots:
                recorder.ring.roll()


def _is_cancelled(thing: Any) -> bool:
    """Whether the argument of a callback is a future that was cancelled."""
    return isinstance(thing, asyncio.Future) and thing.cancelled()


def _is_step(callback: Any) -> bool:
    """Whether a handle's callback, bound to a task, runs it (and is not its `cancel`, say)."""
    if type(callback) is STEP:
        return True
    name = getattr(callback, "__name__", "").lower()
    return name.endswith(("wakeup", "__step"))


def _too_many_steps(limit: int) -> None:
    from .clock import LoopLimit

    raise LoopLimit("steps", limit)


def _report(loop: asyncio.AbstractEventLoop, handle: Any, error: BaseException) -> None:
    """Tell the loop's exception handler, in the words of `Handle._run`."""
    from .frames import from_handle

    error.__traceback__ = from_handle(error.__traceback__)  # our frame is none of the program's
    source = format_helpers._format_callback_source(handle._callback, handle._args)
    context = {"message": f"Exception in callback {source}", "exception": error, "handle": handle}
    if handle._source_traceback:
        context["source_traceback"] = handle._source_traceback
    loop.call_exception_handler(context)


class RecordingLoop(RecordingMixin, asyncio.SelectorEventLoop):
    """asyncio's selector event loop that records what it does; `recorder` gives it out."""
