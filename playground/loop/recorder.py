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
from time import monotonic
from types import FrameType
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakSet, ref

from playground.values.plain import encode
from playground.values.trace import Place, Trace, Wait

from .makers import FUTURE, children_of
from .places import BETWEEN, place, short, suspended_line, words_for
from .ring import (
    CANCEL,
    CREATED,
    EAGER,
    ENDED,
    NO_HANDLE,
    WIDTH,
    End,
    HeldNote,
    Mark,
    Ring,
    Said,
    TaskEntry,
    Waited,
    blank,
)
from .sampler import Sampler
from .waits import one_look, place_of, waits_on

if TYPE_CHECKING:
    from playground.values.report import Hold

    from .running import RecordingLoop, RecordingMixin
    from .virtual import VirtualRecordingLoop

__all__ = [
    "Recorder", "RecordingLoop", "RecordingMixin", "VirtualRecordingLoop", "current_cell", "hidden", "hide",
    "note", "root",
]  # fmt: skip

current_cell: ContextVar[int | None] = ContextVar("current_cell", default=None)
hidden: WeakSet[asyncio.Task[Any]] = WeakSet()  # tasks of our own: in no table and in no trace

HELD = 0.1  # seconds; a step that takes longer held the loop (asyncio's debug mode says so too)
LINES = 1000  # waits since the last mark whose lines are noted, at half a microsecond each
LAST = 100  # ended tasks, failures and holds that are kept at hand

_HOMES = {"RecordingMixin": "running", "RecordingLoop": "running", "VirtualRecordingLoop": "virtual"}


