"""What there is to say of a whole run: where its time went, what held it, what it left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .lanes import critical_path
from .trace import TaskRecord, Trace

if TYPE_CHECKING:
    from .lanes import Segment
    from .report import Hold

__all__ = ["Part", "Summary", "Waited", "summarize", "task_label"]

DEFAULT_NAME = re.compile(r"Task-\d+")
DIGITS = re.compile(r"\d+")
ALONE = 12  # tasks; of more, those of one kind are summed up together
SMALL = 0.03  # of the run: a part of the critical path below it goes into the rest


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the critical path: how long which task did what; `task` is "" for many small ones at once."""

    task: str
    doing: str  # what it waited on ("": no longer kept), or "runs", "held", "ready"
    seconds: float


@dataclass(frozen=True, slots=True)
class Waited:
    """What one task, or `count` of one kind, did in sum: seconds run, ready, and waited on each thing."""

    task: str
    count: int
    ran: float
    ready: float
    on: tuple[tuple[str, float, int], ...]  # what, seconds, how often; the longest first


@dataclass(frozen=True, slots=True)
class Summary:
    """A run and what stands out in it.

    `leaked` are the tasks that had not ended when the last call given to the loop had; `lost` those
    whose error nobody looked at; `holds` the steps that held the loop, the longest first.
    """

    trace: Trace
    path: tuple[Part, ...]
    waited: tuple[Waited, ...]
    leaked: tuple[TaskRecord, ...]
    lost: tuple[TaskRecord, ...]
    holds: tuple[Hold, ...]


def summarize(trace: Trace, holds: Iterable[Hold] = (), unseen: Iterable[int] = ()) -> Summary:
    """The summary of a trace; `unseen` are the numbers of tasks whose error nobody looked at."""
    numbers = set(unseen)
    lanes = trace.lanes
    return Summary(
        trace,
        _path(trace, lanes),
        _waited(trace, lanes),
        _leaked(trace),
        tuple(task for task in trace.tasks if task.number in numbers),
        tuple(sorted(holds, key=lambda hold: -hold.seconds)),
    )


def task_label(task: TaskRecord) -> str:
    """What a task is called: its own name, or its number and its coroutine."""
    coroutine = task.coroutine.rpartition(".")[2]
    if task.root:
        return coroutine or task.name
    return f"{task.name} {coroutine}" if DEFAULT_NAME.fullmatch(task.name) and coroutine else task.name


def _path(trace: Trace, lanes: dict[int, tuple[Segment, ...]]) -> tuple[Part, ...]:
    """The critical path with what is alike put together, in the order of time; its small parts come last.

    Of these there may be thousands: they are summed up by what they were.
    """
    labels = {task.number: task_label(task) for task in trace.tasks}
    parts: list[Part] = []
    for segment in critical_path(trace, lanes):
        part = Part(labels.get(segment.task or 0, ""), _doing(segment), segment.seconds)
        if parts and (parts[-1].task, parts[-1].doing) == (part.task, part.doing):
            part = Part(part.task, part.doing, parts.pop().seconds + part.seconds)
        parts.append(part)
    small: dict[str, float] = {}
    for part in parts:
        if part.seconds < SMALL * trace.elapsed:
            small[part.doing] = small.get(part.doing, 0.0) + part.seconds
    rest = [Part("", doing, seconds) for doing, seconds in small.items() if seconds >= SMALL * trace.elapsed]
    large = [part for part in parts if part.seconds >= SMALL * trace.elapsed]
    return (*large, *sorted(rest, key=lambda part: -part.seconds))


def _doing(segment: Segment) -> str:
    if segment.state == "waiting":
        return _thing(segment)
    return {"running": "runs", "held": "held", "ready": "ready"}[segment.state]


def _thing(segment: Segment) -> str:
    """What was waited on, in words under which waits are summed up: sleeps of any length are one."""
    wait = segment.wait
    if wait is None:
        return ""
    return wait.kind if wait.kind == "sleep" else wait.what or wait.kind


def _waited(trace: Trace, lanes: dict[int, tuple[Segment, ...]]) -> tuple[Waited, ...]:
    together = len(trace.tasks) > ALONE
    kinds: dict[str, list[TaskRecord]] = {}
    for task in trace.tasks:
        label = task_label(task)
        if together and not task.root:
            plain = DEFAULT_NAME.fullmatch(task.name)
            label = (task.coroutine.rpartition(".")[2] or "task") if plain else DIGITS.sub("#", task.name)
        kinds.setdefault(label, []).append(task)
    return tuple(_summed(label, tasks, lanes) for label, tasks in kinds.items())


def _summed(label: str, tasks: list[TaskRecord], lanes: dict[int, tuple[Segment, ...]]) -> Waited:
    seconds: dict[str, float] = {}
    times: dict[str, int] = {}
    ran = ready = 0.0
    for task in tasks:
        for segment in lanes.get(task.number, ()):
            if segment.state == "waiting":
                thing = _thing(segment)
                seconds[thing] = seconds.get(thing, 0.0) + segment.seconds
                times[thing] = times.get(thing, 0) + 1
            elif segment.state == "ready":
                ready += segment.seconds
            else:
                ran += segment.seconds
    order = sorted(seconds, key=lambda thing: -seconds[thing])
    return Waited(label, len(tasks), ran, ready, tuple((one, seconds[one], times[one]) for one in order))


def _leaked(trace: Trace) -> tuple[TaskRecord, ...]:
    """By the order of the events, not by their times: much may happen at one moment.

    What was created later, to clear up, is not left behind.
    """
    begins: dict[int | None, int] = {}
    ends: dict[int | None, int] = {}
    for place, event in enumerate(trace.events):
        if event.kind == "created":
            begins[event.task] = place
        elif event.kind in ("done", "failed", "cancelled"):
            ends[event.task] = place
    end = len(trace.events)
    last = max((ends.get(task.number, -1) for task in trace.tasks if task.root), default=-1)
    last = end if last < 0 else last
    return tuple(
        task
        for task in trace.tasks
        if not task.root and begins.get(task.number, -1) < last <= ends.get(task.number, end)
    )
