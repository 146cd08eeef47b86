"""A trace for Perfetto, chrome://tracing and their kin: the Trace Event Format, as JSON.

One track a task. On it lies the task's life, in that its jobs, in those what it was doing: each
within the one around it, as the format wants it. Arrows (flow events) lead from who created, woke
or cancelled a task to the task.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from playground.values.trace import Event, Span, TaskRecord, Trace, Wait

from .lanes import Stretch, in_order, label_of, stretches_of

__all__ = ["perfetto"]

PROCESS = 1  # the run; there is one
SECOND = 1e6  # the format's times are microseconds
TURN = 1e-6  # seconds; what one event takes where all happened at one moment
NANOSECOND = 1e-9  # the finest time that the viewers keep
Json = dict[str, Any]


def perfetto(trace: Trace) -> str:
    """The trace as a JSON document in Chrome's Trace Event Format."""
    turns = trace.elapsed <= 0 and bool(trace.events)
    scale = TURN if turns else 1.0
    if turns:
        trace = in_order(trace)
    document = {
        "traceEvents": list(_events(trace, scale)),
        "displayTimeUnit": "ms",
        "otherData": {
            "clock": "the order of the events, 1 us each" if turns else f"{trace.clock} seconds of the loop",
            "dropped_events": trace.dropped,
        },
    }
    return json.dumps(document, ensure_ascii=True, separators=(",", ":"))


def _events(trace: Trace, scale: float) -> Iterator[Json]:
    yield _named("process_name", None, "asyncio")
    stretches = stretches_of(trace)
    spans: dict[int | None, list[Span]] = {}
    for span in trace.spans:
        spans.setdefault(span.task, []).append(span)
    tracks = [_Track(record, trace, scale) for record in trace.tasks]
    for track in tracks:
        number = track.record.number
        yield _named("thread_name", number, label_of(track.record))
        order = {"sort_index": 0 if track.record.root else number}
        yield {"ph": "M", "name": "thread_sort_index", "pid": PROCESS, "tid": number, "args": order}
        yield from track.slices(stretches.get(number, []), spans.get(number, []))
    by_number = {track.record.number: track for track in tracks}
    yield from _moments(trace.events, by_number, scale)
    yield from _arrows(trace.events, by_number, scale)
    yield from _counters(trace.events, scale)


def _named(kind: str, task: int | None, name: str) -> Json:
    told: Json = {"ph": "M", "name": kind, "pid": PROCESS, "args": {"name": name}}
    return told if task is None else told | {"tid": task}


def _micro(seconds: float) -> float:
    """Microseconds, to the nanosecond."""
    return round(seconds * SECOND, 3)


@dataclass(frozen=True, slots=True)
class _Box:
    """A stretch of time on a track, with what is said of it."""

    begin: float
    end: float
    name: str
    kind: str
    facts: Json


class _Track:
    """What one task's track shows. Times are seconds of the picture."""

    def __init__(self, record: TaskRecord, trace: Trace, scale: float) -> None:
        self.record = record
        self.scale = scale
        self.begin = max(0.0, record.created) * scale
        end = (trace.elapsed if record.ended is None else record.ended) * scale
        # An arrow ends on what lies there: even a life without length must be something.
        self.end = max(end, self.begin + NANOSECOND)

    def slices(self, stretches: list[Stretch], spans: list[Span]) -> Iterator[Json]:
        """The life, the jobs and the states, the outer before the inner."""
        yield self._slice(_Box(self.begin, self.end, label_of(self.record), "task", self._facts()))
        jobs = _nested(self._jobs(spans))
        for job in jobs:
            yield self._slice(job)
        cuts = sorted({edge for job in jobs for edge in (job.begin, job.end)})
        for stretch in stretches:
            for box in self._cut(stretch, cuts):
                yield self._slice(box) if box.end > box.begin else self.moment(box.begin, box.name, box.facts)

    def inside(self, at: float) -> float:
        """The moment nearest to `at` (seconds of the trace) at which the task is on its track."""
        return min(max(at * self.scale, self.begin), self.end - NANOSECOND)

    def moment(self, at: float, name: str, facts: Json) -> Json:
        """Something without length."""
        where = {"pid": PROCESS, "tid": self.record.number}
        return {"ph": "i", "s": "t", "name": name, "cat": "moment", "ts": _micro(at), **where, "args": facts}

    def _slice(self, box: _Box) -> Json:
        begin, end = _micro(box.begin), _micro(box.end)
        return {
            "ph": "X", "name": box.name, "cat": box.kind, "ts": begin, "dur": round(end - begin, 3),
            "pid": PROCESS, "tid": self.record.number, "args": box.facts,
        }  # fmt: skip

    def _facts(self) -> Json:
        record = self.record
        facts: Json = {"name": record.name, "coroutine": record.coroutine, "ended": record.how}
        known = {
            "created at": str(record.place) if record.place else "",
            "created by task": record.parent,
            "cell": record.cell,
            "error": record.error,
            "cancelled by task": record.cancelled_by,
        }
        return facts | {name: fact for name, fact in known.items() if fact not in (None, "")}

    def _jobs(self, spans: list[Span]) -> Iterator[_Box]:
        endings = {"-": "done", "!": "failed", "x": "cancelled", "": "pending"}
        for span in spans:
            end = self.end if span.end is None else span.end * self.scale
            yield _Box(
                span.begin * self.scale, min(end, self.end), span.name, "job", {"ended": endings[span.ending]}
            )

    def _cut(self, stretch: Stretch, cuts: list[float]) -> Iterator[_Box]:
        """The stretch in pieces none of which lies across the edge of a job."""
        begin, end = stretch.begin * self.scale, min(stretch.end * self.scale, self.end)
        name, facts = _said(stretch.state, stretch.wait)
        for cut in cuts:
            if begin < cut < end:
                yield _Box(begin, cut, name, stretch.state, facts)
                begin = cut
        yield _Box(begin, max(begin, end), name, stretch.state, facts)


