"""The loop's handles, as asyncio makes and runs them: which of them is a task's step, what is said of errors.

`Base` is what the recording loops use of asyncio's loop and the typing stubs leave out.
"""

# ruff: noqa: SLF001 - does what the loop does with its own handles
from __future__ import annotations

import asyncio
import sys
from asyncio import current_task, format_helpers, futures
from collections import deque
from types import BuiltinMethodType
from typing import TYPE_CHECKING, Any

__all__ = [
    "CANCELLED", "PENDING", "STEP", "WAKEUP", "Base", "current", "is_cancelled", "is_step", "report",
    "too_many_steps",
]  # fmt: skip

if TYPE_CHECKING:

    class Base(asyncio.SelectorEventLoop):
        """What the mixin uses of the loop below it, and the typing stubs leave out."""

        _ready: deque[Any]
        _scheduled: list[Any]
        _selector: Any
        _stopping: bool
        _closed: bool
        _debug: bool
        _task_factory: Any
        _clock_resolution: float
        _timer_cancelled_count: int

        def _run_once(self) -> None: ...
        def _check_closed(self) -> None: ...
        def _process_events(self, event_list: Any) -> None: ...

else:
    Base = object


class _Catcher:
    """As much of a loop as a task needs to be born."""

    callback: Any

    def call_soon(self, callback: Any, **kwargs: Any) -> None:
        self.callback = callback

    def get_debug(self) -> bool:
        return False


def _step_type() -> type:
    """The type of the callback that runs a task's step: it has no name to be found by."""
    coro, loop = asyncio.sleep(0), _Catcher()
    # With a name of its own, or the program's first task would be Task-2.
    task: Any = asyncio.Task(coro, loop=loop, name="step")  # type: ignore[arg-type]  # all that it asks for
    task._log_destroy_pending = False
    coro.close()
    return type(loop.callback)


if sys.version_info < (3, 12):  # there, current_task is Python and asks for the process's id
    current = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]
else:
    current = current_task
STEP = _step_type()
PENDING, CANCELLED = futures._PENDING, futures._CANCELLED  # type: ignore[attr-defined]  # one object each
WAKEUP = BuiltinMethodType


def is_cancelled(thing: Any) -> bool:
    """Whether the argument of a callback is a future that was cancelled."""
    return isinstance(thing, asyncio.Future) and thing.cancelled()


def is_step(callback: Any) -> bool:
    """Whether a handle's callback, bound to a task, runs it (and is not its `cancel`, say)."""
    if type(callback) is STEP:
        return True
    name = getattr(callback, "__name__", "").lower()
    return name.endswith(("wakeup", "__step"))


def too_many_steps(limit: int) -> None:
    from .clock import LoopLimit

    raise LoopLimit("steps", limit)


def report(loop: asyncio.AbstractEventLoop, handle: Any, error: BaseException) -> None:
    """Tell the loop's exception handler, in the words of `Handle._run`."""
    from .frames import from_handle

    error.__traceback__ = from_handle(error.__traceback__)  # our frame is none of the program's
    source = format_helpers._format_callback_source(handle._callback, handle._args)
    context = {"message": f"Exception in callback {source}", "exception": error, "handle": handle}
    if handle._source_traceback:
        context["source_traceback"] = handle._source_traceback
    loop.call_exception_handler(context)
