"""How the recording loop makes tasks and futures: as asyncio does, each with a word on what it is for."""

# ruff: noqa: SLF001 - a subclass of the loop, doing what the loop does with its own tasks
from __future__ import annotations

import asyncio
from asyncio import Future, Task
from contextvars import Context
from sys import _getframe
from time import monotonic
from typing import Any

from . import askers
from .makers import KNOWN, MAKERS, waited
from .places import BETWEEN, in_asyncio
from .recorder import Recorder, current_cell
from .ring import CREATED, EAGER, ENDED, HIDDEN, NO_END, NO_HANDLE, WIDTH, TaskEntry
from .steps import Base, current

__all__ = ["CreatingMixin"]

_GATHER = asyncio.gather.__code__  # by `ensure_future`
_WRAP_FUTURE = asyncio.wrap_future.__code__  # what it makes is given to the program


class CreatingMixin(Base):
    """Makes tasks and futures, and tells the recorder.

    A class that is `numbered` names tasks that get no name of their own Task-1, Task-2, … in each
    loop, and so does a loop whose recorder is; otherwise names are asyncio's.
    """

    recorder: Recorder
    numbered = False

    def create_task(  # type: ignore[override]  # later versions take more
        self, coro: Any, *, name: str | None = None, context: Context | None = None, **kwargs: Any
    ) -> Any:
        recorder = self.recorder
        task: Any
        if name is None and recorder.numbered:
            name = f"Task-{recorder.created + 1}"
        if self._task_factory is not None or kwargs:
            if recorder.on:
                return self._create_otherwise(coro, name, context, kwargs)
            task = super().create_task(coro, name=name, context=context, **kwargs)
        elif recorder.own_tasks:
            task = super().create_task(coro, name=name, context=context)
        else:  # what asyncio's own create_task does, without the call
            if self._closed:
                self._check_closed()
            if name is None and context is None:  # most have none, and each argument costs
                task = Task(coro, loop=self)
            else:
                task = Task(coro, loop=self, name=name, context=context)
        if self._debug and task._source_traceback:
            del task._source_traceback[-1]  # this frame is none of the program's
        if not recorder.on:
            return task
        at = monotonic() if recorder.real_time else self.time()
        parent = current(self)
        above = getattr(parent, "_seen", None)
        if above is None or above.flags & HIDDEN:
            entry = recorder.entry_for(_getframe(1), coro, at, parent)
        else:  # the same, without the calls
            frame: Any = _getframe(2)
            # gather's own frame serves all of its tasks; a look at the one between would make it each time.
            frame = frame.f_back if frame.f_code is _GATHER else _getframe(1)
            code = frame.f_code
            while BETWEEN[code.co_filename]:
                caller = frame.f_back
                if caller is None:
                    break
                frame = caller
                code = frame.f_code
            entry = TaskEntry()
            entry.number = recorder.created = recorder.created + 1
            entry.at = at
            entry.up = above.number
            entry.cell = current_cell.get()
            entry.name = ""
            entry.flags = 0
            entry.ended = None
            entry.end = NO_END
            entry.code = code
            entry.offset = frame.f_lasti
            entry.coroutine = getattr(coro, "__qualname__", "")
        task._seen = entry
        slots = recorder.ring.slots
        slots += (at, entry, CREATED, NO_HANDLE)
        return task

    def _create_otherwise(
        self, coro: Any, name: str | None, context: Context | None, kwargs: dict[str, Any]
    ) -> Any:
        """A factory may run the task's first step at once, before there is a task to speak of."""
        recorder = self.recorder
        at = self.time()
        before = recorder.created
        entry = recorder.entry_for(_getframe(2), coro, at, current(self))
        entry.name = name or ""
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
            caller = _getframe(2)
            later = caller.f_locals.get("name") if in_asyncio(caller.f_code) else None
            entry.name = later or entry.name
        return task

    def create_future(self) -> Any:
        if askers.told is self and askers.thing is not None:
            found = KNOWN.get(id(askers.thing))
            askers.thing = None
            if found is not None:
                future: Any = Future(loop=self)
                future._seen = found
                return future
        if not self.recorder.on:
            return super().create_future()
        frame = _getframe(1)
        maker = MAKERS.get(id(frame.f_code))
        # What asyncio makes to wait on goes nowhere else; a loop may have a class for the others.
        inner = maker is not None and frame.f_code is not _WRAP_FUTURE
        future = asyncio.Future(loop=self) if inner or self.recorder.real_time else super().create_future()
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
