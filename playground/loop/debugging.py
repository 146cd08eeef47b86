"""The recording loop in debug mode: there asyncio's own `_run_once` runs, and tells which handle it runs."""

# ruff: noqa: SLF001 - a subclass of the loop, doing what the loop does with its own handles
from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

from .creating import CreatingMixin
from .places import words_for
from .recorder import Recorder
from .ring import BEGIN, TIMER, TaskEntry
from .steps import WAKEUP, is_cancelled, is_step

__all__ = ["DebuggingMixin"]


class DebuggingMixin(CreatingMixin):
    """Tells the recorder of each handle, in debug mode, and of those that are no known task's step."""

    _began = 0.0  # when the handle that is running began
    _iterating = False
    _handle: Any = None  # the one that is running

    def _note(self, handle: Any, callback: Any, args: Any, at: float) -> TaskEntry | None:
        """The entry of a handle that was no known task's step, or of one that ends the loop."""
        recorder = self.recorder
        slots = recorder.ring.slots
        task = getattr(callback, "__self__", None)
        if isinstance(task, asyncio.Task) and is_step(callback):
            entry: TaskEntry = getattr(task, "_seen", None) or recorder.adopt(task, at)
            outcome = self._outcome(task, entry, at)
            slots += (at, entry, outcome, len(self._ready))
            return entry
        if isinstance(handle, asyncio.TimerHandle):
            slots += (at, TIMER, (handle.when(), words_for(callback)), len(self._ready))
        else:
            slots += (at, None, words_for(callback), len(self._ready))
        return None

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
            if args and type(callback) is WAKEUP and is_cancelled(args[0]):
                recorder.cancel_arrived(callback.__self__, self.time())
        elif before is not None:
            entry = self._note(before, before._callback, before._args, self.time())
            ended = monotonic()
            if ended - self._began > recorder.bar:
                recorder.slow_step(entry, before._callback, self._began, ended)
            recorder.selecting = True
            if len(recorder.ring.slots) >= recorder.ring.chunk_slots:
                recorder.ring.roll()
