"""The lessons that we ship: readable, and complete in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from playground.course.model import Course, Exercise
from playground.course.reader import lessons_folder, read_course
from playground.values.codec import pack, unpack
from playground.values.text import Text


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(lessons_folder(), cached=False)


def texts(value: object, where: str) -> Iterator[tuple[str, Text]]:
    """Every text in a value, with the way to it."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, (tuple, list)):
        for index, item in enumerate(value):
            yield from texts(item, f"{where}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{where}.{key}")
    elif is_dataclass(value) and not isinstance(value, type):
        name = f"{where} {value.id}" if isinstance(value, Exercise) else where
        for each in fields(value):
            yield from texts(getattr(value, each.name), f"{name}.{each.name}")


def test_no_lesson_has_a_problem(course: Course) -> None:
    """Every lesson file can be read, and all ids are taken once."""
    assert course.problems == ()


def test_every_text_is_there_in_both_languages(course: Course) -> None:
    """No text has only English, but for those that are all code."""
    missing = [
        where
        for lesson in course.lessons
        for where, text in texts(lesson, lesson.id)
        if not text.zh and any(part.strip(" .,;:") for part in text.en.split("`")[::2])
    ]

    assert missing == []


def test_every_exercise_helps(course: Course) -> None:
    """Every exercise has a hint, and every one to be written or typed a wrong answer that is judged."""
    for exercise in course.exercises:
        assert exercise.hints or all(step.hints for step in exercise.steps), exercise.id
        assert exercise.wrong or exercise.wrong_predictions, exercise.id


def test_every_lesson_can_be_packed(course: Course) -> None:
    """Packing and unpacking a lesson changes nothing: the cache may keep it."""
    for lesson in course.lessons:
        assert unpack(type(lesson), pack(lesson)) == lesson
