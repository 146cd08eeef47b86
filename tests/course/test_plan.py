"""Every matter of the plan has its exercise."""

from __future__ import annotations

import pytest

from playground.course.model import Course
from playground.course.reader import lessons_folder, read_course

from .plan import Mention, Row, part_of
from .plan_article import MENTIONS, MISTAKES, RELATED, SHOWN
from .plan_misunderstandings import MISUNDERSTANDINGS

ROWS = (*SHOWN, *MISTAKES, *RELATED, *MISUNDERSTANDINGS)


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(lessons_folder(), cached=False)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.matter)
def test_the_course_treats_it(course: Course, row: Row) -> None:
    """The exercises of a row exist, and the matter stands where the row says."""
    assert row.proofs
    for proof in row.proofs:
        exercise = course.find(proof.exercise)
        assert exercise is not None, proof.exercise
        assert proof.piece in part_of(exercise, proof.part), proof


@pytest.mark.parametrize("mention", MENTIONS, ids=lambda mention: mention.matter)
def test_the_end_of_a_lesson_speaks_of_it(course: Course, mention: Mention) -> None:
    """What is only to be tried is named at the end of its lesson."""
    lesson = next(one for one in course.lessons if one.number == mention.lesson)

    assert mention.piece in " ".join(lesson.outro.en.split())


def test_no_matter_is_listed_twice() -> None:
    """The table has as many matters as rows."""
    assert len({row.matter for row in ROWS}) == len(ROWS)


def test_most_of_the_course_is_in_the_table(course: Course) -> None:
    """An exercise that treats nothing of the plan is one of few."""
    treated = {proof.exercise for row in ROWS for proof in row.proofs}
    others = {exercise.id for exercise in course.exercises} - treated

    assert len(course.exercises) == 109
    assert len(others) < 20, sorted(others)
