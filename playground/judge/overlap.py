"""Which waits overlapped, as far as a trace tells: the ground on which `sequential` is found."""

from __future__ import annotations

from dataclasses import replace

from playground.values.frozen import frozen
from playground.values.report import CaseReport
from playground.values.trace import Event, Trace

__all__ = ["Work", "busiest", "comparable_peak", "work_of"]


@frozen
class Work:
    """Pieces of waiting: (begin, end) in seconds, those of zero length left out."""

    pieces: tuple[tuple[float, float], ...]

    @property
    def total(self) -> float:
        """The sum of the lengths."""
        return sum(end - begin for begin, end in self.pieces)

    @property
    def longest(self) -> float:
        """The length of the longest."""
        return max((end - begin for begin, end in self.pieces), default=0.0)

    @property
    def covered(self) -> float:
        """The seconds in which at least one piece was going on."""
        seconds, reached = 0.0, float("-inf")
        for begin, end in sorted(self.pieces):
            seconds += max(0.0, end - max(begin, reached))
            reached = max(reached, end)
        return seconds

    def overlaps(self, tolerance: float) -> bool:
        """Whether any two were going on at once."""
        return self.total - self.covered > tolerance


def work_of(case: CaseReport, since: float, *, jobs: bool) -> Work:
    """The runs of the traced jobs of a case, or else its sleeps; only those begun at `since` or later."""
    trace = case.trace
    if jobs:
        ends = ((span.begin, trace.elapsed if span.end is None else span.end) for span in trace.spans)
        return Work(tuple((begin, end) for begin, end in ends if end > begin >= since))
    return Work(tuple((begin, end) for begin, end in _sleeps(trace) if end > begin >= since))


def _sleeps(trace: Trace) -> list[tuple[float, float]]:
    """Each sleep from its begin to the task's next event, or to the moment until which it was meant."""
    found: list[tuple[float, float]] = []
    begun: dict[int | None, Event] = {}
    for event in trace.events:
        if (wait := begun.pop(event.task, None)) is not None:
            if event.kind in ("job", "log", "output", "timer", "held", "cancel"):
                begun[event.task] = wait  # said in the task's name, but not its next step
            else:
                found.append((wait.at, event.at))
        if event.kind == "waits" and event.wait is not None and event.wait.kind == "sleep":
            begun[event.task] = event
    found.extend((event.at, trace.elapsed) for event in begun.values())
    return found


def comparable_peak(trace: Trace, ref: Trace) -> int:
    """The trace's peak, counted as the solution's is: jobs are jobs only where the solution has some."""
    return _like(trace, ref).peak


def _like(trace: Trace, ref: Trace) -> Trace:
    if any(event.kind == "job" for event in ref.events):
        return trace
    return replace(trace, events=tuple(event for event in trace.events if event.kind != "job"))


def busiest(trace: Trace, ref: Trace) -> tuple[float, tuple[str, ...]]:
    """The moment at which the peak was reached first, and the names of what was going on then."""
    trace = _like(trace, ref)
    jobs = any(event.kind == "job" for event in trace.events)
    roots = {task.number for task in trace.tasks if task.root}
    names = {task.number: task.name for task in trace.tasks}
    now: list[str] = []
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    for event in trace.events:
        if jobs and event.kind == "job":
            name, begins = event.text[:-1], event.text[-1] == "+"
        elif (
            not jobs and event.kind in ("created", "done", "failed", "cancelled") and event.task not in roots
        ):
            name, begins = names.get(event.task or 0, f"Task-{event.task}"), event.kind == "created"
        else:
            continue
        if begins:
            now.append(name)
        elif name in now:
            now.remove(name)
        if len(now) > len(best[1]):
            best = (event.at, tuple(now))
    return best
