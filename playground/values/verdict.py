"""The verdict on an answer: passed, not yet (with a cause), or broken."""

from __future__ import annotations

from typing import Literal

from .codec import Json
from .frozen import frozen
from .trace import Place, Trace

__all__ = ["CAUSES", "Broken", "Cause", "Facts", "NotYet", "Passed", "Verdict", "verdict_json"]

Cause = Literal[
    "syntax", "missing-name", "not-async", "nested-run", "deadlock", "endless", "blocked-loop",
    "starving", "not-awaited", "crashed", "wrong-exception", "leaked-task", "lost-exception",
    "swallowed-cancel", "never-ran", "hard-coded", "wrong-result", "sequential",
    "too-many-at-once", "too-few-at-once", "wrong-order", "wrong-task", "too-slow", "too-fast",
    "wrong-output", "must-use", "must-not-use", "wrong-prediction",
]  # fmt: skip
CAUSES: tuple[Cause, ...] = Cause.__args__  # type: ignore[attr-defined]  # in the order in which they are looked for


@frozen
class Facts:
    """What was measured on the case that the verdict speaks of; the texts are as the learner sees them.

    `step` (from 1) is the step of a larger exercise that does not pass yet.
    """

    case: str | None = None
    expected: str | None = None
    got: str | None = None
    seconds: float | None = None
    reference_seconds: float | None = None
    peak: int | None = None
    mine: Trace | None = None
    reference: Trace | None = None
    output: str = ""
    place: Place | None = None
    step: int | None = None


@frozen
class Passed:
    """The answer does what is asked."""

    exercise: str
    facts: Facts = Facts()


@frozen
class NotYet:
    """The answer is not right yet, for this one named reason."""

    exercise: str
    cause: Cause
    message: str
    facts: Facts = Facts()
    hint: str | None = None


@frozen
class Broken:
    """The exercise or we ourselves failed: never the learner's fault."""

    exercise: str
    message: str
    facts: Facts = Facts()


Verdict = Passed | NotYet | Broken


def verdict_json(verdict: Verdict) -> Json:
    """The document of ``check --json`` (version 1); a field that has nothing is None."""
    name: Literal["passed", "not-yet", "broken"]
    match verdict:
        case Passed():
            name = "passed"
        case NotYet():
            name = "not-yet"
        case Broken():
            name = "broken"
    facts = verdict.facts
    return {
        "version": 1,
        "exercise": verdict.exercise,
        "verdict": name,
        "cause": verdict.cause if isinstance(verdict, NotYet) else None,
        "message": None if isinstance(verdict, Passed) else verdict.message,
        "case": facts.case,
        "expected": facts.expected,
        "got": facts.got,
        "seconds": facts.seconds,
        "reference_seconds": facts.reference_seconds,
        "peak": facts.peak,
        "hint": verdict.hint if isinstance(verdict, NotYet) else None,
    }
