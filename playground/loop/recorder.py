"""The recorder: what a loop did, kept in a ring, given out as a trace.

`RecordingLoop` is asyncio's selector loop that records; `VirtualRecordingLoop` does the same on
the virtual clock. Nothing of the program changes: tasks are of the same class, with the same
names and the same life.
"""

# ruff: noqa: SLF001 - what it keeps of a task is on the task
from __future__ import annotations

import asyncio
from collections import deque
from contextvars import ContextVar
from itertools import compress, repeat
from operator import is_
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakSet, ref

from playground.values.plain import encode
from playground.values.trace import Trace, Wait

from .holding import Holding
from .makers import FUTURE, entries_of
from .places import BETWEEN, suspended_line
from .ring import (
    CANCEL,
    CREATED,
    DONE,
    EAGER,
    ENDED,
    HIDDEN,
    NO_HANDLE,
    ROOT,
    WIDTH,
    End,
    Mark,
    Ring,
    Said,
    TaskEntry,
    Waited,
    blank,
)
from .waits import one_look, waits_on

if TYPE_CHECKING:
    from .running import RecordingLoop, RecordingMixin
    from .virtual import VirtualRecordingLoop

__all__ = [
    "Recorder", "RecordingLoop", "RecordingMixin", "VirtualRecordingLoop", "current_cell", "hidden", "hide",
    "note", "root",
]  # fmt: skip

current_cell: ContextVar[int | None] = ContextVar("current_cell", default=None)
hidden: WeakSet[asyncio.Task[Any]] = WeakSet()  # tasks of our own: in no table and in no trace

LINES = 1000  # waits since the last mark whose lines are noted, at half a microsecond each
LAST = 100  # ended tasks, failures and holds that are kept at hand

_HOMES = {"RecordingMixin": "running", "RecordingLoop": "running", "VirtualRecordingLoop": "virtual"}


