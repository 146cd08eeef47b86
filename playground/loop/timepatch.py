"""The module `time`, and "now" of `datetime`, on a loop's virtual clock.

`with virtual_time(loop):` makes them follow the loop in the thread that entered and in the loop's
executor threads; every other thread, and the parts of the standard library that wait for the
world, keep the real time. A name imported inside the block (`from time import sleep`) follows
too, and is the real thing again afterwards.
"""

# ruff: noqa: SLF001 - a clock must know who asks, and sys._getframe is the documented way

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from threading import get_ident
from types import FrameType
from typing import Any, Protocol

from playground.values.frozen import frozen
from playground.values.trace import Place

from .clock import VirtualClockLoop
from .dates import stand_ins
from .ordered import as_completed_in_order

__all__ = ["EPOCH", "Clock", "on_clock", "virtual_time"]

EPOCH = 1_704_067_200.0  # what time.time() says at second 0: 2024-01-01 00:00 UTC, the same in every run
_SECOND = 1_000_000_000
# Those that wait for threads, processes and sockets; what they wait for has real time.
_REAL_TIME = frozenset(
    ["concurrent", "multiprocessing", "queue", "selectors", "socket", "ssl", "subprocess", "threading"]
)
_OURS = __name__.rpartition(".")[0]
_PACKAGE = _OURS.partition(".")[0]
# They call what the program gave: time.sleep itself, say.
_CALLERS = (f"{_OURS}.clock", f"{_OURS}.jobs", f"{_OURS}.running")


class Clock(Protocol):
    """Whose time is the time: the loop's, where `rules` says so; `epoch_ns` is its second 0."""

    @property
    def loop(self) -> Any: ...
    @property
    def epoch_ns(self) -> int: ...
    def rules(self) -> bool: ...


@frozen
class _Clock:
    """A loop whose time is the time, in one thread and the loop's executor threads."""

    loop: VirtualClockLoop
    epoch_ns: int
    thread: int

    def rules(self) -> bool:
        ident = get_ident()
        return ident == self.thread or ident in self.loop.jobs.by_thread


_clocks: list[Clock] = []  # the innermost block is the last


def _clock(frame: FrameType | None) -> Clock | None:
    """The clock that code in this frame is on; None when that is the real one."""
    if not _clocks or not _clocks[-1].rules():
        return None
    name = str(frame.f_globals.get("__name__", "")) if frame is not None else ""
    if (name.startswith(_OURS) and name not in _CALLERS) or name.partition(".")[0] in _REAL_TIME:
        return None
    return _clocks[-1]


def _reading(real: Callable[..., Any], virtual: Callable[[Clock], Any]) -> Callable[..., Any]:
    """A function that reads a clock."""

    @wraps(real)
    def read() -> Any:
        clock = _clock(sys._getframe(1))
        return real() if clock is None else virtual(clock)

    return read


def _showing(real: Callable[..., Any], position: int) -> Callable[..., Any]:
    """A function that shows the time that it is given at that position, else the time now."""

    @wraps(real)
    def show(*args: Any) -> Any:
        clock = _clock(sys._getframe(1))
        if clock is None or (len(args) > position and args[position] is not None):
            return real(*args)
        now = clock.epoch_ns / _SECOND + clock.loop.time()
        return real(*args[:position], _localtime(now) if position else now)

    return show


_real_sleep, _localtime = time.sleep, time.localtime


