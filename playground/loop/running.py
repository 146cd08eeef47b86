"""The loop that records: CPython's `_run_once`, written out, with one entry after each handle.

Measured against every other way (a patched `Handle._run`, an overridden `call_soon`, proxies,
`sys.monitoring`), this is the cheapest: the Python call of `Handle._run` that it saves pays for
most of what it adds.
"""

# ruff: noqa: SLF001 - a subclass of the loop, doing what the loop does with its own handles
from __future__ import annotations

import asyncio
import heapq
import selectors
from asyncio import Handle
from asyncio.base_events import (  # type: ignore[attr-defined]  # private to asyncio, used as it uses them
    _MIN_CANCELLED_TIMER_HANDLES_FRACTION,
    _MIN_SCHEDULED_TIMER_HANDLES,
    MAXIMUM_SELECT_TIMEOUT,
)
from time import monotonic
from types import FunctionType
from typing import Any
from weakref import ref

from . import askers
from .debugging import DebuggingMixin
from .handles import WRITTEN_OUT, SwiftLoop
from .recorder import Recorder
from .ring import BEGIN, DONE, ENDED, TaskEntry
from .steps import CANCELLED, PENDING, STEP, WAKEUP, report, too_many_steps

__all__ = ["RecordingLoop", "RecordingMixin"]


EpollSelector = getattr(selectors, "EpollSelector", None)  # Linux


class RecordingMixin(DebuggingMixin):
    """Records what the loop below it does; put it before a selector loop of asyncio."""

    max_steps: int | None = None

    def __init__(self, *args: Any, recorder: Recorder | None = None, **kwargs: Any) -> None:
        self.recorder = recorder or Recorder()
        super().__init__(*args, **kwargs)
        self.recorder.loop = ref(self)
        self.recorder.numbered = self.numbered
        self.recorder.real_time = type(self).time is asyncio.BaseEventLoop.time
        inherited: Any = super().create_task
        self.recorder.own_tasks = inherited.__func__ is not asyncio.BaseEventLoop.create_task
        self.recorder.clock = "real" if self.recorder.real_time else "virtual"

    # Running ----------------------------------------------------------------------------------

    def run_forever(self) -> None:
        recorder = self.recorder
        if recorder.on:
            recorder.selecting = False
            if recorder.loop_began is None:  # a prompt stops and goes on between two cells
                recorder.loop_began = self.time()
            recorder.sampler.start()
            recorder.left = -1
            recorder.forever = True
            recorder.poll = self._selector._selector.poll if type(self._selector) is EpollSelector else None
            askers.begin(self)
        try:
            super().run_forever()
        finally:
            recorder.selecting = True
            recorder.forever = False
            recorder.sampler.stop()
            askers.end(self)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        entry = getattr(context.get("task") or context.get("future"), "_seen", None)
        if isinstance(entry, TaskEntry):
            if "never retrieved" in context.get("message", ""):
                self.recorder.was_lost(entry)
            elif entry.ended is None and "task" in context:  # it is destroyed: nobody can ask it later
                entry.name = context["task"].get_name()
        super().call_exception_handler(context)

    def _run_once(self) -> None:  # noqa: C901 - one function for its cost: a call is 5 % of a switch
        recorder = self.recorder
        if self._debug or not recorder.on or not WRITTEN_OUT:
            self._iterating = False
            recorder.left = -1
            super()._run_once()
            return
        ready = self._ready
        pop = ready.popleft
        slots = recorder.ring.slots
        poll = recorder.poll
        keep = recorder.values
        real_time = recorder.real_time
        time = monotonic if real_time else self.time
        bar = recorder.bar if real_time else -1.0  # there, only `slow_step` knows how long a step was
        on = True
        while on:  # several iterations: beginning this function anew costs as much as a step
            lines = recorder.lines > 0
            if self._scheduled:
                self._drop_cancelled()
            at_once = ready or self._stopping
            if not at_once:
                event_list = self._wait_for_events(recorder)
            elif poll is None or poll(0, 1):
                event_list = self._selector.select(0)
            else:  # as most often; the selector would have taken its time to say so
                event_list = None
            if event_list:
                self._process_events(event_list)
            event_list = None  # an exception's traceback must not keep it
            if self._scheduled:
                self._take_due(time())
            todo = len(ready)
            if at_once and todo == recorder.left:  # nothing came from outside: it goes on where it left off
                began = last = recorder.last
            else:
                began = last = time()
                slots += (last, BEGIN, None, todo)
            if not real_time:
                recorder.real_began = monotonic()
            recorder.steps += todo
            for _ in range(todo):
                handle = pop()
                if handle._cancelled:
                    slots += (last, None, None, len(ready))
                    continue
                callback = handle._callback
                kind: Any = type(callback)
                task: Any = None  # the one before may be freed while this handle runs
                try:
                    if kind is STEP:  # never with arguments
                        handle._context.run(callback)
                    else:
                        args = handle._args
                        if kind is WAKEUP:
                            try:
                                if args[0].cancelled():
                                    recorder.cancel_arrived(callback.__self__, last)
                            except (AttributeError, IndexError, TypeError):
                                kind = None  # a built-in method, no wake-up: `task.cancel`, `list.clear`
                        handle._context.run(callback, *args)
                except (SystemExit, KeyboardInterrupt):
                    recorder.left = -1
                    self._note(handle, callback, handle._args, time())
                    raise
                except BaseException as error:
                    report(self, handle, error)
                last = time()
                try:
                    if kind is STEP or kind is WAKEUP:
                        task = callback.__self__
                        entry = task._seen
                        waiter = task._fut_waiter
                    else:
                        entry = None
                except AttributeError:  # a future's set_result, or a task that was made without us
                    entry = None
                if entry is None:
                    task = None
                    if kind is FunctionType and type(handle) is Handle:
                        slots += (last, None, callback.__qualname__, len(ready))
                    else:
                        entry = self._note(handle, callback, handle._args, last)
                elif waiter is not None:
                    if lines:
                        recorder.note_line(task, entry, last)
                    what = getattr(waiter, "_seen", None) or recorder.awaits(waiter)
                    slots += (last, entry, what, len(ready))
                    waiter = None  # as in asyncio, nothing outlives its handle
                elif (state := task._state) is PENDING:
                    if lines:
                        recorder.note_line(task, entry, last)
                    slots += (last, entry, None, len(ready))
                else:
                    slots += (last, entry, ENDED, len(ready))
                    if keep or state is CANCELLED or task._exception is not None:
                        recorder.ended(task, entry, last)
                    else:  # the same, without the call
                        entry.ended = last
                        entry.end = DONE
                        entry.name = task.get_name()
                if last - began > bar:
                    recorder.slow_step(entry, callback, began, last)
                    bar = recorder.bar if real_time else -1.0
                began = last
            handle = callback = args = task = waiter = None
            recorder.last = last
            recorder.left = len(ready)
            if len(slots) >= recorder.ring.chunk_slots:
                recorder.ring.roll()
                slots = recorder.ring.slots
                recorder.left = -1  # who asks when the running step began reads only the last piece
            if self.max_steps is not None and recorder.steps > self.max_steps:
                too_many_steps(self.max_steps)
            on = recorder.forever and recorder.on and not (self._stopping or self._debug)

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


class RecordingLoop(RecordingMixin, SwiftLoop):
    """asyncio's selector event loop that records what it does; `recorder` gives it out."""
