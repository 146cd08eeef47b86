"""The lessons that we ship: readable, and complete in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from playground.course.model import Course, Exercise
from playground.course.reader import lessons_folder, read_course
from playground.values.codec import pack, unpack
from playground.values.text import Language, Text

from .pictures import PICTURES, draw


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
    """Every exercise, or each of its steps, has three hints; and each knows typical mistakes."""
    for exercise in course.exercises:
        ladders = [step.hints for step in exercise.steps] or [exercise.hints]
        assert [len(ladder) for ladder in ladders] == [3] * len(ladders), exercise.id
        assert len(exercise.wrong or exercise.wrong_predictions) >= 2, exercise.id


def test_more_than_one_answer_is_right(course: Course) -> None:
    """Every exercise to be written or typed has another right answer, and more than one case of its input."""
    for exercise in course.exercises:
        if exercise.kind != "predict":
            assert exercise.right, exercise.id
        for cases in (exercise.cases, *(step.cases for step in exercise.steps)):
            counts = exercise.kind != "write" or len(cases) != 1 or bool(exercise.steps)
            assert counts, exercise.id


def test_what_one_starts_from_fails_in_a_stated_way(course: Course) -> None:
    """A starter that is a program is one of the wrong answers, so it gets its cause and its words."""
    for exercise in course.exercises:
        if exercise.start and "..." not in exercise.start:
            wrong = {bare(answer.transcript.source) for answer in exercise.wrong}
            assert bare(exercise.start) in wrong, exercise.id


def bare(source: str) -> str:
    """A program without its annotations and comments; one that is none stays as it is."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source.strip()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(tree)


def test_every_lesson_begins_and_ends_well(course: Course) -> None:
    """It says what one will be able to do; at its end there are three lines to remember, and what to try."""
    for lesson in course.lessons:
        intro, outro = lesson.intro, lesson.outro
        assert "fter this lesson" in intro.en or "After it you can" in intro.en, lesson.id
        assert "学完这一课" in intro.zh, lesson.id
        assert outro.en.startswith("You "), lesson.id
        assert outro.en.count("\n- ") == outro.zh.count("\n- ") == 3, lesson.id
        assert "Try next: " in outro.en, lesson.id
        assert "接下来试试：" in outro.zh, lesson.id


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_at_the_end_is_what_happens(course: Course, lang: Language) -> None:
    """Each lesson ends with timelines: those of the programs in `pictures`, as the prompt draws them."""
    assert [lesson.id for lesson in course.lessons] == list(PICTURES)
    for lesson in course.lessons:
        blocks = re.findall(r"```text\n(.*?)\n```", lesson.outro.say(lang), re.DOTALL)
        assert blocks == [draw(program, lang) for program in PICTURES[lesson.id]], lesson.id


def test_the_optional_ones(course: Course) -> None:
    """Nine of the 109 exercises are marked, and do not count for completing a lesson."""
    optional = [exercise.number for exercise in course.exercises if exercise.optional]

    assert optional == ["3.12", "4.8", "4.9", "6.10", "7.9", "9.8", "10.4", "11.4", "11.10"]
    assert len(course.exercises) == 109


def test_every_lesson_can_be_packed(course: Course) -> None:
    """Packing and unpacking a lesson changes nothing: the cache may keep it."""
    for lesson in course.lessons:
        assert unpack(type(lesson), pack(lesson)) == lesson