def _nested(boxes: Iterable[_Box]) -> list[_Box]:
    """Those boxes that lie within or beside each other, never across: the outer before the inner."""
    kept: list[_Box] = []
    around: list[_Box] = []
    for box in sorted(boxes, key=lambda box: (box.begin, -box.end)):
        while around and around[-1].end <= box.begin:
            around.pop()
        if box.end > box.begin and (not around or box.end <= around[-1].end):
            around.append(box)
            kept.append(box)
    return kept


def _said(state: str, wait: Wait | None) -> tuple[str, Json]:
    """What a stretch is called, and the facts about it."""
    if state == "running":
        return "runs", {}
    if state == "held":
        return "holds the loop", {}
    if state == "ready" or wait is None:
        return ("ready" if state == "ready" else "waits"), {}
    facts: Json = {"waits on": wait.kind}
    if wait.tasks:
        facts["tasks"] = ", ".join(wait.tasks)
    if wait.holders:
        facts["held by"] = ", ".join(wait.holders)
    return wait.what or wait.kind, facts


def _moments(events: Iterable[Event], tracks: dict[int, _Track], scale: float) -> Iterator[Json]:
    """What was said, asked and noted, each at its moment."""
    names = {
        "failed": "failed: {}",
        "cancelled": "cancelled",
        "log": "{}",
        "output": "{}",
        "cancel": "asked to stop",
    }
    for event in events:
        if event.task not in tracks:
            continue
        track = tracks[event.task]
        if event.kind in names:
            name = names[event.kind].format(event.text.rstrip("\n"))
            yield track.moment(track.inside(event.at), name, {})
        elif event.kind == "held":
            facts: Json = {"seconds": event.seconds} | ({"at": str(event.place)} if event.place else {})
            yield track.moment(track.inside(event.at), "the loop is held", facts)


def _arrows(events: Iterable[Event], tracks: dict[int, _Track], scale: float) -> Iterator[Json]:
    """Who created, woke, cancelled whom: each a pair of flow events of its own."""
    number = 0
    for event in events:
        name = {"created": "creates", "resumed": "wakes", "cancel": "cancels"}.get(event.kind)
        if name is None or event.by == event.task or event.by not in tracks or event.task not in tracks:
            continue
        number += 1
        # Who wakes does so at the end of its step, when the other has become ready.
        since = event.at - event.seconds if event.kind == "resumed" else event.at
        begin = tracks[event.by].inside(since)
        end = max(begin, tracks[event.task].inside(event.at))
        flow = {"name": name, "cat": name, "id": number, "pid": PROCESS}
        yield {"ph": "s", **flow, "ts": _micro(begin), "tid": event.by}
        yield {"ph": "f", "bp": "e", **flow, "ts": _micro(end), "tid": event.task}


def _counters(events: Iterable[Event], scale: float) -> Iterator[Json]:
    """How many tasks there were."""
    alive = 0
    for event in events:
        if event.kind in ("created", "done", "failed", "cancelled"):
            alive += 1 if event.kind == "created" else -1
            count = {"alive": max(0, alive)}
            yield {"ph": "C", "name": "tasks", "pid": PROCESS, "ts": _micro(event.at * scale), "args": count}
