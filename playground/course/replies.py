"""What a lesson command answers, as data: the views draw it, the command line and the prompt show it."""

from __future__ import annotations

from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.trace import Trace
from playground.values.verdict import Cause, Verdict

from .judged import VerdictShown
from .model import Course, Exercise, Lesson

__all__ = [
    "AnswerShown", "CauseShown", "CourseShown", "ExerciseShown", "HintShown", "Refused", "Reply",
    "ReviewEntry", "ReviewShown", "Said", "SolutionShown", "VerdictShown",
]  # fmt: skip


@frozen
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


@frozen
class CourseShown:
    """The course, with the ids of what is passed and of the exercise that is open."""

    course: Course
    passed: frozenset[str]
    current: str | None
    problems: tuple[str, ...] = ()  # lesson files that could not be read, one line a problem


@frozen
class HintShown:
    """Hint number `number` (from 1) of `of`; `step`: of which step (0: of the exercise as a whole)."""

    number: int
    of: int
    text: Text
    step: int = 0


@frozen
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


@frozen
class CauseShown:
    """What a cause means."""

    cause: Cause


@frozen
class AnswerShown:
    """Exactly what would be judged."""

    source: str


@frozen
class ReviewEntry:
    """An exercise that took more than one try, or hints; `causes` were met, the most frequent first."""

    exercise: Exercise
    passed: bool
    tries: int
    hints: int
    causes: tuple[str, ...] = ()


@frozen
class ReviewShown:
    """What is worth doing again: first what is not passed, then the hardest."""

    entries: tuple[ReviewEntry, ...]


@frozen
class Said:
    """A sentence."""

    text: Text


@frozen
class Refused:
    """Bad input: what was seen, what was expected."""

    text: Text


Reply = (
    ExerciseShown | CourseShown | VerdictShown | HintShown | SolutionShown | CauseShown | AnswerShown
    | ReviewShown | Said | Refused
)  # fmt: skip
