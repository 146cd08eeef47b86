"""Sound lessons, packed, so that a course is read in milliseconds.

YAML and pydantic take seconds for a whole course. A packed lesson serves as long as its file holds
the same bytes (hashing a course takes a millisecond), and our own code and Python are the same. The
cache is a convenience: nothing is said when it cannot be written, and a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from playground.values.codec import Json, pack, unpack

from .model import Lesson

__all__ = ["LessonCache"]


class LessonCache:
    """The packed lessons of one folder: read on entering, written on leaving if something is new."""

    def __init__(self, folder: Path, home: Path | None = None) -> None:
        if home is None:
            from platformdirs import user_cache_path

            home = user_cache_path("asyncio-playground")
        # As the folder was named, since the lessons name their files so.
        name = hashlib.sha256(os.fsencode(f"{Path.cwd()}\n{folder}")).hexdigest()[:16]
        self._file = home / f"lessons-{name}.json"
        self._stamp = _stamp()
        self._packed: dict[str, Json] = {}
        self._changed = False

    def __enter__(self) -> Self:
        try:
            found = json.loads(self._file.read_bytes())
            if found["stamp"] == self._stamp:
                self._packed = dict(found["lessons"])
        except (OSError, ValueError, KeyError, TypeError):
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
            new.write_text(json.dumps({"stamp": self._stamp, "lessons": self._packed}), "utf-8")
            new.replace(self._file)
        except OSError:
            pass  # a read-only home: slower, and no less right

    def get(self, file: Path) -> Lesson | None:
        """The lesson that `file` held when it was last read, if it is still the same file."""
        try:
            found = self._packed[file.name]
            return unpack(Lesson, found["lesson"]) if found["seen"] == _seen(file) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, file: Path, lesson: Lesson | None) -> None:
        """Keeps a sound lesson; None forgets the file."""
        try:
            if lesson is None:
                self._changed |= self._packed.pop(file.name, None) is not None
                return
            self._packed[file.name] = {"seen": _seen(file), "lesson": pack(lesson)}
            self._changed = True
        except OSError:
            pass  # the file is gone meanwhile


def _seen(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _stamp() -> str:
    """What else a packed lesson depends on: Python, and the code that reads and packs."""
    package = Path(__file__).parent
    code = sorted((*package.glob("*.py"), *(package.parent / "values").glob("*.py")))
    facts = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in code]
    return hashlib.sha256(repr((sys.version, facts)).encode()).hexdigest()