def __getattr__(name: str) -> Any:
    # The loop classes import this module; the virtual one needs the clock, which few need.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__package__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Recorder(Holding):
    """What one loop did.

    `ring` is the number of events kept, `values` keeps each task's result as plain data. While
    `on` is False the loop runs as if there were no recorder. `held_after` (seconds) is how long
    a step may take before it counts as holding the loop.
    """

    # Slots: each step asks for several of them, and a dictionary of so many would be slower.
    __slots__ = (
        "__weakref__", "_making", "created", "exact", "failures", "forever", "lag", "last", "left", "lines",
        "live", "loop_began", "numbered", "on", "own_tasks", "poll", "real_time", "steps", "swallowed",
        "unseen", "values", "worst_lag",
    )  # fmt: skip

    def __init__(self, ring: int = 1_000_000, *, values: bool = False) -> None:
        super().__init__(Ring(ring))
        self.values = values
        self.on = True
        self.created = 0  # tasks so far
        self.steps = 0  # handles run so far
        self.lines = LINES  # so many waits more get their lines noted
        self.numbered = False  # tasks without a name of their own are Task-1, Task-2, … in this loop
        self.real_time = True  # the loop's time is `monotonic`
        self.own_tasks = False  # the loop below makes tasks in a way of its own
        self.poll: Any = None  # asks the system whether anything happened, where the selector is epoll's
        self.forever = False  # the loop is in `run_forever`, and not driven by single iterations
        self.last = 0.0  # when the last handle of the last iteration ended, and
        self.left = -1  # how many were ready then; -1: unknown
        self.exact = True  # no real time came into the virtual one
        self.loop_began: float | None = None  # loop time at which it first began to run
        self.lag = self.worst_lag = 0.0  # seconds by which the last timer, and the latest, was late
        self.swallowed: deque[str] = deque(maxlen=LAST)  # names of tasks that were asked to stop and went on
        self.failures: dict[int, ref[asyncio.Task[Any]]] = {}  # the last failed tasks, by number
        self.unseen: dict[int, None] = {}  # the last failed tasks whose error nobody looked at, by number
        self._making: list[TaskEntry] = []  # tasks whose factory has not returned yet
        self.live: dict[int, Wait | None] | None = None  # of a recording that has ended

    # What the loop tells ----------------------------------------------------------------------

    def entry_for(self, frame: FrameType, coro: Any, at: float, parent: Any) -> TaskEntry:
        """The entry of a task that is being created; `parent` is the task that creates it."""
        above: TaskEntry | None = getattr(parent, "_seen", None)
        if above is None and self._making and parent is not None:
            above = self._making[-1]  # an eager task that runs inside its own creation
        line: FrameType | None = frame
        while line is not None and BETWEEN[line.f_code.co_filename]:
            line = line.f_back
        frame = line or frame
        entry = blank()
        entry.number = self.created = self.created + 1
        entry.at = at
        entry.up = above.number if above is not None else None
        entry.cell = current_cell.get()
        entry.code = frame.f_code
        entry.offset = frame.f_lasti
        entry.coroutine = getattr(coro, "__qualname__", None) or type(coro).__name__
        # The run itself: given to a loop that does not run yet, or by the prompt's own task.
        if above.hidden if above is not None else asyncio._get_running_loop() is None:
            entry.flags = ROOT
        return entry

    def adopt(self, task: asyncio.Task[Any], at: float) -> TaskEntry:
        """The entry of a task that was made without the loop, by ``asyncio.Task(...)``."""
        coro: Any = task.get_coro()
        entry = blank()
        entry.number = self.created = self.created + 1
        entry.at = at
        entry.code = getattr(coro, "cr_code", None) or getattr(coro, "gi_code", None) or _NOWHERE
        entry.offset = -1
        entry.coroutine = getattr(coro, "__qualname__", type(coro).__name__)
        entry.name = task.get_name()
        task._seen = entry  # type: ignore[attr-defined]
        self.ring.slots.extend((at, entry, CREATED, NO_HANDLE))
        return entry

    def note_line(self, task: Any, entry: TaskEntry, at: float) -> None:
        """Note the line at which `task` is about to wait: the entry after this one says on what."""
        if self.lines > 0 and (line := suspended_line(task.get_coro())) is not None:
            self.lines -= 1
            self.ring.slots.extend((at, entry, line, NO_HANDLE))

    def awaits(self, waiter: Any) -> Waited | TaskEntry | tuple[TaskEntry, ...]:
        """What waiting on `waiter` means, where its maker left no word."""
        children = getattr(waiter, "_children", None)
        if children is not None:  # a gather: waited on once, as good as always, so without a note on it
            return entries_of(children)
        if isinstance(waiter, asyncio.Task):
            entry = self.adopt(waiter, at := self.now())
            inner: Any = waiter._fut_waiter  # type: ignore[attr-defined]  # private
            if inner is not None:  # an eager one: it has run already, up to its first wait
                self.ring.slots += (at, entry, getattr(inner, "_seen", None) or self.awaits(inner), EAGER)
            return entry
        waiter._seen = FUTURE
        return FUTURE

    def ended(self, task: Any, entry: TaskEntry, at: float) -> None:
        """Note how `task` ended, without marking its error as seen, and without keeping it."""
        entry.ended = at
        entry.name = task.get_name()
        if (error := task._exception) is not None:
            entry.end = End("failed", _words(error))
            self.failures[entry.number] = ref(task)
            while len(self.failures) > LAST:
                del self.failures[next(iter(self.failures))]
        elif task.cancelled():
            if task.cancelling() > entry.end.cancels:  # it did not wait, so the request came at its step
                self.cancel_arrived(task, at)
            entry.end = End("cancelled", cancels=entry.end.cancels)
        else:
            entry.end = DONE
            if task.cancelling():  # it was asked to stop, and nothing took the request back
                self.swallowed.append(entry.name)
            if self.values:
                entry.end = End("done", value=encode(task._result))

    def cancel_arrived(self, task: Any, at: float) -> None:
        """`task` is about to run because what it waited for was cancelled: it was asked to stop."""
        entry = getattr(task, "_seen", None)
        if isinstance(entry, TaskEntry) and isinstance(task, asyncio.Task) and task.cancelling() > 0:
            entry.end = End(cancels=task.cancelling())
            self.ring.slots.extend((at, entry, CANCEL, NO_HANDLE))

    def say(self, kind: Literal["job", "log", "output"], text: str) -> None:
        """Add an event that the program, or its output, speaks of itself."""
        entry = getattr(self._current(), "_seen", None)
        if entry is None and self._making:
            entry = self._making[-1]
        self.ring.slots.extend((self.now(), entry, Said(kind, text), NO_HANDLE))

    def was_lost(self, entry: TaskEntry) -> None:
        """The task is gone, and nobody ever looked at its error."""
        self.unseen[entry.number] = None
        while len(self.unseen) > LAST:
            del self.unseen[next(iter(self.unseen))]

    def was_seen(self, entry: TaskEntry) -> bool:
        """Whether anybody looked at the error of a failed task (True for any other)."""
        if entry.how != "failed":
            return True
        task: Any = self.failures[entry.number]() if entry.number in self.failures else None
        return entry.number not in self.unseen if task is None else not task._log_traceback

    @property
    def finished(self) -> list[TaskEntry]:
        """The tasks that ended last, the latest first."""
        found: list[TaskEntry] = []
        looked = 0  # a ring may hold a million entries; who asks wants the last ones
        for chunk in reversed(self.ring.chunks):
            entries, end = chunk.entries, len(chunk.entries)  # it may grow meanwhile, in another thread
            if end:  # in C: a chunk may have very many
                said = map(is_, entries[end - 2 :: -WIDTH], repeat(ENDED))
                ended = compress(entries[end - 3 :: -WIDTH], said)
                found.extend(entry for entry in ended if not entry.hidden)
            looked += end
            if len(found) >= LAST or looked > 10_000 * WIDTH:
                break
        return found[:LAST]

    # What others ask --------------------------------------------------------------------------

    def mark(self) -> Mark:
        """The present moment: `trace(since=...)` begins here."""
        self.lines = LINES
        return Mark(self.ring.count, self.now())

    def freeze(self) -> None:
        """End the recording here: tasks that have not ended stay pending in it."""
        self.live = self.look()
        self.on = False

    def look(self) -> dict[int, Wait | None]:
        """What the tasks that have not ended wait on now, by number; learns the names they have now."""
        loop = self.recorded_loop
        if self.live is not None or loop is None or loop.is_closed():
            return self.live or {}
        found: dict[int, Wait | None] = {}
        tasks = list(asyncio.all_tasks(loop))
        with one_look(tasks):
            for task in tasks:
                entry = getattr(task, "_seen", None)
                if isinstance(entry, TaskEntry) and not entry.hidden:
                    entry.name = task.get_name()
                    found[entry.number] = waits_on(task)
        return found

    def trace(self, since: Mark | None = None, before: int | None = None) -> Trace:
        """What happened since the mark, or since the loop was made.

        `before` entries before the mark are read too, to learn what older tasks did; None reads all.
        With few of them, the first word of a task older than those is "started".
        """
        from .decode import decode

        return decode(self, since, before)


_NOWHERE = (lambda: None).__code__


def _words(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def note(kind: Literal["job", "log", "output"], text: str) -> None:
    """Add an event to the recorder of the running loop, if there is one and it is on."""
    recorder = getattr(asyncio._get_running_loop(), "recorder", None)
    if recorder is not None and recorder.on:
        recorder.say(kind, text)


def root(task: asyncio.Task[Any]) -> None:
    """Mark a task as a run itself (the cell at the prompt), where it was not given to a loop at rest."""
    entry = getattr(task, "_seen", None)
    if isinstance(entry, TaskEntry):
        entry.flags |= ROOT


def hide(task: asyncio.Task[Any]) -> None:
    """Mark a task as our own: it appears in no table and in no trace."""
    hidden.add(task)
    entry = getattr(task, "_seen", None)
    if isinstance(entry, TaskEntry):
        entry.flags |= HIDDEN
