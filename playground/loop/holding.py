"""How long each step took: which one held the loop, on which line, and how much of it was computing."""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal
from weakref import ref

from playground.values.trace import Place

from .places import place, short, words_for
from .ring import NO_HANDLE, WIDTH, HeldNote, Ring, TaskEntry
from .sampler import Sampler
from .waits import place_of

if TYPE_CHECKING:
    from playground.values.report import Hold

__all__ = ["Holding"]

HELD = 0.1  # seconds; a step that takes longer held the loop (asyncio's debug mode says so too)


class Holding:
    """The recorder's part that looks at the running step."""

    __slots__ = (
        "_holds", "bar", "clock", "held_after", "longest", "loop", "real_began", "ring", "sampler",
        "selecting",
    )  # fmt: skip

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.clock: Literal["virtual", "real"] = "real"
        self.loop: ref[asyncio.AbstractEventLoop] | None = None
        self.selecting = True  # the loop is in select(), or does not run
        self.held_after = HELD
        self.bar = 0.0  # a step longer than this is looked at: the longest so far, or a hold
        self.real_began = 0.0  # on the virtual clock: when the running step began, `monotonic`
        self.longest: Hold | None = None
        self._holds: deque[Hold] = deque(maxlen=1000)
        self.sampler = Sampler(self.step_began)

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
        index = len(slots) - WIDTH
        while index >= 0 and slots[index + 3] == NO_HANDLE:
            index -= WIDTH
        return float(slots[index]) if index >= 0 else None

    def running_name(self) -> str:
        """The name of the task whose step runs now; any thread may ask."""
        task = self._current()
        return task.get_name() if task is not None else "a callback"

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The steps that held the loop, the oldest first; of many, the last thousand."""
        return tuple(self._holds)


def _code_of(task: Any, entry: TaskEntry) -> tuple[Any, int]:
    code = getattr(task.get_coro(), "cr_code", None)
    return (code, -1) if code is not None else (entry.code, entry.offset)