def __getattr__(name: str) -> Any:
    # The loop classes import this module; the virtual one needs the clock, which few need.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__package__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class Recorder:
    """What one loop did.

    `ring` is the number of events kept, `values` keeps each task's result as plain data. While
    `on` is False the loop runs as if there were no recorder. `held_after` (seconds) is how long
    a step may take before it counts as holding the loop.
    """

    def __init__(self, ring: int = 1_000_000, *, values: bool = False) -> None:
        self.ring = Ring(ring)
        self.values = values
        self.on = True
        self.held_after = HELD
        self.created = 0  # tasks so far
        self.steps = 0  # handles run so far
        self.lines = LINES  # so many waits more get their lines noted
        self.clock: Literal["virtual", "real"] = "real"
        self.real_time = True  # the loop's time is `monotonic`
        self.own_tasks = False  # the loop below makes tasks in a way of its own
        self.poll: Any = None  # asks the system whether anything happened, where the selector is epoll's
        self.forever = False  # the loop is in `run_forever`, and not driven by single iterations
        self.last = 0.0  # when the last handle of the last iteration ended, and
        self.left = -1  # how many were ready then; -1: unknown
        self.loop: ref[asyncio.AbstractEventLoop] | None = None
        self.loop_began: float | None = None  # loop time at which it first began to run
        self.selecting = True  # the loop is in select(), or does not run
        self.real_began = 0.0  # on the virtual clock: when the running step began, `monotonic`
        self.longest: Hold | None = None
        self.lag = self.worst_lag = 0.0  # seconds by which the last timer, and the latest, was late
        self.swallowed: deque[str] = deque(maxlen=LAST)  # names of tasks that were asked to stop and went on
        self.failures: dict[int, ref[asyncio.Task[Any]]] = {}  # the last failed tasks, by number
        self.unseen: dict[int, None] = {}  # the last failed tasks whose error nobody looked at, by number
        self.bar = 0.0  # a step longer than this is looked at: the longest so far, or a hold
        self._holds: deque[Hold] = deque(maxlen=1000)
        self._making: list[TaskEntry] = []  # tasks whose factory has not returned yet
        self.live: dict[int, Wait | None] | None = None  # of a recording that has ended
        self.sampler = Sampler(self.step_began)

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
        entry.root = above.hidden if above is not None else asyncio._get_running_loop() is None
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

    def awaits(self, waiter: Any) -> Waited | TaskEntry:
        """What waiting on `waiter` means, where its maker left no word."""
        if isinstance(waiter, asyncio.Task):
            entry = self.adopt(waiter, at := self.now())
            inner: Any = waiter._fut_waiter  # type: ignore[attr-defined]  # private
            if inner is not None:  # an eager one: it has run already, up to its first wait
                self.ring.slots += (at, entry, getattr(inner, "_seen", None) or self.awaits(inner), EAGER)
            return entry
        found = children_of(waiter) or FUTURE
        waiter._seen = found
        return found

    def ended(self, task: Any, entry: TaskEntry, at: float) -> None:
        """Note how `task` ended, without marking its error as seen, and without keeping it."""
        entry.ended = at
        entry.name = task.get_name()
        if (error := task._exception) is not None:
            entry.how = "failed"
            entry.end = End(_words(error))
            self.failures[entry.number] = ref(task)
            while len(self.failures) > LAST:
                del self.failures[next(iter(self.failures))]
        elif task.cancelled():
            entry.how = "cancelled"
            if task.cancelling() > entry.end.cancels:  # it did not wait, so the request came at its step
                self.cancel_arrived(task, at)
        else:
            entry.how = "done"
            if task.cancelling():  # it was asked to stop, and nothing took the request back
                self.swallowed.append(entry.name)
            if self.values:
                entry.end = End(value=encode(task._result))

    def cancel_arrived(self, task: Any, at: float) -> None:
        """`task` is about to run because what it waited for was cancelled: it was asked to stop."""
        entry = getattr(task, "_seen", None)
        if isinstance(entry, TaskEntry) and isinstance(task, asyncio.Task) and task.cancelling() > 0:
            entry.end = End(entry.end.error, entry.end.value, task.cancelling())
            self.ring.slots.extend((at, entry, CANCEL, NO_HANDLE))

    def slow_step(self, entry: TaskEntry | None, callback: Any, began: float, ended: float) -> None:
        """A step was longer than all before it, or held the loop. Times are `monotonic`.

        On the virtual clock it is called after each step: only the real clock tells how long it was.
        """
        if self.clock == "virtual":
            began, ended = self.real_began, monotonic()
            self.real_began = ended
            if ended - began <= self.bar:
                return
        from playground.values.report import Hold  # its module takes long to import

        seconds = ended - began
        where = self.sampler.place(began)
        if where is None and entry is not None:
            task = callback.__self__
            where = (None if entry.ended is not None else place_of(task)) or place(*_code_of(task, entry))
        name = callback.__self__.get_name() if entry is not None else short(words_for(callback))
        hold = Hold(name, seconds, where, cpu=self.sampler.processor(seconds))
        if self.longest is None or seconds > self.longest.seconds:
            self.longest = hold
        if seconds >= self.held_after:
            self._hold(entry, hold)
        self.bar = min(self.longest.seconds, self.held_after)

    def begin_step(self) -> None:
        """Take the step that runs as begun here, as far as that can be had (on the virtual clock)."""
        self.real_began = monotonic()

    def look_at_step(self) -> None:
        """Take the step that still runs as ended here: the run ends inside it."""
        began, ended, task = self.step_began(), monotonic(), self._current()
        if began is not None and task is not None and ended - began > self.bar:
            # Any method of the task serves to tell whose step it is.
            self.slow_step(getattr(task, "_seen", None), task.get_coro, began, ended)
            self.real_began = ended

    def note_hold(self, seconds: float, where: Place | None) -> None:
        """The running step slept for `seconds` of the virtual clock."""
        from playground.values.report import Hold

        task = self._current()
        entry: TaskEntry | None = getattr(task, "_seen", None)
        hold = Hold(task.get_name() if task else "a callback", seconds, where, sleeping=True)
        if self.longest is None or seconds > self.longest.seconds:
            self.longest = hold
        self._hold(entry, hold)

    def _hold(self, entry: TaskEntry | None, hold: Hold) -> None:
        self._holds.append(hold)
        noted = HeldNote(hold.seconds, hold.place, hold.sleeping)
        self.ring.slots.extend((self.now(), entry, noted, NO_HANDLE))

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
            entries = chunk.entries
            last = range(len(entries) - WIDTH, -1, -WIDTH)
            ended = (entries[index + 1] for index in last if entries[index + 2] is ENDED)
            found.extend(entry for entry in ended if not entry.hidden)
            looked += len(entries)
            if len(found) >= LAST or looked > 10_000 * WIDTH:
                break
        return found[:LAST]

    # What others ask --------------------------------------------------------------------------

    @property
    def recorded_loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop that is recorded, while it lives."""
        return self.loop() if self.loop is not None else None

    def now(self) -> float:
        """The loop's time."""
        loop = self.recorded_loop
        return loop.time() if loop is not None else monotonic()

    def _current(self) -> asyncio.Task[Any] | None:
        loop = self.recorded_loop
        return asyncio.current_task(loop) if loop is not None else None

    def step_began(self) -> float | None:
        """When the running step began (`monotonic`); None between steps. Any thread may ask."""
        if self.selecting:
            return None
        if self.clock == "virtual":
            return self.real_began
        slots = self.ring.slots
        index = len(slots) - 4
        while index >= 0 and slots[index + 3] == NO_HANDLE:
            index -= 4
        return float(slots[index]) if index >= 0 else None

    def running_name(self) -> str:
        """The name of the task whose step runs now; any thread may ask."""
        task = self._current()
        return task.get_name() if task is not None else "a callback"

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The steps that held the loop, the oldest first; of many, the last thousand."""
        return tuple(self._holds)

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


def _code_of(task: Any, entry: TaskEntry) -> tuple[Any, int]:
    code = getattr(task.get_coro(), "cr_code", None)
    return (code, -1) if code is not None else (entry.code, entry.offset)


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
        entry.root = True


def hide(task: asyncio.Task[Any]) -> None:
    """Mark a task as our own: it appears in no table and in no trace."""
    hidden.add(task)
    entry = getattr(task, "_seen", None)
    if isinstance(entry, TaskEntry):
        entry.hidden = True
