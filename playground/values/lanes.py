"""What a trace says about time: each task's states, who waited for whom, why the run took so long."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from .frozen import frozen

if TYPE_CHECKING:
    from .trace import Event, Trace, Wait

__all__ = ["Segment", "SegmentState", "Waiting", "critical_path", "segments", "waitings"]

SegmentState = Literal["ready", "running", "waiting", "held"]


@frozen
class Segment:
    """A stretch of one task's life: ready (woken or created, but not run), running, waiting, or
    held (running, so long that it held the loop). `wait` is what was waited on, where known.
    """

    begin: float
    end: float
    state: SegmentState
    wait: Wait | None = None
    task: int | None = None

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.begin


@frozen
class Waiting:
    """Task number `task` waited from `begin` to `end`; `on` are the numbers of the tasks it waited for.

    These are the tasks that were awaited, those that held the lock, and the one that ended the wait.
    """

    task: int
    on: tuple[int, ...]
    begin: float
    end: float
    wait: Wait


class _Lane:
    """Builds the segments of one task from its events, in order."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.found: list[Segment] = []
        self.state: SegmentState | None = None
        self.since = 0.0
        self.wait: Wait | None = None
        self.holds: list[tuple[float, float]] = []

    def turn(self, at: float, state: SegmentState | None, wait: Wait | None = None) -> None:
        """From `at` on the task is in that state (None: it has ended)."""
        if self.state is not None and at > self.since:
            self.found.append(Segment(self.since, at, self.state, self.wait, self.number))
        self.state, self.since, self.wait = state, max(at, self.since), wait

    def take(self, event: Event) -> None:
        kind = event.kind
        if kind == "created":
            self.turn(event.at, "ready")
        elif kind == "started":
            self.turn(event.at, "running")
        elif kind == "waits":
            # Who gives a turn away is ready all the while.
            turn = event.wait is not None and event.wait.kind == "turn"
            self.turn(event.at, "ready" if turn else "waiting", None if turn else event.wait)
        elif kind == "resumed":
            if self.state is None:  # it waited since before the trace began
                self.state = "waiting"
            if self.state == "waiting":
                self.turn(max(self.since, event.at - event.seconds), "ready")
            self.turn(event.at, "running")
        elif kind in ("done", "failed", "cancelled"):
            self.turn(event.at, None)
        elif kind == "held":
            self.holds.append((event.at, event.at + event.seconds))

    def segments(self, elapsed: float) -> tuple[Segment, ...]:
        # A step is told of when it is over. One that was cut short by the trace's end is known by its holds.
        unfinished = [begin for begin, _ in self.holds if begin >= self.since]
        if unfinished and self.state != "running":
            self.turn(min(unfinished), "running")
        self.turn(max(elapsed, self.since), None)
        if not self.holds:
            return tuple(self.found)
        found: list[Segment] = []
        for segment in self.found:
            found.extend(_carved(segment, self.holds) if segment.state == "running" else [segment])
        return tuple(found)


def _carved(segment: Segment, holds: Iterable[tuple[float, float]]) -> list[Segment]:
    """A running segment with the holds in it as segments of their own."""
    parts: list[Segment] = []
    at = segment.begin
    for begin, end in sorted(holds):
        begin, end = max(begin, at), min(end, segment.end)
        if end <= begin:
            continue
        if begin > at:
            parts.append(replace(segment, begin=at, end=begin))
        parts.append(replace(segment, begin=begin, end=end, state="held"))
        at = end
    if at < segment.end:
        parts.append(replace(segment, begin=at))
    return parts


def segments(trace: Trace) -> dict[int, tuple[Segment, ...]]:
    """The segments of each task, by its number."""
    lanes: dict[int, _Lane] = {}
    for event in trace.events:
        if event.task is not None:
            lane = lanes.get(event.task)
            if lane is None:
                lane = lanes[event.task] = _Lane(event.task)
            lane.take(event)
    return {number: lane.segments(trace.elapsed) for number, lane in lanes.items()}


def waitings(trace: Trace) -> tuple[Waiting, ...]:
    """Each wait of a task for other tasks, in the order in which they began."""
    numbers: dict[str, int] = {}
    for record in trace.tasks:
        numbers.setdefault(record.name, record.number)
    began: dict[int, Event] = {}
    found: list[Waiting] = []

    def close(number: int, end: float, by: int | None) -> None:
        event = began.pop(number, None)
        if event is None or event.wait is None:
            return
        names = (*event.wait.tasks, *event.wait.holders)
        on = [numbers[name] for name in names if name in numbers]
        if by is not None and by != number:
            on.append(by)
        if on:
            found.append(Waiting(number, tuple(dict.fromkeys(on)), event.at, end, event.wait))

    for event in trace.events:
        if event.task is None:
            continue
        if event.kind == "waits" and event.wait is not None and event.wait.kind != "turn":
            began[event.task] = event
        elif event.kind == "resumed":
            close(event.task, event.at - event.seconds, event.by)
    for number in list(began):
        close(number, trace.elapsed, None)
    return tuple(sorted(found, key=lambda waiting: waiting.begin))


def critical_path(trace: Trace, lanes: dict[int, tuple[Segment, ...]] | None = None) -> tuple[Segment, ...]:
    """The stretches that made the run as long as it was, from the first to the last.

    `lanes` are the segments, where they are known already. Walked from the end: a task that was
    woken by another was as late as the other made it; one that was woken by a timer or from
    outside waited for that itself. Shortening anything that is not on the path does not shorten
    the run.
    """
    lanes = segments(trace) if lanes is None else lanes
    wakers = _wakers(trace)
    records = {record.number: record for record in trace.tasks}
    task: int | None = _last(trace)
    at = trace.elapsed
    path: list[Segment] = []
    seen: set[tuple[int, float]] = set()
    woken: list[int] = []  # the tasks that were left on the way for those that woke them
    while task is not None and task in lanes:
        before = bisect_left(lanes[task], at, key=lambda segment: segment.begin)
        if before == 0:
            # Whoever created it was there first, and so has the smaller number.
            parent = records[task].parent if task in records else None
            task = parent if parent is not None and parent < task else None
            if task is None and woken:  # nobody knows who made it, but who waited for it was there
                task = woken.pop()
            continue
        segment = lanes[task][before - 1]
        end = min(segment.end, at)
        waker = wakers.get((task, segment.end)) if segment.state == "waiting" else None
        if waker is not None and (task, end) not in seen:
            seen.add((task, end))
            woken.append(task)
            task, at = waker, end
            continue
        path.append(replace(segment, end=end))
        at = segment.begin
    return tuple(reversed(path))


def _wakers(trace: Trace) -> dict[tuple[int | None, float], int]:
    """Who ended the wait of that task that ended at that second."""
    found: dict[tuple[int | None, float], int] = {}
    began: dict[int | None, float] = {}
    for event in trace.events:
        if event.kind == "waits":
            began[event.task] = event.at
        elif event.kind == "resumed" and event.by is not None and event.by != event.task:
            woken = event.at - event.seconds
            # On the virtual clock several waits may end at one second; the one that took time counts.
            if woken > began.get(event.task, -1.0):
                found[event.task, woken] = event.by
    return found


def _last(trace: Trace) -> int | None:
    """The task with which the run ended: its root, else the one that ended last."""
    ended = [record for record in trace.tasks if record.ended is not None]
    roots = [record for record in ended if record.root] or ended
    return max(roots, key=lambda record: record.ended or 0.0).number if roots else None
