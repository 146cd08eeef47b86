"""Sound lessons, packed, so that a course is read in milliseconds, and one exercise in fewer.

YAML and pydantic take seconds for a whole course. A packed lesson serves as long as its file holds
the same bytes (hashing a course takes a millisecond), and our own code and Python are the same. The
cache is a convenience: nothing is said when it cannot be written, and a damaged one is made anew.

The file is a line of JSON that says where everything is, and behind it the lessons and exercises,
each by itself: who wants one exercise reads one.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from playground.values.codec import Json, pack, unpack
from playground.values.frozen import frozen

from .model import Exercise, Lesson
from .stamp import cache_file, code_stamp

__all__ = ["LessonCache"]

T = TypeVar("T")


@frozen
class _Packed:
    """One file: the digest of its bytes, its lesson without exercises, and those by id and number."""

    seen: str
    lesson: bytes | memoryview
    exercises: tuple[tuple[str, str, bytes | memoryview], ...]


class LessonCache:
    """The packed lessons of one folder: read on entering, written on leaving if something is new."""

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        self._file = cache_file(folder, "lessons", home)
        self._packed: dict[str, _Packed] = {}
        self._changed = False

    def __enter__(self) -> Self:
        try:
            self._packed = _read(self._file)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            pass  # no cache, or a damaged one: the lessons are read from their files
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._changed or kind is not None:
            return
        new = self._file.with_suffix(f".{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_written(self._packed))
            new.replace(self._file)
        except OSError:
            pass  # a read-only home: slower, and no less right

    def get(self, file: Path) -> Lesson | None:
        """The lesson that `file` held when it was last read, if it is still the same file."""
        packed = self._fresh(file)
        return None if packed is None else _whole(packed)

    def find(self, files: list[Path], name: str) -> tuple[Lesson, Exercise] | None:
        """The exercise of that id or number, and its lesson with that exercise alone.

        None when there is none, or when any of the course's files would have to be read anew: ids
        are unique in a course, so each of them has a say.
        """
        found = self._look(files, name)
        if found is None:
            return None
        lesson, exercise = _unpacked(Lesson, found[0].lesson), _unpacked(Exercise, found[1])
        if lesson is None or exercise is None:
            return None
        return replace(lesson, exercises=(exercise,)), exercise

    def find_lesson(self, files: list[Path], name: str) -> Lesson | None:
        """The whole lesson of the exercise of that id or number; None as `find` has it."""
        found = self._look(files, name)
        return None if found is None else _whole(found[0])

    def put(self, file: Path, lesson: Lesson | None) -> None:
        """Keeps a sound lesson; None forgets the file."""
        try:
            if lesson is None:
                self._changed |= self._packed.pop(file.name, None) is not None
                return
            self._packed[file.name] = _Packed(
                _seen(file),
                _json(pack(replace(lesson, exercises=()))),
                tuple((one.id, one.number, _json(pack(one))) for one in lesson.exercises),
            )
            self._changed = True
        except OSError:
            pass  # the file is gone meanwhile

    def _look(self, files: list[Path], name: str) -> tuple[_Packed, bytes | memoryview] | None:
        found = None
        for file in files:
            packed = self._fresh(file)
            if packed is None:
                return None
            mine = (raw for id_, number, raw in packed.exercises if name in (id_, number))
            found = found or next(((packed, raw) for raw in mine), None)
        return found

    def _fresh(self, file: Path) -> _Packed | None:
        packed = self._packed.get(file.name)
        try:
            return packed if packed is not None and packed.seen == _seen(file) else None
        except OSError:
            return None


def _whole(packed: _Packed) -> Lesson | None:
    lesson = _unpacked(Lesson, packed.lesson)
    exercises = [_unpacked(Exercise, raw) for _, _, raw in packed.exercises]
    if lesson is None or None in exercises:
        return None
    return replace(lesson, exercises=tuple(one for one in exercises if one is not None))


def _seen(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _json(data: Json) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


def _unpacked(kind: type[T], raw: bytes | memoryview) -> T | None:
    try:
        return unpack(kind, json.loads(bytes(raw)))
    except (ValueError, TypeError, KeyError):
        return None  # damaged: the file itself is read


def _written(lessons: dict[str, _Packed]) -> bytes:
    """The bytes of the cache: a line that says what follows, with the length of each part."""
    parts: list[bytes | memoryview] = [b""]
    head: list[Json] = []
    for name, packed in lessons.items():
        sizes = [(id_, number, len(raw)) for id_, number, raw in packed.exercises]
        head.append((name, packed.seen, len(packed.lesson), sizes))
        parts += [packed.lesson, *(raw for _, _, raw in packed.exercises)]
    parts[0] = _json({"stamp": code_stamp(), "lessons": head}) + b"\n"
    return b"".join(parts)


def _read(file: Path) -> dict[str, _Packed]:
    """What `_written` wrote. Raises ValueError when it was written by other code."""
    raw = file.read_bytes()
    view = memoryview(raw)  # a megabyte is not copied for the two parts of it that are asked for
    end = raw.index(b"\n") + 1
    head = json.loads(raw[:end])
    if head["stamp"] != code_stamp():
        raise ValueError("packed by other code")

    def take(size: int) -> memoryview:
        nonlocal end
        end += size
        return view[end - size : end]

    return {
        name: _Packed(seen, take(size), tuple((id_, number, take(one)) for id_, number, one in sizes))
        for name, seen, size, sizes in head["lessons"]
    }
