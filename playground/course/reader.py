"""Reads lesson files: located problems, all of a file at once; a broken lesson is left out.

YAML (`located`) -> its shape (`schema`) -> what it means (`build`) -> `model.Lesson`. Lessons that
are sound are kept in a cache (`cache`), so that the slow libraries load only when a file changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from playground.errors import BadInput
from playground.values.frozen import frozen

from .model import Course, Exercise, Lesson
from .sayings import no_exercise

if TYPE_CHECKING:  # where the cache serves, no file is read
    from .located import Document, Problem

__all__ = [
    "LessonRead",
    "find_exercise",
    "lesson_files",
    "lessons_folder",
    "read_around",
    "read_course",
    "read_lesson",
    "read_lessons",
]


@frozen
class LessonRead:
    """What became of one file: a lesson, or problems. `document` knows the place of every key."""

    lesson: Lesson | None
    problems: tuple[Problem, ...]
    document: Document

    def exercise(self, index: int) -> Exercise:
        """One of the lesson's exercises, by its position from 0; only a sound file has any."""
        assert self.lesson is not None, "only sound files are tried"
        return self.lesson.exercises[index]


def lessons_folder() -> Path:
    """Our own lessons: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "lessons", package.parent / "lessons"):
        if any(folder.glob("*.yaml")):
            return folder
    raise BadInput(f"There are no lessons in {package / 'lessons'} or {package.parent / 'lessons'}.")


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files in `folder`, in course order."""
    if not folder.is_dir():
        from .answers import near_file

        raise BadInput(f"{folder} is not a folder of lessons.{near_file(folder).en}")
    return sorted(
        (*folder.glob("*.yaml"), *folder.glob("*.yml")), key=lambda path: (_number(path), path.name)
    )


def read_course(folder: Path | None = None, *, cached: bool = True) -> Course:
    """The lessons in `folder` (None: our own), and the problems of those that could not be read."""
    folder = lessons_folder() if folder is None else folder
    files = lesson_files(folder)
    if not files:
        raise BadInput(f"There are no lessons (*.yaml) in {folder}.")
    if not cached:
        return _course(read_lessons(files))
    from .cache import LessonCache
    from .located import Document

    with LessonCache(folder) as cache:
        reads = []
        for file in files:
            lesson = cache.get(file)
            if lesson is None:
                read = read_lesson(file)
                cache.put(file, read.lesson)
            else:
                read = LessonRead(lesson, (), Document(lesson.file))
            reads.append(read)
    return _course(_without_clashes(reads))


def find_exercise(folder: Path | None, name: str) -> tuple[Lesson, Exercise]:
    """The exercise of that id or number, and its lesson, which may come without the others.

    Raises BadInput, with the nearest name and what is wrong with lessons that cannot be read.
    """
    from .cache import LessonCache

    known = lessons_folder() if folder is None else folder
    with LessonCache(known) as cache:
        found = cache.find(lesson_files(known), name)
    if found is not None:
        return found
    course = read_course(folder)
    exercise = course.find(name)
    if exercise is not None:
        return course.lesson_of(exercise), exercise
    words = no_exercise(name, [word for one in course.exercises for word in (one.id, one.number)])
    problems = "".join(f"\n{problem}" for problem in course.problems)
    raise BadInput(words.en + problems, words.zh + problems)


def read_around(folder: Path | None, name: str) -> Course:
    """The course, or of it the lesson alone that has the exercise of that id, where the cache can tell."""
    from .cache import LessonCache

    known = lessons_folder() if folder is None else folder
    with LessonCache(known) as cache:
        lesson = cache.find_lesson(lesson_files(known), name)
    return read_course(folder) if lesson is None else Course((lesson,))


def _course(reads: Sequence[LessonRead]) -> Course:
    return Course(
        lessons=tuple(read.lesson for read in reads if read.lesson is not None),
        problems=tuple(str(problem) for read in reads for problem in read.problems),
    )


def read_lessons(files: Sequence[Path]) -> list[LessonRead]:
    """Every file read afresh; ids that stand in two of them are problems of the later one."""
    return _without_clashes([read_lesson(file) for file in files])


def read_lesson(path: Path) -> LessonRead:
    """One lesson file, read afresh."""
    from .located import read_yaml

    document = read_yaml(path, str(path))
    lesson = None if document.problems and document.data is None else _lesson(path, document)
    problems = tuple(sorted(document.problems, key=lambda problem: (problem.line, problem.column)))
    return LessonRead(None if problems else lesson, problems, document)


def _lesson(path: Path, document: Document) -> Lesson | None:
    from pydantic import ValidationError

    from . import schema
    from .build import build_lesson
    from .complaints import complain

    if document.data is None:
        document.wrong((), "the file is empty; a lesson has `id`, `title`, `intro` and `exercises`")
        return None
    number = _number(path)
    if not number:
        document.wrong((), f"the name of a lesson file begins with its number, such as 03-{path.name}")
    try:
        written = schema.LessonFile.model_validate(document.data)
    except ValidationError as error:
        complain(document, error)
        return None
    return build_lesson(written, number, document)


def _number(path: Path) -> int:
    found = re.match(r"\d+", path.name)
    return int(found[0]) if found else 0


def _without_clashes(reads: list[LessonRead]) -> list[LessonRead]:
    """A lesson, an exercise and a number are in the course once; who comes later has the problem."""
    taken: dict[tuple[str, str | int], str] = {}
    kept = []
    for read in reads:
        if read.lesson is None:
            kept.append(read)
            continue
        ours: dict[tuple[str, str | int], str] = {}
        problems = []
        for kind, name, place in _names(read.lesson):
            other = taken.get((kind, name)) or ours.get((kind, name))
            if other:
                file, line = place
                from .located import Problem

                problems.append(Problem(file, line, 1, f"the {kind} {name!r} is taken: see {other}"))
            ours.setdefault((kind, name), f"{place[0]}:{place[1]}")
        if problems:
            read = LessonRead(None, tuple(problems), read.document)
        else:
            taken |= ours
        kept.append(read)
    return kept


def _names(lesson: Lesson) -> list[tuple[str, str | int, tuple[str, int]]]:
    names: list[tuple[str, str | int, tuple[str, int]]] = [
        ("lesson number", lesson.number, (lesson.file, 1)),
        ("lesson id", lesson.id, (lesson.file, 1)),
    ]
    for exercise in lesson.exercises:
        file, _, line = exercise.place.rpartition(":")
        names.append(("exercise id", exercise.id, (file, int(line))))
    return names
