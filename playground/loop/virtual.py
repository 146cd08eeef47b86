"""The virtual loop that records."""

from __future__ import annotations

from .clock import VirtualClockLoop
from .running import RecordingMixin

__all__ = ["VirtualRecordingLoop"]


class VirtualRecordingLoop(RecordingMixin, VirtualClockLoop):
    """The virtual clock's loop that records what it does, and numbers its tasks from Task-1."""

    numbered = True

    def follow(self, real_ns: int) -> None:
        super().follow(real_ns)
        self.recorder.exact = False  # there: a trace is also asked when the loop is gone
