"""The pulse of the loop: a thread that asks it to answer, ten times a second.

A thread and not a timer: it must notice when the loop does not answer, look at who holds it while
it is held, and leave no trace among the learner's tasks and timers.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.loop.waits import timer_count
from playground.values.trace import Place

__all__ = ["HELD", "Held", "Pulse", "Snapshot"]

BEAT = 0.1  # seconds between two questions
HELD = 0.3  # seconds without an answer after which the loop counts as held
SHARE = 0.02  # of the loop's time that counting tasks may take


@dataclass(frozen=True, slots=True)
class Held:
    """The loop has not answered for `seconds`; by whom and where, if that is known."""

    seconds: float
    task: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the bottom line shows: numbers of tasks and timers, seconds of lag, who holds the loop."""

    tasks: int = 0
    timers: int = 0
    lag: float = 0.0
    held: Held | None = None


class Pulse:
    """Keeps `snapshot` fresh; `listeners` are called after each beat, in the pulse's thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.snapshot = Snapshot()
        self.listeners: list[Callable[[], None]] = []
        self.on_beat: list[Callable[[], None]] = []  # called in the loop's thread
        self._loop = loop
        self._loop_thread = threading.get_ident()
        self._asked: float | None = None  # when the question was put that has no answer yet
        self._count_again = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="playground-pulse", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._ended.set()

    @property
    def silence(self) -> float:
        """Seconds for which the loop has not answered; 0 when nothing is open."""
        asked = self._asked
        return 0.0 if asked is None else time.monotonic() - asked

    @property
    def held(self) -> bool:
        """Whether the loop is held now."""
        return self.silence > HELD

    def _run(self) -> None:
        while not self._ended.wait(BEAT):
            if self._asked is None:
                self._asked = time.monotonic()
                try:
                    self._loop.call_soon_threadsafe(self._beat)
                except RuntimeError:  # the loop is closed
                    return
            elif self.held and self._loop.is_running():
                self.snapshot = replace(self.snapshot, held=self.who())
            for listener in self.listeners:
                listener()

    def _beat(self) -> None:
        asked, self._asked = self._asked, None
        now = time.monotonic()
        lag = now - asked if asked is not None else 0.0
        tasks, timers = self.snapshot.tasks, self.snapshot.timers
        if now >= self._count_again:
            tasks, timers = len(asyncio.all_tasks(self._loop)), timer_count(self._loop)
            self._count_again = now + (time.monotonic() - now) / SHARE
        self.snapshot = Snapshot(tasks, timers, lag)
        for look in self.on_beat:
            look()

    def who(self) -> Held:
        """Who holds the loop, and where, at this moment."""
        task = asyncio.current_task(self._loop)
        frame = sys._current_frames().get(self._loop_thread)  # noqa: SLF001  # the only way to look at a thread
        place = None
        while frame is not None:
            if frame.f_code.co_filename.startswith("<cell "):
                place = Place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
                break
            frame = frame.f_back
        return Held(self.silence, task.get_name() if task else None, place)
