"""The lesson commands that move through the course or look at it, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.values.text import Text
from playground.values.transcript import Transcript
from playground.values.verdict import CAUSES

from . import sayings, walk
from .replies import CauseShown, CourseShown, Refused, Reply, ReviewShown, Said

if TYPE_CHECKING:
    from .session import Session

__all__ = ["back", "explain", "go_on", "goto", "review", "set_auto", "show_list", "skip", "where"]


def where(session: Session, rest: str, transcript: Transcript) -> Reply:
    """Where am I: the exercise that is open."""
    exercise = session.current
    return Said(sayings.NO_EXERCISE_OPEN) if exercise is None else session.show(exercise)


def show_list(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The course, with what is done."""
    state = session.progress.state
    return CourseShown(session.course, state.passed, state.current or None, session.course.problems)


def go_on(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The next exercise not yet passed."""
    exercise = walk.next_to_do(session.course, session.progress.state, session.current)
    return Refused(sayings.NO_LESSONS) if exercise is None else session.open(exercise)


def back(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The exercise before this one."""
    return _move(session, -1, sayings.AT_THE_BEGINNING)


def skip(session: Session, rest: str, transcript: Transcript) -> Reply:
    """The exercise after this one, passed or not."""
    return _move(session, 1, sayings.AT_THE_END)


def goto(session: Session, rest: str, transcript: Transcript) -> Reply:
    """Any exercise, by id or number."""
    if not rest:
        return Refused(sayings.GOTO_WHERE)
    return session.open(walk.named(session.course, rest) or session.find(rest))


def _move(session: Session, by: int, no_more: Text) -> Reply:
    current = session.current
    if current is None:
        return go_on(session, "", Transcript())
    place = session.course.exercises.index(current) + by
    if not 0 <= place < len(session.course.exercises):
        return Said(no_more)
    return session.open(session.course.exercises[place])


def set_auto(session: Session, rest: str, transcript: Transcript) -> Reply:
    """Judge as the learner types, or only on `lesson check`."""
    if rest not in ("on", "off", ""):
        return Refused(sayings.on_or_off(rest))
    if rest:
        session.progress.set_auto(rest == "on")
    return Said(sayings.AUTO_ON if session.auto else sayings.AUTO_OFF)


def explain(session: Session, rest: str, transcript: Transcript) -> Reply:
    """What a cause means; without a name, the one met last on this exercise."""
    name = rest
    if not name and session.current is not None:  # the cause that was just met
        name = session.progress.state.of(session.current.id).cause
    for cause in CAUSES:
        if cause == name:
            return CauseShown(cause)
    return Refused(sayings.no_cause(rest, CAUSES))


def review(session: Session, rest: str, transcript: Transcript) -> Reply:
    """What is worth doing again: what took several tries or many hints, the hardest first."""
    entries = walk.to_review(session.course, session.progress.state)
    return ReviewShown(entries) if entries else Said(sayings.NOTHING_TO_REVIEW)