@wraps(_real_sleep)
def _sleep(seconds: Any, /) -> None:
    frame = sys._getframe(1)
    clock = _clock(frame)
    if clock is None or not isinstance(seconds, (int, float)) or not seconds > 0:
        _real_sleep(seconds)  # which also says what is wrong with the argument
        return
    ns = int(seconds * 1e9 + 0.5) or 1
    if clock.loop.jobs.sleep(ns):
        return
    # In the loop's own thread nothing else runs meanwhile: the loop is held.
    recorder = getattr(clock.loop, "recorder", None)
    place = Place(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
    clock.loop.hold(ns, place)
    if recorder is not None and clock.loop.is_running():
        recorder.note_hold(ns / _SECOND, place)


def _refused(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(real)
    def refuse(*args: Any) -> Any:
        if _clock(sys._getframe(1)) is None:
            return real(*args)
        raise RuntimeError(
            f"signal.{name} counts real time, of which next to none passes on the virtual clock. "
            "Use loop.call_later or asyncio.timeout, or run this on the real clock."
        )

    return refuse


def _epoch_seconds() -> float | None:
    clock = _clock(None)
    return None if clock is None else clock.epoch_ns / _SECOND + clock.loop.time()


_STAND_INS: dict[Any, dict[str, Any]] = {
    time: {
        "sleep": _sleep,
        "monotonic": _reading(time.monotonic, lambda clock: clock.loop.time()),
        "monotonic_ns": _reading(time.monotonic_ns, lambda clock: clock.loop.now_ns),
        "perf_counter": _reading(time.perf_counter, lambda clock: clock.loop.time()),
        "perf_counter_ns": _reading(time.perf_counter_ns, lambda clock: clock.loop.now_ns),
        "time": _reading(time.time, lambda clock: (clock.epoch_ns + clock.loop.now_ns) / _SECOND),
        "time_ns": _reading(time.time_ns, lambda clock: clock.epoch_ns + clock.loop.now_ns),
        "localtime": _showing(time.localtime, 0),
        "gmtime": _showing(time.gmtime, 0),
        "ctime": _showing(time.ctime, 0),
        "strftime": _showing(time.strftime, 1),
    },
    dt: stand_ins(_epoch_seconds),
    signal: {
        name: _refused(name, getattr(signal, name))
        for name in ("setitimer", "alarm")
        if hasattr(signal, name)
    },
    asyncio: {"as_completed": as_completed_in_order},
    asyncio.tasks: {"as_completed": as_completed_in_order},
}
_BY_REAL = {
    id(vars(module)[name]): stand_in
    for module, names in _STAND_INS.items()
    for name, stand_in in names.items()
}


# The places in modules that stay as they are, by title: our own, and libraries, which have none. To
# look through all of them each time would take a good part of a small answer's time.
_settled: dict[str, list[tuple[dict[str, Any], str, Any]]] = {}


@contextmanager
def virtual_time(loop: asyncio.AbstractEventLoop, epoch: float = EPOCH) -> Iterator[None]:
    """Inside the block, time is the loop's; `epoch` is what time.time() says at its second 0.

    `time.sleep` in the loop's thread moves the loop's clock, as it would hold a real loop.
    """
    if not isinstance(loop, VirtualClockLoop):
        kind = type(loop)
        why = " It keeps its timers outside Python." if kind.__module__.partition(".")[0] == "uvloop" else ""
        raise TypeError(f"{kind.__module__}.{kind.__name__} has no virtual clock.{why} Use VirtualClockLoop.")
    with on_clock(_Clock(loop, round(epoch * 1e9), get_ident())):
        yield


@contextmanager
def on_clock(clock: Clock) -> Iterator[None]:
    """Inside the block, time is what `clock` says."""
    with ExitStack() as undo:
        if not _clocks:
            for names, name, value in _places():
                undo.callback(names.__setitem__, name, names[name])
                names[name] = value
        _clocks.append(clock)
        undo.callback(_clocks.remove, clock)
        yield


def _places() -> list[tuple[dict[str, Any], str, Any]]:
    """Where a name of ours has to stand: the modules themselves, and who imported from them before."""
    found = [
        (vars(module), name, value) for module, names in _STAND_INS.items() for name, value in names.items()
    ]
    for title in sys.modules.keys() - _settled.keys():
        module = sys.modules.get(title)
        programs = _is_the_programs(title, getattr(module, "__file__", None) or "")
        places = _places_in(getattr(module, "__dict__", {})) if programs else []
        if not programs or title.startswith(f"{_PACKAGE}."):
            _settled[title] = places
        else:
            found += places
    for places in _settled.values():
        found += places
    return found


def _places_in(names: dict[str, Any]) -> list[tuple[dict[str, Any], str, Any]]:
    found = list(names.items())
    return [(names, name, _BY_REAL[id(value)]) for name, value in found if id(value) in _BY_REAL]


def _is_the_programs(title: str, file: str) -> bool:
    """Whether a module is one of the program's own, or of what we give it: no library's."""
    root = title.partition(".")[0]
    if root == _PACKAGE:
        return not title.startswith(_OURS)
    return title == "__main__" or (root not in sys.stdlib_module_names and "-packages" not in file)
