"""Handles, made and run at half the price: asyncio's own, without the calls between.

asyncio makes a handle in four calls and ends a timer in four, most of them to ask whether the loop
debugs. Here the loop looks first, and leaves all to asyncio when it does, or when a later CPython
gives handles more than what is known here.
"""

# ruff: noqa: SLF001 - handles are asyncio's, and this is a loop of asyncio

from __future__ import annotations

import asyncio
import sys
from asyncio import Handle, TimerHandle, format_helpers
from collections import deque
from collections.abc import Callable
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

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

__all__ = ["WRITTEN_OUT", "AsyncioLoop", "SwiftLoop", "Timer", "new_timer", "report"]

_KNOWN = {
    "__weakref__",
    "_args",
    "_callback",
    "_cancelled",
    "_context",
    "_loop",
    "_repr",
    "_source_traceback",
}
_KNOWN_OF_TIMERS = {"_scheduled", "_when"}
# 3.14 gives handles a `_run` of several kinds; before, it is one call that can be written out.
WRITTEN_OUT = (
    sys.version_info < (3, 14)
    and set(vars(Handle)["__slots__"]) == _KNOWN
    and set(vars(TimerHandle)["__slots__"]) == _KNOWN_OF_TIMERS
)


class Timer(TimerHandle):
    """asyncio's TimerHandle, but cancelled in one call instead of four."""

    __slots__ = ()

    def cancel(self) -> None:
        if self._loop._debug or not WRITTEN_OUT:
            super().cancel()
        elif not self._cancelled:
            if self._scheduled:
                self._loop._timer_cancelled_count += 1
            self._cancelled = True
            self._callback = self._args = None

    if TYPE_CHECKING:
        _callback: Any
        _args: Any
        _context: Context
        _loop: Any
        _repr: str | None
        _scheduled: bool
        _source_traceback: Any


Timer.__name__ = Timer.__qualname__ = TimerHandle.__name__  # as which it shows itself
Timer.__module__ = TimerHandle.__module__
new_handle: Any = Handle.__new__
new_timer: Any = Timer.__new__


class SwiftLoop(AsyncioLoop):
    """asyncio's loop whose `call_soon` is one call."""

    def call_soon(  # type: ignore[override]  # arguments are checked where they are called
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> Handle:
        handle: Any
        if self._closed or self._debug or not WRITTEN_OUT:
            handle = super().call_soon(callback, *args, context=context)
            if handle._source_traceback:
                del handle._source_traceback[-1]  # this frame is none of the program's
            return handle  # type: ignore[no-any-return]  # its private parts are set below
        handle = new_handle(Handle)
        handle._context = copy_context() if context is None else context
        handle._loop = self
        handle._callback = callback
        handle._args = args
        handle._cancelled = False
        handle._repr = handle._source_traceback = None
        self._ready.append(handle)
        return handle  # type: ignore[no-any-return]  # as above


def report(loop: asyncio.AbstractEventLoop, handle: Any, error: BaseException) -> None:
    """Tells the loop's exception handler of a callback's error, in the words of `Handle._run`."""
    if error.__traceback__ is not None:
        error.__traceback__ = error.__traceback__.tb_next  # our frame is none of the program's
    source = format_helpers._format_callback_source(handle._callback, handle._args)
    context = {"message": f"Exception in callback {source}", "exception": error, "handle": handle}
    if handle._source_traceback:
        context["source_traceback"] = handle._source_traceback
    loop.call_exception_handler(context)
