"""The moments of a trace in the order in which they happened: its events, and when each task was woken."""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal

from .trace import EPSILON, Event, EventKind, Place

__all__ = ["ENDS", "STEP_ENDS", "MomentKind", "Step", "moments_in_order", "step_ends"]

MomentKind = EventKind | Literal["woken"]
Step = tuple[float, MomentKind, Event]  # at, kind, the event

ENDS = ("done", "failed", "cancelled")  # of a task
STEP_ENDS = frozenset({"waits", *ENDS})


def moments_in_order(events: tuple[Event, ...]) -> list[Step]:
    """The moments of these events."""
    return _with_wakings(_in_order(events))


def _in_order(events: tuple[Event, ...]) -> list[Event]:
    """The events with each step's beginning before what happened in the step.

    A trace is in the order of its times. On the virtual clock a step takes none, and its beginning
    may stand behind what it did.
    """
    found: list[Event] = []
    for event in events:
        place = len(found)
        if event.kind in ("started", "resumed"):
            while place and _inside(found[place - 1], event):
                place -= 1
        found.insert(place, event)
    return found


def _inside(event: Event, step: Event) -> bool:
    """Whether the event happened in the step that began, at the same time, with `step`."""
    if step.at - event.at > EPSILON:
        return False
    if event.kind == "created":
        return event.by is not None and event.by == step.task
    return event.kind in ("job", "log", "output", "held") and event.task == step.task


def _with_wakings(events: list[Event]) -> list[Step]:
    """The events, and before each "resumed" a "woken": when its task became ready.

    A trace notes only with the step itself for how long the task had been ready. Who was woken by
    another task's step stands right after that; who was woken by a timer or from outside stands
    after the timers of that time.
    """
    times = [event.at for event in events]
    behind = _behind_timers(events)
    ended: dict[int, list[int]] = {}  # task: indexes of the events that end its steps
    wakings: dict[int, list[Event]] = {}  # index: those woken before the event there
    for index, event in enumerate(events):
        if event.task is None:
            continue
        if event.kind in STEP_ENDS:
            ended.setdefault(event.task, []).append(index)
        elif event.kind == "resumed":
            own = ended.get(event.task, [-1])[-1]
            if own >= 0 and (wait := events[own].wait) is not None and wait.kind == "turn":
                continue  # who gave its turn away was ready all the while
            woken = event.at - event.seconds
            place = _after_waker(ended.get(event.by or 0, []), times, woken, own)
            if place is None:
                place = behind[max(own + 1, bisect_left(times, woken - EPSILON))]
            wakings.setdefault(min(place, index), []).append(event)
    steps: list[Step] = []
    for index, event in enumerate(events):
        last = steps[-1][0] if steps else 0.0
        for waking in wakings.get(index, ()):
            at = min(max(last, waking.at - waking.seconds), event.at)
            steps.append((at, "woken", waking))
        steps.append((event.at, event.kind, event))
    return steps


def _behind_timers(events: list[Event]) -> list[int]:
    """For each index the first one from there on that is no timer's."""
    found = [len(events)] * (len(events) + 1)
    for index in range(len(events) - 1, -1, -1):
        found[index] = found[index + 1] if events[index].kind == "timer" else index
    return found


def _after_waker(ends: list[int], times: list[float], woken: float, own: int) -> int | None:
    """The index behind the waker's step that ended when the task was woken; None when there is none."""
    for index in reversed(ends):
        if index <= own or times[index] < woken - EPSILON:
            return None
        if times[index] <= woken + EPSILON:
            return index + 1
    return None


def step_ends(steps: list[Step]) -> dict[int, Place]:
    """For each moment inside a step, the line at which that step ends, where it is known."""
    found: dict[int, Place] = {}
    inside: list[int] = []
    for number, (_, kind, event) in enumerate(steps):
        if kind in ("started", "resumed"):
            inside = [number]
        elif kind in STEP_ENDS:
            if event.place is not None:
                found.update(dict.fromkeys(inside, event.place))
            inside = []
        elif inside:
            inside.append(number)
    return found
