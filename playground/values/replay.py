"""A trace as moments that one can step through, both ways: who runs, who is ready, who waits on what.

The loop is one waiter with many tables. Each moment is one thing that happened, and how all tables
stand after it. A moment is made when it is asked for: a trace may have a million.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

from .frozen import frozen
from .moments import ENDS, STEP_ENDS, MomentKind, moments_in_order, step_ends
from .trace import EPSILON, Event, Place, TaskRecord, Trace, Wait

__all__ = ["Change", "Moment", "MomentKind", "Replay", "Standing", "TaskState"]

TaskState = Literal["ready", "running", "waiting", "done", "failed", "cancelled"]

CHECKPOINTS = 64  # positions kept on the way: stepping back begins at the one before
FEWEST = 256  # moments between two of them


@frozen
class Standing:
    """How one task stands at a moment, and since when.

    `wait` is what it waits on; a sleep's `wait.until` is when it ends. `place` is the line at which
    it waits, or from which it went on; None where it is not known. `error` is how it failed.
    """

    number: int
    name: str
    state: TaskState
    since: float
    wait: Wait | None = None
    place: Place | None = None
    error: str = ""

    @property
    def sleeping(self) -> bool:
        """Whether it waits for a time to pass, and for nothing else."""
        return self.state == "waiting" and self.wait is not None and self.wait.kind == "sleep"

    @property
    def ended(self) -> bool:
        """Whether it has come to its end, in whatever way."""
        return self.state in ENDS


@frozen
class Moment:
    """What happened at `at`, and how everything stands after it.

    `kind` is the event's, or "woken": what the task waited for has come, and it is ready; `event` is
    then the one with which it will go on (its `by` is who woke it). `ready` are the numbers of the
    tasks that could run, the next first. `running` is the number of the task that has the loop,
    `stops` the line at which its present step will end. `idle` is for how many seconds before this
    moment the loop had nothing to do.
    """

    number: int
    at: float
    kind: MomentKind
    event: Event
    tasks: tuple[Standing, ...]
    ready: tuple[int, ...] = ()
    running: int | None = None
    stops: Place | None = None
    idle: float = 0.0

    def task(self, number: int | None) -> Standing | None:
        """How that task stands; None when it does not exist yet."""
        return next((task for task in self.tasks if task.number == number), None)

    @property
    def current(self) -> Standing | None:
        """The task that has the loop."""
        return self.task(self.running)

    @property
    def queue(self) -> tuple[Standing, ...]:
        """The tasks that could run, in the order in which they will."""
        known = {task.number: task for task in self.tasks}
        return tuple(known[number] for number in self.ready)

    @property
    def sleeping(self) -> tuple[Standing, ...]:
        """The tasks that sleep, the first to wake first."""
        found = [task for task in self.tasks if task.sleeping]
        return tuple(sorted(found, key=lambda task: task.wait.until or 0.0 if task.wait else 0.0))

    @property
    def waiting(self) -> tuple[Standing, ...]:
        """The tasks that wait for something else than a time."""
        return tuple(task for task in self.tasks if task.state == "waiting" and not task.sleeping)

    @property
    def ended(self) -> tuple[Standing, ...]:
        """The tasks that have come to their end."""
        return tuple(task for task in self.tasks if task.ended)


@frozen
class Change:
    """What one moment changes: how one task stands after it (None: how they stand stays).

    A task that comes to be ready goes to the end of the queue; in any other state it is not in it.
    The other fields are the moment's.
    """

    at: float
    kind: MomentKind
    event: Event
    standing: Standing | None
    running: int | None
    stops: Place | None
    idle: float


@dataclass(slots=True)
class _Scene:
    """How everything stands; changed step by step."""

    tasks: dict[int, Standing] = field(default_factory=dict)
    ready: dict[int, None] = field(default_factory=dict)  # in order
    running: int | None = None
    after: int = -1  # the number of the last moment in it

    def copy(self) -> _Scene:
        return _Scene(dict(self.tasks), dict(self.ready), self.running, self.after)


class Replay(Sequence[Moment]):
    """The moments of a trace, in order: ``replay[3]``, ``len(replay)``, ``for moment in replay``."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._records: dict[int, TaskRecord] = {record.number: record for record in trace.tasks}
        self._steps = moments_in_order(trace.events)
        self._times = [at for at, _, _ in self._steps]
        self._stops = step_ends(self._steps)
        self._every = max(FEWEST, len(self._steps) // CHECKPOINTS)
        self._kept = [_Scene()]  # after so many times `_every` moments
        self._scene = _Scene()

    def __len__(self) -> int:
        return len(self._steps)

    @overload
    def __getitem__(self, index: int) -> Moment: ...
    @overload
    def __getitem__(self, index: slice) -> list[Moment]: ...
    def __getitem__(self, index: int | slice) -> Moment | list[Moment]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        number = index + len(self) if index < 0 else index
        if not 0 <= number < len(self):
            raise IndexError(f"no moment {index}: there are {len(self)}")
        return self._moment(number)

    def __iter__(self) -> Iterator[Moment]:
        return (self[number] for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Replay) and self.trace == other.trace

    def __hash__(self) -> int:
        return hash(self.trace)

    def at(self, seconds: float) -> int:
        """The number of the last moment that is not later than `seconds`; 0 before the first."""
        return max(0, bisect_right(self._times, seconds + EPSILON) - 1)

    def changes(self) -> Iterator[Change]:
        """Every moment as what it changes: for those who keep how things stand themselves."""
        scene, before = _Scene(), 0.0
        for number, (at, kind, event) in enumerate(self._steps):
            free = scene.running is None and not scene.ready
            task = event.task if event.task is not None and kind in _CHANGES else None
            if task is not None:
                self._change(scene, at, kind, event, task)
            standing = scene.tasks[task] if task is not None else None
            idle = max(0.0, at - before) if free else 0.0
            yield Change(at, kind, event, standing, scene.running, self._stops.get(number), idle)
            before = at

    def record(self, number: int | None) -> TaskRecord | None:
        """What is known of that task; None when the trace does not have it."""
        return self._records.get(number) if number is not None else None

    def name(self, number: int) -> str:
        """The name of that task."""
        record = self.record(number)
        return record.name if record is not None else f"Task-{number}"

    def _moment(self, number: int) -> Moment:
        scene = self._advanced(number - 1)
        free = scene.running is None and not scene.ready
        before = self._times[number - 1] if number else 0.0
        self._apply(scene, number)
        at, kind, event = self._steps[number]
        return Moment(
            number=number,
            at=at,
            kind=kind,
            event=event,
            tasks=tuple(scene.tasks[one] for one in sorted(scene.tasks)),
            ready=tuple(scene.ready),
            running=scene.running,
            stops=self._stops.get(number),
            idle=max(0.0, at - before) if free else 0.0,
        )

    def _advanced(self, number: int) -> _Scene:
        """The scene after moment `number` (-1: before the first)."""
        scene = self._scene
        if scene.after > number or scene.after < number - self._every:
            best = min((number + 1) // self._every, len(self._kept) - 1)
            if scene.after > number or self._kept[best].after > scene.after:
                scene = self._scene = self._kept[best].copy()
        while scene.after < number:
            self._apply(scene, scene.after + 1)
        return scene

    def _apply(self, scene: _Scene, number: int) -> None:
        at, kind, event = self._steps[number]
        if event.task is not None and kind in _CHANGES:
            self._change(scene, at, kind, event, event.task)
        scene.after = number
        if number + 1 == len(self._kept) * self._every:
            self._kept.append(scene.copy())

    def _change(self, scene: _Scene, at: float, kind: MomentKind, event: Event, number: int) -> None:
        """What the moment changes in how its task stands."""
        before = scene.tasks.get(number)
        place = event.place if kind == "waits" else before.place if before is not None else None
        wait: Wait | None = None
        error = ""
        state: TaskState
        if kind in ("started", "resumed"):
            state = "running"
            scene.ready.pop(number, None)
            scene.running = number
        elif kind in ("created", "woken") or (event.wait is not None and event.wait.kind == "turn"):
            state = "ready"
            scene.ready.pop(number, None)
            scene.ready[number] = None
        elif kind == "waits":
            state, wait = "waiting", event.wait
        else:
            state = kind  # type: ignore[assignment]  # one of `ENDS`: nothing else is in `_CHANGES`
            error = event.text if kind == "failed" else ""
            scene.ready.pop(number, None)
        if kind in STEP_ENDS and scene.running == number:
            scene.running = None
        scene.tasks[number] = Standing(number, self.name(number), state, at, wait, place, error)


_CHANGES = frozenset({"created", "woken", "started", "resumed", *STEP_ENDS})
