"""The lesson commands that move through the course or look at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from playground.course import model
from playground.course.model import Course
from playground.course.progress import Progress
from playground.course.replies import (
    CauseShown,
    CourseShown,
    ExerciseShown,
    Refused,
    ReviewShown,
    Said,
)
from playground.course.session import COMMANDS, Session
from playground.values.verdict import NotYet

from .sessions import shown, typed


def test_next_goes_on_and_comes_round(session: Session) -> None:
    """`next` is the first exercise not yet passed after this one, else the first of the course."""
    for number in ("2.1", "2.2", "2.3", "3.1", "3.2", "3.3", "2.1"):
        assert shown(session.command("next")) == number
    session.progress.tried("how-long", None)
    assert shown(session.command("next")) == "2.3"
    for exercise in session.ids():
        session.progress.tried(exercise, None)
    session.command("goto", "3.2")
    assert shown(session.command("next")) == "2.1"


def test_next_passes_over_what_this_python_cannot_do(session: Session) -> None:
    """An exercise for another Python is not offered, and can be visited."""
    lesson = session.course.lessons[0]
    strange = replace(lesson.exercises[0], python=">=3.99")
    session.course = Course((replace(lesson, exercises=(strange, *lesson.exercises[1:])),))

    assert shown(session.command("next")) == "2.2"
    there = session.command("goto", "2.1")
    assert isinstance(there, ExerciseShown)
    assert not there.available
    assert session.judge(typed("def main(): right")) is None


@pytest.mark.parametrize(
    ("python", "version", "there"),
    [
        ("", (3, 11), True),
        (">=3.12", (3, 11), False),
        (">=3.12", (3, 12), True),
        (">=3.9", (3, 11), True),
        ("<3.13", (3, 13), False),
        (">=3.11,<3.13", (3, 12), True),
        ("==3.12", (3, 12), True),
        (">3.12", (3, 12), False),
    ],
)
def test_available(python: str, version: tuple[int, int], there: bool) -> None:
    """Versions are compared as numbers: 3.9 is before 3.11."""
    assert model.available(python, version) is there


def test_back_and_skip_move_by_one(session: Session) -> None:
    """`back` and `skip` go to the neighbours, passed or not, and stop at the ends."""
    assert shown(session.command("goto", "2.2")) == "2.2"
    assert shown(session.command("skip")) == "2.3"
    assert shown(session.command("skip")) == "3.1"
    assert shown(session.command("back")) == "2.3"
    session.command("goto", "3.3")
    assert isinstance(session.command("skip"), Said)
    session.command("goto", "2.1")
    assert isinstance(session.command("back"), Said)
    assert session.current is not None
    assert session.current.number == "2.1"


@pytest.mark.parametrize(
    ("name", "number"), [("how-long", "2.2"), ("2.2", "2.2"), ("3", "3.1"), ("more", "3.1")]
)
def test_goto(session: Session, name: str, number: str) -> None:
    """An exercise is named by id or number; a lesson's name means its first exercise."""
    assert shown(session.command("goto", name)) == number


@pytest.mark.parametrize(
    ("word", "rest", "words"),
    [
        ("goto", "how-lnog", "no exercise 'how-lnog'. Did you mean 'how-long'?"),
        ("goto", "9.9", "no exercise '9.9'."),
        ("goto", "", "Where to?"),
        ("nxet", "", "no `lesson nxet`. Did you mean 'next'?"),
        ("auto", "of", "on or off, not 'of'"),
        ("explain", "sequentail", "Did you mean 'sequential'?"),
        ("check", "nowhere.py", "no file 'nowhere.py'"),
        ("check", "", "There is no answer yet"),
        ("save", "", "Name a file"),
        ("save", "x.yaml", "Nothing was typed"),
        ("answer", "3", "asks for code"),
    ],
)
def test_what_cannot_be_used_is_refused(session: Session, word: str, rest: str, words: str) -> None:
    """What was typed, and the nearest word; in Chinese too."""
    session.command("goto", "2.1")
    reply = session.command(word, rest)

    assert isinstance(reply, Refused)
    assert words in reply.text.en
    assert reply.text.zh


@pytest.mark.parametrize("word", ["check", "answer", "hint", "solution", "reset"])
def test_without_an_open_exercise(session: Session, word: str) -> None:
    """A command that needs an exercise says how to open one."""
    reply = session.command(word, "x" if word == "answer" else "")

    assert isinstance(reply, Refused)
    assert "lesson next" in reply.text.en


def test_where_am_i(session: Session) -> None:
    """`lesson` says what is open, with what was done on it and the last verdict."""
    assert isinstance(session.command(""), Said)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(delays): pass"))
    session.command("hint")

    where = session.command("")

    assert isinstance(where, ExerciseShown)
    assert (where.exercise.id, where.tries, where.hints_shown, where.first) == ("three-at-once", 1, 1, False)
    assert isinstance(where.last, NotYet)


def test_opening_a_lesson(session: Session) -> None:
    """The first exercise of a lesson comes with the lesson's intro."""
    first, second = session.command("next"), session.command("next")

    assert isinstance(first, ExerciseShown)
    assert isinstance(second, ExerciseShown)
    assert (first.first, second.first) == (True, False)


def test_auto(session: Session, tmp_path: Path) -> None:
    """`auto off` stays off in the next session; without a word it says what is set."""
    assert session.auto
    off = session.command("auto", "off")
    assert session.command("auto") == off
    assert not Session(session.course, Progress(tmp_path / "progress.json"), session.judging).auto
    session.command("auto", "on")
    assert session.auto


def test_explain(session: Session) -> None:
    """A cause by name; without a name, the one that was just met."""
    assert session.command("explain", "deadlock") == CauseShown("deadlock")
    assert isinstance(session.command("explain"), Refused)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(): pass"))
    assert session.command("explain") == CauseShown("sequential")


def test_list(session: Session) -> None:
    """The course, what is passed, and where the learner is."""
    session.command("goto", "2.2")
    session.command("answer", "right")

    assert session.command("list") == CourseShown(session.course, frozenset({"how-long"}), "how-long", ())


def test_review(session: Session) -> None:
    """What took a second try or a hint: first what is not passed, then the hardest."""
    assert isinstance(session.command("review"), Said)
    session.command("goto", "2.2")
    for answer in ("3", "4", "right"):
        session.command("answer", answer)
    session.command("goto", "2.1")
    session.command("check", "", typed("def main(): pass"))
    session.command("goto", "3.2")
    session.command("answer", "right")

    review = session.command("review")

    assert isinstance(review, ReviewShown)
    assert [(e.exercise.number, e.passed, e.tries, e.causes) for e in review.entries] == [
        ("2.1", False, 1, ("sequential",)),
        ("2.2", True, 3, ("sequential",)),
    ]


def test_all_commands_of_the_design(session: Session) -> None:
    """Every lesson command is there."""
    assert set(COMMANDS) == {
        "", "list", "next", "back", "goto", "skip", "check", "answer", "hint", "solution", "reset",
        "save", "auto", "explain", "review",
    }  # fmt: skip
