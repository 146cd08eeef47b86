"""Predictions as a learner would type them, made from values: with these `verify` tries an exercise."""

from __future__ import annotations

import re

from playground.values.expect import Asked
from playground.values.plain import Plain, decode, encode, same
from playground.values.report import CaseReport, Report

from .model import Exercise, WrongPrediction

__all__ = ["right_text", "wrong_text"]

_ANY = ("...", "…")  # in a typical wrong order: any events, or none


def right_text(exercise: Exercise, report: Report) -> str:
    """The right prediction, typed; of a choice, the letter whose value is what happened, or ""."""
    assert exercise.prediction is not None, "a predict exercise"
    case = report.cases[0]
    values = [_truth(part, case, exercise.asked()) for part in exercise.prediction.of]
    if exercise.prediction.choices:
        return _letter(exercise, values[0])
    return _typed(exercise, values)


def wrong_text(exercise: Exercise, wrong: WrongPrediction, report: Report) -> str:
    """A typical wrong prediction, typed; the parts of which it says nothing are right."""
    assert exercise.prediction is not None, "a predict exercise"
    if exercise.prediction.choices:
        return _letter(exercise, wrong.answer[0]) if wrong.answer[0] is not None else ""
    case = report.cases[0]
    values = []
    for part, value in zip(exercise.prediction.of, wrong.answer, strict=True):
        values.append(_truth(part, case, exercise.asked()) if value is None else _without_any(value))
    return _typed(exercise, values)


def _letter(exercise: Exercise, value: Plain) -> str:
    assert exercise.prediction is not None, "a predict exercise"
    return next((letter for letter, _, meant in exercise.prediction.choices if same(meant, value)), "")


def _truth(part: str, case: CaseReport, asked: Asked) -> Plain:
    match part:
        case "time":
            return encode(case.seconds)
        case "peak":
            return encode(case.trace.peak)
        case "order" if isinstance(asked.expect.order, tuple):
            return encode([text for item in asked.expect.order for text in item.any_of])
        case "order":
            return encode(list(case.trace.order))
        case "output":
            return encode([line.strip() for line in case.output.splitlines() if line.strip()])
        case "raises":
            return encode(case.error.words if case.ended == "raised" and case.error else "none")
        case _:
            return case.value or Plain("NoneType")


def _without_any(value: Plain) -> Plain:
    if value.kind != "list":
        return value
    return Plain("list", "", tuple(item for item in value.items if item.text not in _ANY))


def _typed(exercise: Exercise, values: list[Plain]) -> str:
    """Each part as a learner types it, with semicolons between; of an error among others, its type."""
    assert exercise.prediction is not None, "a predict exercise"
    kinds, decoded = exercise.prediction.of, [decode(value) for value in values]
    if len(decoded) == 1 and isinstance(decoded[0], str):
        return decoded[0]
    return "; ".join(_part(kind, value) for kind, value in zip(kinds, decoded, strict=True))


def _part(kind: str, value: object) -> str:
    if (
        kind == "order"
        and isinstance(value, list)
        and value
        and all(PLAIN_EVENT.fullmatch(text) for text in value)
    ):
        return " ".join(value)
    return str(value).partition(":")[0] if kind == "raises" else repr(value)


PLAIN_EVENT = re.compile(r"[\w.+!@-]+")
