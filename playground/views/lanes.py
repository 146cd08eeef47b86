"""A trace as lanes: what each task, and each job inside it, was doing from when to when."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from typing import Literal

from playground.values.trace import EPSILON, Event, Outcome, Span, TaskRecord, Trace, Wait

__all__ = ["Lane", "State", "Stretch", "in_order", "label_of", "lanes_of", "stretches_of"]

State = Literal["ready", "running", "waiting", "held"]
DEFAULT_NAME = re.compile(r"Task-\d+")
# Tasks that asyncio starts for itself, to listen and to let clients in: their names tell a learner nothing.
ASYNCIOS_OWN = re.compile(r"(Base(Selector|Proactor)?EventLoop|BaseSubprocessTransport)\._\w+")
BOTH_NAMES = 30  # columns in which a task's name and its job's are both shown


@dataclass(slots=True)
class Stretch:
    """What a task was doing from `begin` to `end`; a step that took no time has begin == end."""

    begin: float
    end: float
    state: State
    wait: Wait | None = None


@dataclass(slots=True)
class Lane:
    """One task, or (depth 1) one job inside a task that does several things."""

    label: str
    begin: float
    end: float
    how: Outcome
    stretches: list[Stretch] = field(default_factory=list)
    root: bool = False
    depth: int = 0
    cell: int | None = None
    error: str = ""
    task: int | None = None
    by: int | None = None  # the task that cancelled it


def in_order(trace: Trace) -> Trace:
    """The trace with the order of its events for a clock; of use when all happened at one moment."""
    events = tuple(
        Event(float(place), event.kind, event.task, event.text, event.wait, event.place, 0.0, event.by)
        for place, event in enumerate(trace.events)
    )
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for event in events:
        if event.task is not None:
            first.setdefault(event.task, event.at)
            last[event.task] = event.at
    end = float(max(0, len(events) - 1))
    tasks = tuple(
        TaskRecord(
            task.number, task.name, task.coroutine, first.get(task.number, 0.0), None,
            None if task.ended is None else end if task.root else last.get(task.number, end),
            task.how, task.parent, task.cell, task.place, task.error, task.cancelled_by, task.root,
        )
        for task in trace.tasks
    )  # fmt: skip
    return Trace(events, tasks, end, trace.clock, trace.dropped, trace.exact)


def lanes_of(trace: Trace, slack: float | None = None) -> list[Lane]:
    """A lane a task in the order of their creation; the root first.

    A job that begins and ends within `slack` seconds of its task is not drawn beside it.
    """
    slack = EPSILON + trace.elapsed / 50 if slack is None else slack
    stretches = stretches_of(trace)
    spans: dict[int | None, list[Span]] = {}
    for span in trace.spans:
        spans.setdefault(span.task, []).append(span)
    lanes = []
    called: dict[str, str] = {}  # what waits for a task is told by the name that its lane has
    for task in sorted(trace.tasks, key=lambda task: (not task.root, task.number)):
        lane = Lane(
            label_of(task),
            max(0.0, task.created),
            trace.elapsed if task.ended is None else task.ended,
            task.how,
            stretches.get(task.number, []),
            task.root,
            0,
            task.cell if task.root else None,
            task.error,
            task.number,
            task.cancelled_by,
        )
        lanes.append(lane)
        lanes += _jobs(lane, task, spans.get(task.number, []), trace.elapsed, slack)
        if not task.root and not lane.label.startswith(task.name):
            called[f"task {task.name!r}"] = f"task {lane.label!r}"
    for lane in lanes if called else ():
        for stretch in lane.stretches:
            if stretch.wait is not None and stretch.wait.what in called:
                stretch.wait = replace(stretch.wait, what=called[stretch.wait.what])
    return lanes


LONGEST_CALL = 24  # characters


def label_of(task: TaskRecord) -> str:
    """What a task is called in a picture."""
    if task.root:
        called = task.coroutine or task.name
        if len(called) <= LONGEST_CALL:
            return called
        # What a call is given may be long; the picture needs the room more.
        named = re.fullmatch(r"([\w.]+)\(.*\)", called, re.DOTALL)
        return f"{named[1]}(…)" if named else f"{called[: LONGEST_CALL - 1]}…"
    if DEFAULT_NAME.fullmatch(task.name) and ASYNCIOS_OWN.fullmatch(task.coroutine):
        return f"{task.name} asyncio"
    if DEFAULT_NAME.fullmatch(task.name) and task.coroutine:
        return f"{task.name} {task.coroutine.rpartition('.')[2]}"
    return task.name


def _jobs(lane: Lane, task: TaskRecord, spans: list[Span], elapsed: float, slack: float) -> list[Lane]:
    """Lanes of the jobs in a task. A task that is one job is not drawn twice: it gets its name."""
    if len(spans) == 1 and not task.root and _covers(spans[0], lane, slack):
        if DEFAULT_NAME.fullmatch(task.name):
            lane.label = spans[0].name
        elif spans[0].name != task.name and len(spans[0].name) + len(task.name) < BOTH_NAMES:
            lane.label = f"{task.name} {spans[0].name}"
        return []
    how: dict[str, Outcome] = {"-": "done", "!": "failed", "x": "cancelled", "": "pending"}
    begins = [stretch.begin for stretch in lane.stretches]
    ends = [stretch.end for stretch in lane.stretches]
    jobs = []
    for span in spans:
        end = elapsed if span.end is None else span.end
        first, beyond = bisect_left(ends, span.begin), bisect_right(begins, end)
        inside = [
            Stretch(max(one.begin, span.begin), min(one.end, end), one.state, one.wait)
            for one in lane.stretches[first:beyond]
        ]
        jobs.append(Lane(span.name, span.begin, end, how[span.ending], inside, depth=1, task=task.number))
    return jobs


def _covers(span: Span, lane: Lane, slack: float) -> bool:
    """Whether the job is as good as all that the task did: it begins and ends with it."""
    began = next((one.begin for one in lane.stretches if one.state != "ready"), lane.begin)
    if abs(span.begin - began) > slack:
        return False
    return lane.how == "pending" if span.end is None else abs(span.end - lane.end) <= slack


def stretches_of(trace: Trace) -> dict[int, list[Stretch]]:
    """What each task did, stretch after stretch without gaps, from its creation to its end."""
    found: dict[int, list[Stretch]] = {}
    now: dict[int, Stretch] = {}
    # A task that is older than the trace has no event of its birth in it.
    for record in trace.tasks:
        state: State = "ready" if record.started is None or record.started >= 0 else "waiting"
        now[record.number] = Stretch(max(0.0, record.created), 0.0, state)
        found[record.number] = []
    held = []
    for event in trace.events:
        kind, task = event.kind, event.task
        if kind == "held":
            held.append(event)
        if task is None or task not in now:
            continue
        if kind in ("started", "resumed"):
            _close(found[task], now[task], event.at, event.seconds)
            now[task] = Stretch(event.at, event.at, "running")
        elif kind == "waits":
            _close(found[task], now[task], event.at)
            turn = event.wait is not None and event.wait.kind == "turn"
            now[task] = Stretch(event.at, event.at, "ready" if turn else "waiting", event.wait)
        elif kind in ("done", "failed", "cancelled"):
            _close(found[task], now.pop(task), event.at)
    cut_short: dict[int | None, float] = {}  # a step is told of when it is over, a hold in it at once
    for event in held:
        cut_short.setdefault(event.task, event.at)
        if event.task in now and cut_short[event.task] < now[event.task].begin:
            cut_short[event.task] = event.at
    for number, stretch in now.items():
        since = cut_short.get(number)
        if since is not None and since >= stretch.begin and stretch.state != "running":
            _close(found[number], stretch, since)
            stretch = Stretch(since, since, "running")
        _close(found[number], stretch, trace.elapsed)
    for event in held:
        if event.task in found:
            _overlay(found[event.task], event)
    return found


def _close(into: list[Stretch], stretch: Stretch, at: float, was_ready: float = 0.0) -> None:
    """End the stretch; the last `was_ready` seconds of a wait were spent ready to go on."""
    stretch.end = max(stretch.begin, at)
    if stretch.state == "waiting" and was_ready > EPSILON:
        ready = max(stretch.begin, at - was_ready)
        into.append(Stretch(stretch.begin, ready, "waiting", stretch.wait))
        into.append(Stretch(ready, stretch.end, "ready"))
    else:
        into.append(stretch)


def _overlay(stretches: list[Stretch], held: Event) -> None:
    """Mark the running stretch in which the loop was held.

    On a virtual clock a slow step takes no time, and it is the machine that was slow: no mark.
    """
    place = bisect_right(stretches, held.at + EPSILON, key=lambda one: one.begin)
    for stretch in reversed(stretches[max(0, place - 3) : place]):
        long = stretch.end - stretch.begin > EPSILON
        if stretch.state == "running" and long and held.at <= stretch.end + EPSILON:
            stretch.state = "held"
            return
