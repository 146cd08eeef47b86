from __future__ import annotations

import json
from typing import Any

import pytest

from playground.loop.recording import record
from playground.values.trace import Trace
from playground.views.pictures import perfetto

from .programs import PROGRAMS, one_till, recorded, three_sleeps
from .trace_event_format import broken_rules
from .traces import gathered, many, mixed, one_by_one

BUILT = {"mixed": mixed(), "gathered": gathered(1, 2, 3), "one-by-one": one_by_one(1, 2), "nothing": Trace()}


def events(trace: Trace, phase: str, name: str = "") -> list[dict[str, Any]]:
    told = json.loads(perfetto(trace))["traceEvents"]
    return [event for event in told if event["ph"] == phase and name in ("", event["name"])]


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_ran_is_valid(program: str) -> None:
    """The document of a recorded program breaks no rule of the format."""
    assert broken_rules(perfetto(recorded(PROGRAMS[program]))) == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_begins_in_the_middle_is_valid(program: str) -> None:
    """Of a trace that has lost its first events the document is as valid."""
    trace = record(PROGRAMS[program](), clock="virtual", ring=40).trace
    assert broken_rules(perfetto(trace)) == []


@pytest.mark.parametrize("trace", BUILT)
def test_what_was_built_is_valid(trace: str) -> None:
    """Traces that end in the middle, that are empty, whose jobs share a task: no rule is broken."""
    assert broken_rules(perfetto(BUILT[trace])) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([{"ph": "X", "name": "a", "cat": "c", "pid": 1, "tid": 1, "ts": 0}], "no dur"),
        ([{"ph": "i", "name": "a", "pid": 1, "tid": 1, "ts": 0, "s": "x"}], "scope"),
        ([{"ph": "B", "name": "a", "pid": 1, "tid": 1, "ts": 0}], "never end"),
        ([{"ph": "E", "name": "a", "pid": 1, "tid": 1, "ts": 0}], "never began"),
        ([{"ph": "M", "name": "thread_name", "pid": 1, "args": {"name": "a"}}], "names none"),
        ([{"ph": "s", "name": "a", "cat": "c", "id": 1, "pid": 1, "tid": 1, "ts": 0}], "two ends"),
        (
            [
                {"ph": "X", "name": "a", "cat": "c", "pid": 1, "tid": 1, "ts": 0, "dur": 5},
                {"ph": "X", "name": "b", "cat": "c", "pid": 1, "tid": 1, "ts": 3, "dur": 5},
            ],
            "across",
        ),
    ],
)
def test_the_rules_are_rules(wrong: list[dict[str, Any]], said: str) -> None:
    """Each kind of fault is found by the rules that the other tests rely on."""
    assert said in "\n".join(broken_rules(json.dumps({"traceEvents": wrong})))


def test_one_track_a_task() -> None:
    """Each task has a named track, in the order of creation; its waits lie on it as slices."""
    trace = recorded(three_sleeps)
    names = {event["tid"]: event["args"]["name"] for event in events(trace, "M", "thread_name")}
    assert set(names) == {task.number for task in trace.tasks}
    sleeps = [(names[event["tid"]], event["dur"]) for event in events(trace, "X", "sleep(2)")]
    assert [seconds for _, seconds in sleeps] == [2_000_000]


def test_times_are_microseconds() -> None:
    """The run's life is as long as the run, in microseconds."""
    trace = recorded(three_sleeps)
    root = next(task for task in trace.tasks if task.root)
    lives = [event for event in events(trace, "X") if event["cat"] == "task" and event["tid"] == root.number]
    assert [(event["ts"], event["dur"]) for event in lives] == [(0, 3_000_000)]


def test_arrows() -> None:
    """Arrows lead from the parent to the task, from the holder of the lock, from who cancels."""
    trace = recorded(one_till)
    number = {task.name: task.number for task in trace.tasks}
    root = next(task.number for task in trace.tasks if task.root)
    arrows = {
        (begin["name"], begin["tid"], end["tid"])
        for begin in events(trace, "s")
        for end in events(trace, "f")
        if begin["id"] == end["id"]
    }
    assert ("creates", root, number["ann"]) in arrows
    assert ("wakes", number["ann"], number["ben"]) in arrows
    assert ("cancels", root, number["clock"]) in arrows


def test_who_holds_what() -> None:
    """The slice of a wait says what is waited on and who holds it; a hold has its own name."""
    trace = recorded(one_till)
    waits = events(trace, "X", "lock 'till'")
    assert {event["args"]["held by"] for event in waits} == {"ann"}
    assert [event["dur"] for event in events(trace, "X", "holds the loop")] == [1_000_000]


def test_ten_thousand_tasks_are_valid() -> None:
    """A crowd makes a document that is as valid as a small one's."""
    assert broken_rules(perfetto(many(10_000, spread=True))) == []
