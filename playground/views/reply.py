"""Whatever a lesson command answers, as text for a terminal."""

from __future__ import annotations

from typing import assert_never

from playground.course.replies import (
    AnswerShown,
    CauseShown,
    CourseShown,
    ExerciseShown,
    HintShown,
    Refused,
    Reply,
    ReviewShown,
    Said,
    SolutionShown,
    VerdictShown,
)

from .course import draw_course, draw_review
from .lesson import draw_answer, draw_cause, draw_exercise, draw_hint, draw_solution
from .look import Look
from .verdict import draw_verdict
from .words import draw_words

__all__ = ["draw_reply"]


def draw_reply(reply: Reply, look: Look) -> str:
    """The reply as lines without a line break at the end."""
    match reply:
        case ExerciseShown():
            return draw_exercise(reply, look)
        case CourseShown():
            return draw_course(reply, look)
        case VerdictShown():
            return draw_verdict(reply, look)
        case HintShown():
            return draw_hint(reply, look)
        case SolutionShown():
            return draw_solution(reply, look)
        case CauseShown():
            return draw_cause(reply, look)
        case AnswerShown():
            return draw_answer(reply, look)
        case ReviewShown():
            return draw_review(reply, look)
        case Said(text=text):
            return draw_words(text.say(look.lang), look)
        case Refused(text=text):
            return draw_words(text.say(look.lang), look, style="yellow")
    assert_never(reply)
