"""The virtual clock itself and its timers: the part of the loop that knows what time it is.

Time is counted in whole nanoseconds from 0. asyncio's loop keeps timers in `_scheduled`, ordered
by floats and, among equals, by nothing; here they are kept apart: by nanosecond, and those of one
nanosecond in the order in which they were set. asyncio's `_scheduled` stays empty.
"""

# ruff: noqa: SLF001 - handles are asyncio's, and this is a loop of asyncio

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from heapq import heappop, heappush
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .deadlock import LoopLimit
from .handles import WRITTEN_OUT, SwiftLoop, Timer, new_timer

if TYPE_CHECKING:
    from playground.values.trace import Place

__all__ = ["SECOND", "TimedLoop"]

SECOND = 1_000_000_000
_MANY = 100  # cancelled timers, if more than half of all, are swept out: asyncio's own rule
_is_cancelled = attrgetter("_cancelled")


class TimedLoop(SwiftLoop):
    """asyncio's loop with a clock that stands until it is moved."""

    max_seconds: float | None = None
    exact = True

    def __init__(self, selector: Any) -> None:
        self.now_ns = 0
        self._seconds = 0.0
        # A moment's timer, or the list of its timers in the order in which they were set: most
        # moments have one, or very many.
        self._timers: dict[int, Any] = {}
        self._moments: list[int] = []  # a heap of those that have timers
        self._timer_count = 0
        super().__init__(selector)
        self._clock_resolution = 1e-9

    # -- the clock

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._seconds

    def move_to(self, ns: int) -> None:
        """Puts the clock to that nanosecond; it never goes back."""
        limit = self.max_seconds
        if limit is not None and ns > limit * SECOND:
            self.now_ns = max(self.now_ns, round(limit * SECOND))
            self._seconds = self.now_ns / SECOND
            raise LoopLimit("virtual-seconds", limit)
        if ns > self.now_ns:
            self.now_ns = ns
            self._seconds = ns / SECOND

    def follow(self, real_ns: int) -> None:
        """Takes the clock along with real time, at most to the next timer."""
        self.exact = False
        target = self.now_ns + real_ns
        deadline = self.next_deadline()
        self.move_to(target if deadline is None else min(target, max(deadline, self.now_ns)))

    def hold(self, ns: int, place: Place | None) -> None:
        """The loop's thread sleeps for so long, at that place: nothing else runs meanwhile."""
        try:
            self.move_to(self.now_ns + ns)
        except LoopLimit as limit:
            limit.place = place
            raise

    # -- timers

    def call_later(  # type: ignore[override]  # arguments are checked where they are called
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        if delay is None:
            raise TypeError("delay must not be None")
        if self._closed or self._debug:
            self._check_timer(callback, "call_later")
        if not 0 < delay < math.inf:
            if delay == math.inf:
                return self._add_timer(None, delay, callback, args, context)
            return self._add_timer(self.now_ns, self._seconds, callback, args, context)
        # At least one tick: else `while now < end: sleep(end - now)` would stand still.
        ns = self.now_ns + (int(delay * 1e9 + 0.5) or 1)
        if self._debug or not WRITTEN_OUT:
            return self._add_timer(ns, ns / SECOND, callback, args, context)
        timer: Any = new_timer(Timer)  # what Timer and `_insert` do, for what a call costs
        timer._when = ns / SECOND
        timer._scheduled = True
        timer._context = copy_context() if context is None else context
        timer._loop = self
        timer._callback = callback
        timer._args = args
        timer._cancelled = False
        timer._repr = timer._source_traceback = None
        self._timer_count += 1
        there = self._timers.setdefault(ns, timer)
        if there is timer:
            heappush(self._moments, ns)
        elif type(there) is list:
            there.append(timer)
        else:
            self._timers[ns] = [there, timer]
        return timer  # type: ignore[no-any-return]  # its private parts are set above

    def call_at(  # type: ignore[override]  # as above
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        if when is None:
            raise TypeError("when cannot be None")
        if self._closed or self._debug:
            self._check_timer(callback, "call_at")
        ns = round(when * 1e9) if when < math.inf else None
        if ns == self.now_ns and when > self._seconds:
            ns += 1
        return self._add_timer(ns, when, callback, args, context)

    def set_timer(self, ns: int, callback: Callable[..., object], *args: object) -> asyncio.TimerHandle:
        """A timer at that nanosecond."""
        return self._add_timer(ns, ns / SECOND, callback, args, None)

    def _add_timer(
        self,
        ns: int | None,
        when: float,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> asyncio.TimerHandle:
        timer: Any = Timer(when, callback, args, self, context)
        if timer._source_traceback:
            del timer._source_traceback[-2:]  # this frame and call_later's: none of the program's
        if ns is not None:  # at infinity nothing happens
            timer._scheduled = True
            self._insert(ns, timer)
        return timer  # type: ignore[no-any-return]  # see above

    def _check_timer(self, callback: Callable[..., object], method: str) -> None:
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, method)

    def _insert(self, ns: int, timer: asyncio.TimerHandle) -> None:
        self._timer_count += 1
        there = self._timers.setdefault(ns, timer)
        if there is timer:
            heappush(self._moments, ns)
        elif type(there) is list:
            there.append(timer)
        else:
            self._timers[ns] = [there, timer]

    def timers(self) -> Iterator[asyncio.TimerHandle]:
        """The timers that are set, in the order in which they will run."""
        for ns in sorted(self._moments):
            there = self._timers[ns]
            for timer in there if type(there) is list else (there,):
                if not timer.cancelled():
                    yield timer

    def next_deadline(self) -> int | None:
        """The nanosecond of the next timer, or None."""
        moments, timers = self._moments, self._timers
        if self._timer_cancelled_count > _MANY and self._timer_cancelled_count * 2 > self._timer_count:
            self._sweep()
        while moments:
            ns = moments[0]
            there = timers[ns]
            if type(there) is not list:
                if not there._cancelled:
                    return ns
                self._forget([there])
            elif not there[0]._cancelled:
                return ns
            else:  # only those in front: they may go one by one, and each look must stay cheap
                dead = list(takewhile(_is_cancelled, there))
                self._forget(dead)
                del there[: len(dead)]
                if there:
                    return ns
            heappop(moments)
            del timers[ns]
        return None

    def _forget(self, dead: list[Any]) -> None:
        for timer in dead:
            timer._scheduled = False
        self._timer_count -= len(dead)
        self._timer_cancelled_count -= len(dead)

    def _sweep(self) -> None:
        """Forgets all timers that are cancelled."""
        kept: dict[int, Any] = {}
        for ns, there in self._timers.items():
            several = there if type(there) is list else [there]
            self._forget([timer for timer in several if timer._cancelled])
            live = [timer for timer in several if not timer._cancelled]
            if live:
                kept[ns] = live
        self._timers = kept
        self._moments[:] = sorted(kept)  # which is a heap

    def jump(self) -> bool:
        """Moves the clock to the next timer and makes all of its moment ready; False when there is none."""
        moments, limit = self._moments, self.max_seconds
        if not moments or self._timer_cancelled_count or (limit is not None and moments[0] > limit * SECOND):
            ns = self.next_deadline()
            if ns is None:
                return False
            self.move_to(ns)
        else:  # the same, without the calls
            ns = moments[0]
            if ns > self.now_ns:
                self.now_ns = ns
                self._seconds = ns / SECOND
            there = self._timers[ns]
            if type(there) is not list:
                del self._timers[ns]
                heappop(moments)
                there._scheduled = False
                self._timer_count -= 1
                self._ready.append(there)
                if not moments or moments[0] > self.now_ns:
                    return True
        self.take_due()
        return True

    def take_due(self) -> None:
        """Moves the timers whose time has come to the ready queue."""
        moments, now = self._moments, self.now_ns
        while moments and moments[0] <= now:
            there = self._timers.pop(heappop(moments))
            for timer in there if type(there) is list else (there,):
                timer._scheduled = False
                self._timer_count -= 1
                if timer._cancelled:
                    self._timer_cancelled_count -= 1
                else:
                    self._ready.append(timer)

    def close(self) -> None:
        super().close()
        self._timers.clear()
        self._moments.clear()
        self._timer_count = 0
