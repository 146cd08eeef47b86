"""The one virtual clock of a program that is traced with ``--virtual``.

A program reads the time also where no loop runs: before `asyncio.run`, between two of them, after
the last. So the clock is the program's; a loop that begins to run takes it over and hands it back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.loop.clock import VirtualClockLoop

__all__ = ["ProgramClock"]


class _Standing:
    """What stands in for the loop where none runs: a `time.sleep` there moves the clock."""

    recorder = None

    def __init__(self) -> None:
        self.now_ns = 0
        self.jobs = self

    def time(self) -> float:
        return self.now_ns / 1e9

    def hold(self, ns: int, place: object) -> None:
        self.now_ns += ns

    def sleep(self, ns: int) -> bool:
        return False  # no executor's thread of a loop


class ProgramClock:
    """What `timepatch` asks for the time, in the main thread and in the threads of the loops that run."""

    def __init__(self, epoch: float) -> None:
        self.epoch_ns = round(epoch * 1e9)
        self._main = threading.main_thread().ident
        self._standing = _Standing()
        self._running: dict[int, VirtualClockLoop] = {}  # by thread

    @property
    def now_ns(self) -> int:
        """The time outside the loops, in nanoseconds since the program began."""
        return self._standing.now_ns

    @property
    def loop(self) -> Any:
        """The loop whose time is the time where it is asked for."""
        ident = threading.get_ident()
        found = self._running.get(ident) or self._executing(ident)
        return found if found is not None else self._standing

    def _executing(self, ident: int) -> VirtualClockLoop | None:
        """The loop for whose executor this thread works."""
        return next((loop for loop in self._running.values() if ident in loop.jobs.by_thread), None)

    def rules(self) -> bool:
        """Whether the current thread is on this clock."""
        ident = threading.get_ident()
        return ident == self._main or ident in self._running or self._executing(ident) is not None

    @contextmanager
    def following(self, loop: VirtualClockLoop) -> Iterator[None]:
        """While `loop` runs in this thread, its time is the time here."""
        ident = threading.get_ident()
        loop.move_to(self.now_ns)
        self._running[ident] = loop
        try:
            yield
        finally:
            del self._running[ident]
            if ident == self._main:
                self._standing.now_ns = max(self.now_ns, loop.now_ns)
