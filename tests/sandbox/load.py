"""How busy the machine is: a limit counts the time in which an answer had a processor, a clock does not."""

from __future__ import annotations

import time

__all__ = ["within"]

SPIN = 0.1  # seconds of processor time


def within(seconds: float, limit: float) -> bool:
    """Whether `seconds` keeps the limit, or would have on a machine that has nothing else to do."""
    return seconds < limit or seconds < limit * _slowdown()


def _slowdown() -> float:
    """How many times as long a computation takes now as it would take alone: 1.0 on a machine at rest."""
    began, used = time.monotonic(), time.thread_time()
    while time.thread_time() - used < SPIN:
        pass
    return max(1.0, (time.monotonic() - began) / SPIN)
