"""What a case report says beside what was recorded: how its run ended, and where."""

from __future__ import annotations

from dataclasses import replace
from types import FrameType

from playground.values.report import CaseReport, Ended
from playground.values.trace import Outcome, Place, Trace

__all__ = ["changed", "current_place", "forget_frames", "with_ended_root"]


def with_ended_root(trace: Trace, ended: Ended) -> Trace:
    """The trace is taken in the moment in which the run ends, while its task still goes on."""
    outcome: Outcome | None = {"returned": "done", "raised": "failed"}.get(ended)  # type: ignore[assignment]  # both are outcomes
    if outcome is None:
        return trace
    roots = [
        replace(task, ended=trace.elapsed, how=outcome) if task.root and task.ended is None else task
        for task in trace.tasks
    ]
    return replace(trace, tasks=tuple(roots))


def changed(output: str) -> CaseReport:
    """The case of an answer that changed the libraries on which it runs itself."""
    how = "it changed what it runs on, so that nothing more can be said"
    return CaseReport("killed", 0.0, Trace(), how=how, output=output)


def forget_frames(error: BaseException) -> None:
    """Frames of a failed call hold its locals alive; what they hold has been reported."""
    error.__traceback__ = None


def current_place(frame: FrameType | None) -> Place | None:
    """The innermost line of the answer in this stack, or None."""
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith("<frozen") and (name.startswith("<cell") or "/" not in name):
            return Place(name, frame.f_lineno, frame.f_code.co_name)
        frame = frame.f_back
    return None
