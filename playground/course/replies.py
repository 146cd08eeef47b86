"""What a lesson command answers, as data: the views draw it, the command line and the prompt show it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.values.text import Text
from playground.values.trace import Trace
from playground.values.verdict import Cause, Verdict

from .model import Course, Exercise, Lesson

__all__ = [
    "AnswerShown", "CauseShown", "CourseShown", "ExerciseShown", "HintShown", "Refused", "Reply",
    "ReviewEntry", "ReviewShown", "Said", "SolutionShown", "VerdictShown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExerciseShown:
    """An exercise as it is asked: `first` when it opens its lesson (then the intro is shown too)."""

    lesson: Lesson
    exercise: Exercise
    passed: bool = False
    tries: int = 0
    hints_shown: int = 0
    first: bool = False
    available: bool = True  # False: this Python is too old for it
    last: Verdict | None = None  # of the last try, while it is open


@dataclass(frozen=True, slots=True)
class CourseShown:
    """The course, with the ids of what is passed and of the exercise that is open."""

    course: Course
    passed: frozenset[str]
    current: str | None
    problems: tuple[str, ...] = ()  # lesson files that could not be read, one line a problem


@dataclass(frozen=True, slots=True)
class VerdictShown:
    """A verdict; `lesson_done` when it completed the lesson (then the outro is shown)."""

    verdict: Verdict
    lesson: Lesson
    exercise: Exercise
    lesson_done: bool = False


@dataclass(frozen=True, slots=True)
class HintShown:
    """Hint number `number` (from 1) of `of`."""

    number: int
    of: int
    text: Text


@dataclass(frozen=True, slots=True)
class SolutionShown:
    """The reference solution, its trace, and the trace of the learner's last try if there was one.

    Of a prediction: the program, the right `answer` as it would be typed, and what the program printed.
    """

    exercise: Exercise
    source: str
    trace: Trace | None = None
    mine: Trace | None = None
    answer: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class CauseShown:
    """What a cause means."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """Exactly what would be judged."""

    source: str


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """An exercise that took more than one try, or hints; `causes` were met, the most frequent first."""

    exercise: Exercise
    passed: bool
    tries: int
    hints: int
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """What is worth doing again: first what is not passed, then the hardest."""

    entries: tuple[ReviewEntry, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence."""

    text: Text


@dataclass(frozen=True, slots=True)
class Refused:
    """Bad input: what was seen, what was expected."""

    text: Text


Reply = (
    ExerciseShown | CourseShown | VerdictShown | HintShown | SolutionShown | CauseShown | AnswerShown
    | ReviewShown | Said | Refused
)  # fmt: skip
