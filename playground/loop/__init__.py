"""Event loops: one on a virtual clock, one that records, one that does both; and what they saw.

clock (timers, threads, rest, deadlock) -> recorder -> recording
                                           waits -> status -> loop_status

Only the standard library and `playground.values`. Names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .clock import VirtualClockLoop as VirtualClockLoop
    from .deadlock import Deadlock as Deadlock
    from .deadlock import LoopLimit as LoopLimit
    from .recording import Recording as Recording
    from .recording import record as record
    from .running import RecordingLoop as RecordingLoop
    from .status import LoopStatus as LoopStatus
    from .status import loop_status as loop_status
    from .virtual import VirtualRecordingLoop as VirtualRecordingLoop

_HOMES = {
    "Deadlock": "deadlock",
    "LoopLimit": "deadlock",
    "LoopStatus": "status",
    "Recording": "recording",
    "RecordingLoop": "running",
    "VirtualClockLoop": "clock",
    "VirtualRecordingLoop": "virtual",
    "loop_status": "status",
    "record": "recording",
}

__all__ = [
    "Deadlock",
    "LoopLimit",
    "LoopStatus",
    "Recording",
    "RecordingLoop",
    "VirtualClockLoop",
    "VirtualRecordingLoop",
    "loop_status",
    "record",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value
