"""Packing and unpacking of what travels between processes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.values.codec import pack, unpack
from playground.values.plain import Plain, encode
from playground.values.report import CaseReport, ErrorReport, Limits, Report, Request, SyntaxReport
from playground.values.trace import Event, Place, TaskRecord, Trace, Wait
from playground.values.transcript import Cell, Transcript

TRACE = Trace(
    events=(
        Event(0.0, "created", 2, by=1, place=Place("answer.py", 3, "main")),
        Event(0.0, "waits", 2, wait=Wait("lock", "lock", holders=("Task-1",))),
        Event(1.5, "job", 2, "A+"),
    ),
    tasks=(TaskRecord(2, "Task-2", "main", 0.0, value=encode([1, {"a": 2.5}])),),
    elapsed=1.5,
)


@pytest.mark.parametrize(
    "value",
    [
        TRACE,
        Report(syntax=SyntaxReport("SyntaxError", "bad", Place("answer.py", 1)), missing=("main",)),
        Report(
            cases=(
                CaseReport("raised", 1, TRACE, error=ErrorReport("A", "b", parts=(ErrorReport("C", "d"),))),
            )
        ),
        Request("call", Transcript((Cell("x"),)), cases=(encode({"n": 1}),), limits=Limits(steps=5)),
    ],
)
def test_what_travels_arrives(value: Any) -> None:
    """Through JSON text and back, equal."""
    assert unpack(type(value), json.loads(json.dumps(pack(value)))) == value


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {"_": "Plain"},
        {"_": "Plain", "kind": "no such kind"},
        {"_": "Plain", "kind": "int", "text": 3},
        {"_": "Plain", "kind": "int", "extra": 1},
        {"_": "Report"},
        {"_": "Plain", "kind": "list", "items": [3]},
    ],
)
def test_what_does_not_fit_is_refused(data: Any) -> None:
    """A forged document builds nothing."""
    with pytest.raises(ValueError, match=r"expected|has no|missing"):
        unpack(Plain, data)
