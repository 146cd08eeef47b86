"""Tests of CPython that pass on the stock loop and not on ours, one by one, each with its reason.

Only these reasons count: the test measures real time, it looks into the stock loop, or it asks for
what the virtual clock clearly refuses.
"""

from __future__ import annotations

__all__ = ["EXCLUDED"]

_PROCESS_POOL = "runs a process pool, which the virtual clock refuses"

EXCLUDED: dict[str, dict[str, str]] = {
    "VirtualClockLoop": {
        "test_events.TestCGetEventLoop.test_get_event_loop_new_process": _PROCESS_POOL,
        "test_events.TestPyGetEventLoop.test_get_event_loop_new_process": _PROCESS_POOL,
    },
    "RecordingLoop": {},
    "VirtualRecordingLoop": {},
}
EXCLUDED["VirtualRecordingLoop"] |= EXCLUDED["VirtualClockLoop"]
