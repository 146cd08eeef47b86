"""A run at a glance: the one line that sums it up, and whether there is more to see in it.

Loads nothing of what a timeline is drawn with: a verdict often needs no more than this line.
"""

from __future__ import annotations

from playground.values.text import Text
from playground.values.trace import EPSILON, Trace

from .look import Look

__all__ = ["anything_ran", "one_line", "summary_line"]

TASKS = Text("{count} tasks", "{count} 个任务")
ONE_TASK = Text("1 task", "1 个任务")
PEAK = Text("peak {peak}", "峰值 {peak}")
HELD = Text("loop held {held} ms", "循环被占 {held} ms")


def summary_line(trace: Trace, look: Look, held: float | None = None) -> str:
    """``1.00 s · 3 tasks · peak 3``, and ``· loop held 0 ms`` when `held` (seconds) is given."""
    count = _tasks(trace)
    parts = [
        f"{trace.elapsed:.2f} s",
        look.say(ONE_TASK) if count == 1 else look.say(TASKS, count=f"{count:,}"),
        look.say(PEAK, peak=f"{trace.peak:,}"),
    ]
    if held is not None:
        parts.append(look.say(HELD, held=f"{held * 1000:,.0f}"))
    return f" {look.sign('·')} ".join(parts)


def one_line(trace: Trace) -> bool:
    """Whether a timeline would be a single lane: no task beside the root, and no jobs in it."""
    return _tasks(trace) == 0 and not trace.spans


def anything_ran(trace: Trace) -> bool:
    """Whether the run is worth a line: it took time, or more than the root had a part in it."""
    return bool(trace.tasks or trace.events) and not (one_line(trace) and trace.elapsed <= EPSILON)


def _tasks(trace: Trace) -> int:
    return sum(not task.root for task in trace.tasks)
