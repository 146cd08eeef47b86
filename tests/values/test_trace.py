"""The questions that a trace answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.values.codec import pack, unpack
from playground.values.lanes import Segment
from playground.values.trace import Event, EventKind, TaskRecord, Trace, Wait


def an_event(at: float, kind: EventKind, task: int | None = 1, **facts: object) -> Event:
    return Event(at, kind, task, **facts)  # type: ignore[arg-type]  # a builder


def a_task(
    number: int, *, root: bool = False, parent: int | None = None, ended: float | None = None
) -> TaskRecord:
    return TaskRecord(number, f"Task-{number}", "main", 0.0, root=root, parent=parent, ended=ended)


def a_job(at: float, text: str, task: int = 1) -> Event:
    return an_event(at, "job", task, text=text)


LOCK = Wait("lock", "lock 'a'", holders=("Task-2",))
TWO = Trace(
    # Task-1 makes Task-2, waits for it; Task-2 sleeps from 1 to 3, is woken half a second before it runs.
    events=(
        an_event(0.0, "created", 1),
        an_event(0.0, "started", 1),
        an_event(0.5, "created", 2, by=1),
        an_event(1.0, "waits", 1, wait=Wait("task", "task 'Task-2'", tasks=("Task-2",))),
        an_event(1.0, "started", 2),
        an_event(1.0, "waits", 2, wait=Wait("sleep", "sleep(2)", until=3.0)),
        an_event(3.5, "resumed", 2, seconds=0.5),
        an_event(4.0, "done", 2),
        an_event(4.0, "resumed", 1, by=2),
        an_event(4.0, "held", 1, seconds=0.75),
        an_event(5.0, "done", 1),
    ),
    tasks=(a_task(1, root=True, ended=5.0), a_task(2, parent=1, ended=4.0)),
    elapsed=5.0,
)


def test_a_step_that_the_end_of_the_trace_cuts_short_is_held_where_it_held() -> None:
    """The step is told of when it is over; a hold in it is told of at once."""
    cut = Trace(
        events=(
            an_event(0.0, "started", 1),
            an_event(0.0, "waits", 1, wait=Wait("sleep", "sleep(1)", until=1.0)),
            an_event(1.0, "held", 1, seconds=2.0),
            an_event(0.0, "held", 2, seconds=0.5),
        ),
        elapsed=3.0,
    )
    assert [(s.begin, s.end, s.state) for s in cut.segments(1)] == [(0.0, 1.0, "waiting"), (1.0, 3.0, "held")]
    assert [(s.begin, s.end, s.state) for s in cut.segments(2)] == [(0.0, 0.5, "held"), (0.5, 3.0, "running")]


def test_the_segments_of_a_task() -> None:
    """A task's life is ready, running, waiting and held stretches, without a gap."""
    assert [(s.begin, s.end, s.state) for s in TWO.segments(1)] == [
        (0.0, 1.0, "running"),
        (1.0, 4.0, "waiting"),
        (4.0, 4.75, "held"),
        (4.75, 5.0, "running"),
    ]
    assert [(s.begin, s.end, s.state) for s in TWO.segments(2)] == [
        (0.5, 1.0, "ready"),
        (1.0, 3.0, "waiting"),
        (3.0, 3.5, "ready"),
        (3.5, 4.0, "running"),
    ]
    assert TWO.segments(1)[1].wait == Wait("task", "task 'Task-2'", tasks=("Task-2",))
    assert TWO.segments(9) == ()


def test_seconds_in_each_state() -> None:
    """Busy, waiting and woken-but-not-run time add up to the task's life."""
    assert (TWO.busy(1), TWO.waiting(1), TWO.woken(1)) == (2.0, 3.0, 0.0)
    assert (TWO.busy(2), TWO.waiting(2), TWO.woken(2)) == (0.5, 2.0, 1.0)
    assert TWO.seconds(1, "held") == 0.75


def test_who_waited_for_whom() -> None:
    """A wait for a task names the task, its beginning and its end."""
    (waiting,) = TWO.waits
    assert (waiting.task, waiting.on, waiting.begin, waiting.end) == (1, (2,), 1.0, 4.0)


