"""`new lesson` and `new exercise`: skeletons that verify but for what has to be written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from playground.cli import main
from playground.course.author import KINDS, find_lesson, new_exercise, new_lesson
from playground.course.reader import read_lesson
from playground.course.verify import verify
from playground.errors import BadInput
from playground.sandbox import Sandbox


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_is_sound_but_for_its_todos(tmp_path: Path, kind: str) -> None:
    """Its solution, its right and its wrong answers are judged as it says; only texts are missing."""
    path = new_lesson(tmp_path / "lessons", "soups", kind)
    new_exercise(path, "second", kind)
    left = verify([path], make_sandbox=Sandbox)

    assert path.name == "01-soups.yaml"
    assert [one.id for one in left.exercises] == ["soups-first", "second"]
    assert left.problems
    assert all(problem.message.startswith("still to be written: TODO") for problem in left.problems)


def test_written_out_a_skeleton_is_sound(tmp_path: Path) -> None:
    """A TODO is told where it stands; when all are gone, nothing is."""
    path = new_lesson(tmp_path, "soups")
    first = verify([path], make_sandbox=Sandbox).problems[0]
    lines = path.read_text("utf-8").splitlines()
    assert lines[first.line - 1][first.column - 1 :].startswith("TODO the lesson's title")

    path.write_text(re.sub(r"TODO ", "", path.read_text("utf-8")), "utf-8")
    assert verify([path], make_sandbox=Sandbox).sound


def test_lessons_are_numbered_on(tmp_path: Path) -> None:
    """The next lesson comes after the last, whatever is missing between."""
    (tmp_path / "07-old.yaml").write_text("", "utf-8")
    assert [new_lesson(tmp_path, name).name for name in ("a", "b")] == ["08-a.yaml", "09-b.yaml"]


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_an_exercise_stands_as_those_before_it(tmp_path: Path, indent: str) -> None:
    """However far the list of exercises is indented in this file; and it gets the next number."""
    path = new_lesson(tmp_path, "soups")
    head, _, exercises = path.read_text("utf-8").partition("exercises:\n")
    moved = re.sub(r"^  ", indent, exercises, flags=re.MULTILINE)
    path.write_text(f"{head}exercises:\n  # why\n\n{moved}", "utf-8")

    assert new_exercise(path, "more", "prompt") == "1.2"
    lesson = read_lesson(path).lesson
    assert lesson is not None
    assert [exercise.id for exercise in lesson.exercises] == ["soups-first", "more"]


def test_a_file_that_would_break_stays_as_it_was(tmp_path: Path) -> None:
    """`exercises` is not its last key: said, and nothing is written."""
    path = new_lesson(tmp_path, "soups")
    outro = "outro: {en: Done., zh: 完成。}\n"
    text = re.sub(r"outro:\n(  .*\n)+", "", path.read_text("utf-8")) + outro
    path.write_text(text, "utf-8")

    with pytest.raises(BadInput, match="has to be its last key"):
        new_exercise(path, "more")
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Hot Soups", "Did you mean 'hot-soups'"),
        ("soups-first", "There is an exercise 'soups-first' already"),
        ("日本", "lower-case words with hyphens"),
    ],
)
def test_names_that_cannot_be_taken(tmp_path: Path, name: str, told: str) -> None:
    """An id is small words with hyphens, and unique in the course."""
    path = new_lesson(tmp_path, "soups")
    with pytest.raises(BadInput, match=told):
        new_exercise(path, name)
    with pytest.raises(BadInput, match="There is a lesson 'soups' already"):
        new_lesson(tmp_path, "soups")


def test_a_lesson_is_found_by_file_id_and_number(tmp_path: Path) -> None:
    """As a command line names it; the nearest is offered."""
    path = new_lesson(tmp_path, "soups")

    assert (
        find_lesson(tmp_path, "soups")
        == find_lesson(tmp_path, "1")
        == find_lesson(tmp_path, str(path))
        == path
    )
    with pytest.raises(BadInput, match="Did you mean 'soups'"):
        find_lesson(tmp_path, "soup")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says what it wrote and how to try it; words that are missing are bad input."""
    where = ["--lessons", str(tmp_path / "course")]

    assert main(["new", *where, "lesson", "soups"]) == 0
    assert main(["new", *where, "exercise", "soups", "stew", "--kind", "predict"]) == 0
    said = capsys.readouterr().out
    assert "exercise 2: a skeleton that works" in said
    assert f"verify {tmp_path / 'course' / '01-soups.yaml'}" in said
    assert main(["new", *where, "exercise", "soups"]) == 2
    assert "new exercise LESSON NAME" in capsys.readouterr().err
