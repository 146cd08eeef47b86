"""A trace: what a loop did, event by event, and the facts about each of its tasks.

All times are seconds of loop time since the trace began. Tasks are named by their number in the
run, never by the object: a trace keeps nothing of the program alive.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Literal

from .frozen import frozen
from .plain import Plain

if TYPE_CHECKING:  # `lanes` is loaded when it is asked for
    from .lanes import Segment, SegmentState, Waiting  # noqa: TC004 - for annotations only

__all__ = [
    "EPSILON",
    "Event",
    "EventKind",
    "Outcome",
    "Place",
    "Segment",
    "Span",
    "TaskRecord",
    "Trace",
    "Wait",
    "WaitKind",
    "Waiting",
]

EPSILON = 1e-9  # seconds; below it two times are one

EventKind = Literal[
    "created", "started", "waits", "resumed", "done", "failed", "cancelled",  # life of a task
    "cancel",  # somebody asked a task to stop
    "held",  # one step held the loop for `seconds`
    "timer",  # a timer's callback ran
    "output",  # text was printed
    "job",  # a traced job: text is "A+", "A-", "A!" or "Ax"
    "log",  # text given to log(), or a LOGGER line's text
]  # fmt: skip
Outcome = Literal["done", "failed", "cancelled", "pending"]
WaitKind = Literal[
    "sleep", "turn", "task", "gather", "wait", "as_completed", "group", "shield", "wait_for",
    "lock", "semaphore", "event", "condition", "barrier",
    "queue-get", "queue-put", "queue-join",
    "future", "thread", "socket", "stream", "subprocess", "generator", "unknown",
]  # fmt: skip


@frozen
class Place:
    """A line of source."""

    file: str
    line: int
    function: str = ""

    def __str__(self) -> str:
        # "<cell 3>" is spoken as "cell 3": that is what the prompt calls it.
        file = self.file.strip("<>") if self.file.startswith("<") else self.file.rpartition("/")[2]
        return f"{file}:{self.line}"


@frozen
class Wait:
    """What a task waits on.

    `what` names the object in words ("lock 'a'", "Queue(maxsize=3)"), `until` is the loop time
    at which a sleep ends, `tasks` are the names of the tasks waited for, `holders` the names of
    the tasks that hold the lock or semaphore.
    """

    kind: WaitKind
    what: str = ""
    until: float | None = None
    tasks: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()


@frozen
class Event:
    """One thing that happened at `at`; which fields say something depends on the kind.

    `task` is the number of the task it happened in or to, `by` the task that did it (the parent
    of a created task, who asked for a cancellation), `place` the line, `seconds` how long.
    """

    at: float
    kind: EventKind
    task: int | None = None
    text: str = ""
    wait: Wait | None = None
    place: Place | None = None
    seconds: float = 0.0
    by: int | None = None


@frozen
class TaskRecord:
    """What is known of one task. `number` is its place in the order of creation, from 1.

    `root` marks the task that is the run itself (the cell at the prompt, main in `record`).
    `value` is what it returned, where values are recorded.
    """

    number: int
    name: str
    coroutine: str
    created: float
    started: float | None = None
    ended: float | None = None
    how: Outcome = "pending"
    parent: int | None = None
    cell: int | None = None
    place: Place | None = None
    error: str = ""
    cancelled_by: int | None = None
    root: bool = False
    value: Plain | None = None


@frozen
class Span:
    """One run of a traced job: `ending` is "-", "!", "x", or "" while it still runs."""

    name: str
    begin: float
    end: float | None
    ending: Literal["-", "!", "x", ""]
    task: int | None = None


@frozen
class Trace:
    """Everything that a loop did between `began` and `began + elapsed`.

    `dropped` counts the events that fell out of the recorder's ring; `exact` is False when real
    time came in (a subprocess, a foreign thread), so that times may differ from run to run.
    """

    events: tuple[Event, ...] = ()
    tasks: tuple[TaskRecord, ...] = ()
    elapsed: float = 0.0
    clock: Literal["virtual", "real"] = "real"
    dropped: int = 0
    exact: bool = True

    def task(self, number: int) -> TaskRecord | None:
        """The task of that number, or None."""
        return next((task for task in self.tasks if task.number == number), None)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The runs of traced jobs, in the order in which they began."""
        open_spans: dict[tuple[str, int | None], list[int]] = {}
        spans: list[Span] = []
        for event in self.events:
            if event.kind != "job":
                continue
            name, sign = event.text[:-1], event.text[-1]
            if sign == "+":
                open_spans.setdefault((name, event.task), []).append(len(spans))
                spans.append(Span(name, event.at, None, "", event.task))
            elif begun := open_spans.get((name, event.task)):
                index = begun.pop()
                spans[index] = Span(name, spans[index].begin, event.at, sign, event.task)  # type: ignore[arg-type]  # a job event's last character is one of the four
        return tuple(spans)

    @property
    def order(self) -> tuple[str, ...]:
        """The texts of job and log events, in the order in which they happened."""
        return tuple(event.text for event in self.events if event.kind in ("job", "log"))

    @property
    def peak(self) -> int:
        """The most traced jobs in progress at once; without jobs, the most tasks beside the root."""
        if any(event.kind == "job" for event in self.events):
            steps = [1 if event.text[-1] == "+" else -1 for event in self.events if event.kind == "job"]
        else:
            roots = {task.number for task in self.tasks if task.root}
            steps = [
                1 if event.kind == "created" else -1
                for event in self.events
                if event.kind in ("created", "done", "failed", "cancelled") and event.task not in roots
            ]
            # Of these the trace has only the end: they were there when it began.
            born = {event.task for event in self.events if event.kind == "created"}
            steps.insert(0, sum(task.number not in born for task in self.tasks if not task.root))
        # In the order of the events, not by their times: a job that ends at the second in which
        # the next begins was never beside it.
        return max(accumulate(steps), default=0)

    def segments(self, number: int) -> tuple[Segment, ...]:
        """The life of that task, stretch by stretch."""
        return self.lanes.get(number, ())

    @property
    def lanes(self) -> dict[int, tuple[Segment, ...]]:
        """The segments of every task, by number: what a timeline draws."""
        from .lanes import segments

        return segments(self)

    def seconds(self, number: int, *states: SegmentState) -> float:
        """For how long that task was in one of these states."""
        return sum(segment.seconds for segment in self.segments(number) if segment.state in states)

    def busy(self, number: int) -> float:
        """Seconds for which that task ran."""
        return self.seconds(number, "running", "held")

    def waiting(self, number: int) -> float:
        """Seconds for which that task waited."""
        return self.seconds(number, "waiting")

    def woken(self, number: int) -> float:
        """Seconds for which that task could have run (created, woken, or after its turn) and did not."""
        return self.seconds(number, "ready")

    @property
    def waits(self) -> tuple[Waiting, ...]:
        """Who waited for whom, from when to when."""
        from .lanes import waitings

        return waitings(self)

    @property
    def critical_path(self) -> tuple[Segment, ...]:
        """The stretches that made the run as long as it was."""
        from .lanes import critical_path

        return critical_path(self)