def test_a_wait_for_a_lock_is_a_wait_for_its_holder() -> None:
    """The holder of a lock is waited for, also by a task that still waits at the end."""
    trace = Trace(
        events=(an_event(1.0, "waits", 1, wait=LOCK),),
        tasks=(a_task(1), a_task(2)),
        elapsed=3.0,
    )
    assert [(w.task, w.on, w.begin, w.end) for w in trace.waits] == [(1, (2,), 1.0, 3.0)]


def test_giving_a_turn_is_no_wait() -> None:
    """A task that gives its turn away is ready all the while."""
    trace = Trace(
        events=(
            an_event(0.0, "started"),
            an_event(1.0, "waits", wait=Wait("turn")),
            an_event(2.0, "resumed", seconds=1.0),
            an_event(3.0, "done"),
        ),
        tasks=(a_task(1),),
        elapsed=3.0,
    )
    assert [s.state for s in trace.segments(1)] == ["running", "ready", "running"]
    assert trace.waits == ()


def test_the_critical_path() -> None:
    """The path goes through the task that was waited for, down to the timer it waited for itself."""
    assert [(s.task, s.begin, s.end, s.state) for s in TWO.critical_path] == [
        (1, 0.0, 0.5, "running"),
        (2, 0.5, 1.0, "ready"),
        (2, 1.0, 3.0, "waiting"),
        (2, 3.0, 3.5, "ready"),
        (2, 3.5, 4.0, "running"),
        (1, 4.0, 4.75, "held"),
        (1, 4.75, 5.0, "running"),
    ]
    assert sum(s.seconds for s in TWO.critical_path) == TWO.elapsed


def test_a_trace_that_begins_in_the_middle() -> None:
    """A task of which the first event is its wake-up has waited until then."""
    trace = Trace(
        events=(an_event(1.0, "resumed"), an_event(2.0, "done")), tasks=(a_task(1, ended=2.0),), elapsed=2.0
    )
    assert trace.segments(1) == (Segment(0.0, 1.0, "waiting", None, 1), Segment(1.0, 2.0, "running", None, 1))


def test_peak_of_jobs_and_of_tasks() -> None:
    """The peak is of traced jobs if there are any, else of the tasks beside the root."""
    jobs = Trace(events=(a_job(0, "A+"), a_job(0, "B+"), a_job(1, "A-"), a_job(1, "C+"), a_job(2, "B!")))
    assert jobs.peak == 2
    assert TWO.peak == 1
    assert Trace().peak == 0


def test_spans_and_order() -> None:
    """Runs of jobs are spans with their ending, and logs stand among them in order."""
    trace = Trace(
        events=(
            a_job(0, "A+"),
            a_job(1, "A+", task=2),
            an_event(1, "log", text="hello"),
            a_job(2, "A-"),
            a_job(3, "Ax", task=2),
            a_job(4, "B+"),
        )
    )
    assert [(s.name, s.begin, s.end, s.ending, s.task) for s in trace.spans] == [
        ("A", 0, 2, "-", 1),
        ("A", 1, 3, "x", 2),
        ("B", 4, None, "", 1),
    ]
    assert trace.order == ("A+", "A+", "hello", "A-", "Ax", "B+")


def test_a_trace_travels() -> None:
    """A trace packs to plain data and back."""
    assert unpack(Trace, pack(TWO)) == TWO


@pytest.mark.parametrize("trace", [Trace(), Trace(elapsed=1.0, tasks=(a_task(1, root=True, ended=1.0),))])
def test_a_trace_without_events(trace: Trace) -> None:
    """A trace of nothing answers every question with nothing."""
    assert (trace.lanes, trace.waits, trace.critical_path, trace.spans, trace.peak) == ({}, (), (), (), 0)


def test_a_task_that_says_it_made_itself() -> None:
    """A trace from elsewhere may say anything: the path ends all the same."""
    trace = Trace(
        events=(an_event(1.0, "started"), an_event(2.0, "done")),
        tasks=(replace(a_task(1, ended=2.0), parent=1),),
        elapsed=2.0,
    )
    assert [(s.begin, s.end) for s in trace.critical_path] == [(1.0, 2.0)]
