"""The reply to an answer. By itself, because `check` has no use for the other replies, and loads none."""

from __future__ import annotations

from playground.values.frozen import frozen
from playground.values.verdict import Verdict

from .model import Exercise, Lesson

__all__ = ["VerdictShown"]


@frozen
class VerdictShown:
    """A verdict; `lesson_done` when it completed the lesson (then the outro is shown)."""

    verdict: Verdict
    lesson: Lesson
    exercise: Exercise
    lesson_done: bool = False
