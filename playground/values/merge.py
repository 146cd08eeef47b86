"""Several traces as one: the loops of a program on one axis of time, for one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .trace import Event, TaskRecord, Trace, Wait

__all__ = ["merged"]


def merged(parts: Sequence[tuple[float, Trace]]) -> Trace:
    """One trace of all; each part comes with the second at which it began. Tasks are numbered anew."""
    if len(parts) == 1:
        return parts[0][1]
    events: list[Event] = []
    tasks: list[TaskRecord] = []
    base = 0
    for began, trace in parts:
        events += [_moved(event, began, base) for event in trace.events]
        tasks += [_renumbered(task, began, base) for task in trace.tasks]
        base += max((task.number for task in trace.tasks), default=0)
    events.sort(key=lambda event: event.at)
    traces = [trace for _, trace in parts]
    return Trace(
        tuple(events),
        tuple(tasks),
        max((began + trace.elapsed for began, trace in parts), default=0.0),
        "virtual" if any(trace.clock == "virtual" for trace in traces) else "real",
        sum(trace.dropped for trace in traces),
        all(trace.exact for trace in traces),
    )


def _moved(event: Event, seconds: float, base: int) -> Event:
    wait = event.wait
    return replace(
        event,
        at=event.at + seconds,
        task=_shifted(event.task, base),
        by=_shifted(event.by, base),
        wait=_later(wait, seconds) if wait is not None else None,
    )


def _later(wait: Wait, seconds: float) -> Wait:
    return replace(wait, until=wait.until + seconds) if wait.until is not None else wait


def _renumbered(task: TaskRecord, seconds: float, base: int) -> TaskRecord:
    return replace(
        task,
        number=task.number + base,
        created=task.created + seconds,
        started=task.started + seconds if task.started is not None else None,
        ended=task.ended + seconds if task.ended is not None else None,
        parent=_shifted(task.parent, base),
        cancelled_by=_shifted(task.cancelled_by, base),
    )


def _shifted(number: int | None, base: int) -> int | None:
    return number + base if number is not None else None
