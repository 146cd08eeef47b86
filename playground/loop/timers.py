"""The virtual clock itself and its timers: the part of the loop that knows what time it is.

Time is counted in whole nanoseconds from 0. asyncio's loop keeps timers in `_scheduled`, ordered
by floats and, among equals, by nothing; here they are kept apart, by nanosecond and then in the
order in which they were set. asyncio's `_scheduled` stays empty.
"""

# ruff: noqa: SLF001 - handles are asyncio's, and this is a loop of asyncio

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from heapq import heapify, heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

from .deadlock import LoopLimit

if TYPE_CHECKING:
    from playground.values.trace import Place

    class AsyncioLoop(asyncio.SelectorEventLoop):
        """What asyncio's loop has and typeshed does not tell."""

        _closed: bool
        _debug: bool
        _default_executor: Any
        _executor_shutdown_called: bool
        _ready: deque[Any]
        _selector: Any
        _stopping: bool
        _thread_id: int | None
        _task_factory: Any
        _timer_cancelled_count: int
        _check_callback: Callable[[object, str], None]
        _check_closed: Callable[[], None]
        _check_default_executor: Callable[[], None]
        _check_thread: Callable[[], None]
        _read_from_self: Callable[[], None]

        def _run_once(self) -> None: ...
        def _process_events(self, event_list: Any) -> None: ...
        def _write_to_self(self) -> None: ...
        async def _make_subprocess_transport(self, *args: Any, **options: Any) -> Any: ...

else:
    AsyncioLoop = asyncio.SelectorEventLoop

__all__ = ["SECOND", "AsyncioLoop", "TimedLoop"]

SECOND = 1_000_000_000
_MANY = 100  # cancelled timers, if more than half of all, are swept out: asyncio's own rule


class _Timer(asyncio.TimerHandle):
    """asyncio's TimerHandle, set, made without asking a loop for its debug mode: half the price."""

    __slots__ = ()

    def __init__(self, when: float, callback: Any, args: Any, loop: Any, context: Context | None) -> None:
        self._when = when
        self._scheduled = True
        self._callback = callback
        self._args = args
        self._loop = loop
        self._context = copy_context() if context is None else context
        self._cancelled = False
        self._repr = None
        self._source_traceback = None


_Timer.__name__ = _Timer.__qualname__ = "TimerHandle"  # as which it shows itself


class TimedLoop(AsyncioLoop):
    """asyncio's loop with a clock that stands until it is moved."""

    max_seconds: float | None = None
    exact = True

    def __init__(self, selector: Any) -> None:
        self.now_ns = 0
        self._seconds = 0.0
        self._timers: list[tuple[int, int, Any]] = []
        self._timer_numbers = count()
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
        if self._debug:
            return self._add_timer(ns, ns / SECOND, callback, args, context)
        timer = _Timer(ns / SECOND, callback, args, self, context)  # `_add_timer`, for what a call costs
        heappush(self._timers, (ns, next(self._timer_numbers), timer))
        return timer

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
        timer: Any = asyncio.TimerHandle(when, callback, args, self, context)
        if timer._source_traceback:
            del timer._source_traceback[-2:]  # this frame and call_later's: none of the program's
        if ns is not None:  # at infinity nothing happens
            timer._scheduled = True
            heappush(self._timers, (ns, next(self._timer_numbers), timer))
        return timer  # type: ignore[no-any-return]  # see above

    def _check_timer(self, callback: Callable[..., object], method: str) -> None:
        self._check_closed()
        if self._debug:
            self._check_thread()
            self._check_callback(callback, method)

    def timers(self) -> Iterator[asyncio.TimerHandle]:
        """The timers that are set, in the order in which they will run."""
        return (timer for _, _, timer in sorted(self._timers) if not timer.cancelled())

    def next_deadline(self) -> int | None:
        """The nanosecond of the next timer, or None."""
        timers = self._timers
        if self._timer_cancelled_count > _MANY and self._timer_cancelled_count * 2 > len(timers):
            timers[:] = [entry for entry in timers if not entry[2]._cancelled]
            heapify(timers)
            self._timer_cancelled_count = 0
        while timers:
            ns, _, timer = timers[0]
            if not timer._cancelled:
                return ns
            heappop(timers)
            timer._scheduled = False
            self._timer_cancelled_count -= 1
        return None

    def take_due(self) -> None:
        """Moves the timers whose time has come to the ready queue."""
        timers, ready, now = self._timers, self._ready, self.now_ns
        while timers and timers[0][0] <= now:
            timer = heappop(timers)[2]
            timer._scheduled = False
            if timer._cancelled:
                self._timer_cancelled_count -= 1
            else:
                ready.append(timer)

    def close(self) -> None:
        super().close()
        self._timers.clear()
