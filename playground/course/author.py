"""Skeletons for authors: a lesson file, or an exercise at the end of one, that verifies but for its TODOs.

A skeleton is a small exercise that works, of the kind that is asked for. What has to be written is
marked `TODO`; `todos` finds what is left of that, and `verify` tells it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playground.errors import BadInput, nearest

from .located import Document, Problem
from .reader import lesson_files, read_lesson, read_lessons
from .skeletons import EXERCISES, LESSON

__all__ = ["KINDS", "find_lesson", "new_exercise", "new_lesson", "todos"]

KINDS = tuple(EXERCISES)
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MARK = "TODO"


def new_lesson(folder: Path, name: str, kind: str = "write") -> Path:
    """Writes the next lesson of the folder, with one exercise of that kind; gives its path."""
    _check_name(name)
    files = lesson_files(folder) if folder.is_dir() else []
    _refuse_taken(files, name, "lesson")
    number = 1 + max((int(found[0]) for file in files if (found := re.match(r"\d+", file.name))), default=0)
    path = folder / f"{number:02}-{name}.yaml"
    first = f"{name}-first"
    _refuse_taken(files, first, "exercise")
    text = LESSON.replace("NAME", name) + _indented(EXERCISES[kind].replace("NAME", first), 2)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise BadInput(
            f"{path} cannot be written: {error.strerror}.", f"无法写入 {path}：{error.strerror}。"
        ) from None
    return path


def new_exercise(path: Path, name: str, kind: str = "write") -> str:
    """Puts an exercise of that kind at the end of a lesson file; gives its number.

    The file is left as it was when that would not give a lesson that can be read.
    """
    _check_name(name)
    before = read_lesson(path)
    if before.lesson is None:
        told = "\n".join(map(str, before.problems))
        raise BadInput(f"{path} has to be mended first:\n{told}", f"请先修好 {path}：\n{told}")
    _refuse_taken(lesson_files(path.parent), name, "exercise")
    old = path.read_text(encoding="utf-8")
    text = f"{old.rstrip()}\n\n{_indented(EXERCISES[kind].replace('NAME', name), _indent_of_items(old))}"
    path.write_text(text, encoding="utf-8")
    after = read_lesson(path).lesson
    if after is None or len(after.exercises) != len(before.lesson.exercises) + 1:
        path.write_text(old, encoding="utf-8")
        raise BadInput(
            f"An exercise goes to the end of {path}: `exercises` has to be its last key.",
            f"练习要加在 {path} 的末尾：`exercises` 必须是最后一个键。",
        )
    return after.exercises[-1].number


def find_lesson(folder: Path, name: str) -> Path:
    """The lesson's file, named by itself, by the lesson's id, or by its number."""
    files = lesson_files(folder)
    if Path(name).is_file():
        return Path(name)
    for read in read_lessons(files):
        number, _, rest = Path(read.document.file).stem.partition("-")
        ids = {rest, str(int(number)) if number.isdigit() else ""}
        if name in (ids | {read.lesson.id} if read.lesson is not None else ids):
            return Path(read.document.file)
    near = nearest(name, [file.stem.partition("-")[2] for file in files])
    raise BadInput(f"There is no lesson {name!r} in {folder}.{near}", f"{folder} 里没有 {name!r} 这一课。")


def todos(document: Document) -> list[Problem]:
    """What a skeleton's author has still to write: each text that begins with TODO."""
    return [
        Problem(
            document.file, *document.code_place(key, 1, 1), f"still to be written: {text.splitlines()[0]}"
        )
        for key, text in _texts(document.data, ())
        if text.startswith(MARK)
    ]


def _texts(data: Any, key: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(data, str):
        yield key, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _texts(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*key, index))


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        meant = "-".join(re.findall(r"[a-z0-9]+", name.lower()))
        near = (f" Did you mean {meant!r}?", f"是不是想写 {meant!r}？") if meant else ("", "")
        raise BadInput(
            f"{name!r} is no id: lower-case words with hyphens.{near[0]}",
            f"{name!r} 不能作 id：要用小写单词，中间加连字符。{near[1]}",
        )


def _refuse_taken(files: list[Path], name: str, what: str) -> None:
    for read in read_lessons(files):
        if read.lesson is None:
            continue
        ids = [read.lesson.id] if what == "lesson" else [exercise.id for exercise in read.lesson.exercises]
        if name in ids:
            raise BadInput(
                f"There is {'a lesson' if what == 'lesson' else 'an exercise'} {name!r} already, in "
                f"{read.lesson.file}.",
                f"{read.lesson.file} 里已经有 {name!r} 了。",
            )


def _indent_of_items(text: str) -> int:
    """How far the list of exercises is indented in this file."""
    found = re.search(r"^exercises:.*\n(?:\s*\n|\s*#.*\n)*( *)- ", text, re.MULTILINE)
    return len(found[1]) if found else 2


def _indented(text: str, columns: int) -> str:
    return "".join(
        f"{' ' * columns}{line}" if line.strip() else line for line in text.splitlines(keepends=True)
    )
