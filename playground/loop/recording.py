"""Run a coroutine as `asyncio.run` does, and tell what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import nullcontext
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from playground.values.trace import Trace

from .recorder import Recorder

if TYPE_CHECKING:
    from playground.values.report import Hold

__all__ = ["Recording", "record"]

T = TypeVar("T")


class Recording(Generic[T]):
    """What a run gave, and what it did.

    `error` is the exception that ended it, or None. The trace ends when the coroutine does: what
    it left running is pending in it, and is cancelled afterwards, as `asyncio.run` does.
    """

    def __init__(self, recorder: Recorder, result: T | None, error: BaseException | None) -> None:
        self._recorder = recorder
        self._result = result
        self.error = error

    @property
    def value(self) -> T:
        """What the coroutine returned; raises what it raised."""
        if self.error is not None:
            raise self.error
        return self._result  # type: ignore[return-value]  # None is what it returned then

    @cached_property
    def trace(self) -> Trace:
        """What the loop did."""
        return self._recorder.trace()

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The steps that held the loop."""
        return self._recorder.holds

    def __repr__(self) -> str:
        trace = self.trace
        ended = f"raised {type(self.error).__name__}" if self.error is not None else "returned"
        clock = f"{trace.elapsed:.2f} s" + (" of virtual time" if trace.clock == "virtual" else "")
        beside = sum(not task.root for task in trace.tasks)
        return f"<Recording: {ended} after {clock}, {beside} task{'s' * (beside != 1)}, peak {trace.peak}>"


def record(
    coro: Coroutine[Any, Any, T],
    clock: Literal["real", "virtual"] = "real",
    *,
    ring: int = 1_000_000,
    debug: bool | None = None,
) -> Recording[T]:
    """Run `coro` to its end on a loop that records, and give back the recording.

    `clock="virtual"` runs it on a clock that jumps to the next timer; `time.sleep`,
    `time.monotonic` and the like follow that clock meanwhile. `ring` is the number of events
    kept: the oldest fall out, and `trace.dropped` counts them. An exception of the coroutine is in
    `recording.error`; only KeyboardInterrupt comes through.
    """
    if not asyncio.iscoroutine(coro):
        raise TypeError(_not_a_coroutine(coro))
    if clock not in ("real", "virtual"):
        coro.close()
        raise ValueError(f"clock must be 'real' or 'virtual', got {clock!r}")
    if asyncio._get_running_loop() is not None:  # noqa: SLF001 - documented in spite of its name
        coro.close()
        raise RuntimeError(
            "record() makes a loop of its own, and one is running here: await the coroutine instead"
        )
    recorder = Recorder(ring)
    runner = asyncio.Runner(debug=debug, loop_factory=lambda: _loop(clock, recorder))
    with _time_of(runner.get_loop(), clock):
        result: T | None = None
        error: BaseException | None = None
        try:
            result = runner.run(coro)
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
        finally:
            recorder.freeze()
            _close(runner)
    return Recording(recorder, result, error)


def _loop(clock: str, recorder: Recorder) -> asyncio.AbstractEventLoop:
    if clock == "virtual":
        from .virtual import VirtualRecordingLoop

        return VirtualRecordingLoop(recorder=recorder)
    from .running import RecordingLoop

    loop = RecordingLoop(recorder=recorder)
    loop.recorder.numbered = True
    return loop


def _time_of(loop: asyncio.AbstractEventLoop, clock: str) -> Any:
    if clock == "real":
        return nullcontext()
    from .timepatch import virtual_time

    return virtual_time(loop)


def _close(runner: asyncio.Runner) -> None:
    """Cancel what is left. Who refuses may run the virtual loop into the same deadlock again."""
    try:
        runner.close()
    except RuntimeError as error:
        if type(error).__name__ not in ("Deadlock", "LoopLimit"):
            raise


def _not_a_coroutine(thing: object) -> str:
    name = getattr(thing, "__name__", None)
    if callable(thing) and name:
        return (
            f"record() wants the coroutine itself; it got the function `{name}`.\n"
            f"    record({name})      # not yet: nothing was called\n"
            f"    record({name}())    # calls {name}, and record() drives it"
        )
    return f"record() wants a coroutine, got {type(thing).__name__}"
