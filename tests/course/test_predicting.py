"""Right predictions, as a learner would type them."""

from __future__ import annotations

from typing import Literal

import pytest

from playground.course.model import Exercise
from playground.course.predicting import right_text
from playground.values.expect import Expect, Prediction
from playground.values.plain import encode
from playground.values.report import CaseReport, ErrorReport, Report
from playground.values.text import Text
from playground.values.trace import Event, Trace


def of(*kinds: Literal["time", "order", "returns", "raises"]) -> Exercise:
    """An exercise that asks for these."""
    none = Text("")
    return Exercise("p", "1.1", "predict", none, none, Expect(), prediction=Prediction(kinds))


def ran(*logged: str, value: object = None, error: str = "") -> Report:
    """A program that logged these and took 3 s."""
    trace = Trace(tuple(Event(0.0, "log", text=text) for text in logged))
    failed = ErrorReport("ValueError", error) if error else None
    return Report((CaseReport("raised" if error else "returned", 3.0, trace, encode(value), failed),))


@pytest.mark.parametrize(
    ("exercise", "report", "typed"),
    [
        (of("time"), ran(), "3.0"),
        (of("order"), ran("A+", "B", "A-"), "A+ B A-"),
        (of("order"), ran("put0@0", "got0@1"), "put0@0 got0@1"),
        (of("order"), ran("two words"), "['two words']"),
        (of("returns"), ran(value=["A", "B"]), "['A', 'B']"),
        (of("returns"), ran(value="A"), "A"),
        (of("raises"), ran(error="boom; bang"), "ValueError: boom; bang"),
        (of("order", "time"), ran("A", "B"), "A B; 3.0"),
        (of("raises", "time"), ran(error="boom; bang"), "ValueError; 3.0"),
    ],
)
def test_the_right_answer_as_it_is_typed(exercise: Exercise, report: Report, typed: str) -> None:
    """An order as names, several parts with semicolons: the form in which `lesson answer` takes it."""
    assert right_text(exercise, report) == typed
