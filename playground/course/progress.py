"""What a learner has done: one JSON file, shared by every shell and command that runs.

Each change reads the file, applies itself and replaces the file, all under a lock, so two shells
lose nothing of each other. A file that is damaged is kept aside and said; a home that cannot be
written is said once, and progress then lives as long as the process.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from playground.values.codec import Json, pack, unpack
from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.transcript import Transcript

from .stamp import data_home

__all__ = ["Done", "Progress", "State"]

VERSION = 1
LOCK_SECONDS = 5.0  # a change takes milliseconds; who holds the lock longer has stopped


@frozen
class Done:
    """What was done on one exercise. Language plays no part in it."""

    passed: bool = False
    tries: int = 0
    hints: dict[str, int] = field(default_factory=dict)  # step ("0": the exercise itself) to how many
    answer: Transcript = field(default_factory=Transcript)
    cause: str = ""  # of the last verdict that was not yet
    causes: dict[str, int] = field(default_factory=dict)  # how often each was met


@frozen
class State:
    """All that the file holds."""

    current: str = ""
    auto: bool = True
    exercises: dict[str, Done] = field(default_factory=dict)

    def of(self, exercise: str) -> Done:
        """What was done on that exercise."""
        return self.exercises.get(exercise, Done())

    @property
    def passed(self) -> frozenset[str]:
        """The ids of the exercises that are passed."""
        return frozenset(name for name, done in self.exercises.items() if done.passed)


def _passing(done: Done) -> Done:
    """It passed. Passing again is no further try: `lesson review` would take the first for a miss."""
    return replace(done, passed=True, tries=done.tries + (not done.passed), cause="")


class Progress:
    """The file and what it said last. `notice` is something that the learner should be told, once."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            file = data_home() / "progress.json"
        self.file = file
        self.notice: Text | None = None
        self._writable = True
        self._lock = threading.Lock()
        self.state = State()
        self.state = self._read()

    def take_notice(self) -> Text | None:
        """What the learner should be told, and forgets it."""
        notice, self.notice = self.notice, None
        return notice

    def open(self, exercise: str) -> None:
        """`exercise` is the current one."""
        if self.state.current != exercise:
            self._change(lambda state: replace(state, current=exercise))

    def set_auto(self, on: bool) -> None:
        """Whether answers are judged as they are typed."""
        self._change(lambda state: replace(state, auto=on))

    def tried(self, exercise: str, cause: str | None) -> None:
        """A try was judged: None says that it passed."""
        if cause is None:
            self._update(exercise, _passing)
        else:
            self._update(
                exercise,
                lambda done: replace(
                    done,
                    tries=done.tries + 1,
                    cause=cause,
                    causes={**done.causes, cause: done.causes.get(cause, 0) + 1},
                ),
            )

    def hinted(self, exercise: str, step: int, number: int) -> None:
        """Hint `number` (from 1) was shown; hints are never taken back but by `reset`."""
        key = str(step)
        self._update(
            exercise,
            lambda done: replace(done, hints={**done.hints, key: max(number, done.hints.get(key, 0))}),
        )

    def answered(self, exercise: str, answer: Transcript) -> None:
        """The answer so far."""
        if self.state.of(exercise).answer != answer:
            self._update(exercise, lambda done: replace(done, answer=answer))

    def reset(self, exercise: str) -> None:
        """The exercise begins again: no answer, no hints; what was passed stays passed."""
        self._update(exercise, lambda done: Done(passed=done.passed, tries=done.tries, causes=done.causes))

    def _update(self, exercise: str, change: Callable[[Done], Done]) -> None:
        self._change(
            lambda state: replace(state, exercises={**state.exercises, exercise: change(state.of(exercise))})
        )

    def _change(self, change: Callable[[State], State]) -> None:
        with self._lock:
            self._change_alone(change)

    def _change_alone(self, change: Callable[[State], State]) -> None:
        if self._writable:
            from filelock import FileLock, Timeout

            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                with FileLock(f"{self.file}.lock", timeout=LOCK_SECONDS):
                    self.state = change(self._read())
                    if self._writable:  # reading may have found that the file is not ours to write
                        self._write()
                return
            except (OSError, NotImplementedError, Timeout) as error:
                self._lost(error)
        self.state = change(self.state)

    def _lost(self, error: Exception) -> None:
        """From here on progress is kept in memory only; the learner is told why."""
        self._writable = False
        why = getattr(error, "strerror", None) or str(error)
        self.notice = Text(
            f"Your progress cannot be saved in {self.file} ({why}). It is kept until you leave.",
            f"无法把进度保存到 {self.file}（{why}）。进度只保留到你退出为止。",
        )

    def _read(self) -> State:
        try:
            raw = self.file.read_bytes()
        except FileNotFoundError:
            return self.state if not self._writable else State()
        except OSError as error:
            self._lost(error)
            return self.state
        try:
            data = json.loads(raw)
            if not isinstance(data, dict) or not isinstance(data.get("version"), int):
                raise KeyError("version")
            if data["version"] > VERSION:
                self._writable = False
                self.notice = Text(
                    f"{self.file} was written by a newer playground. It is left as it is; "
                    "your progress is kept until you leave.",
                    f"{self.file} 是由更新版本的 playground 写的，保持原样不动；进度只保留到你退出为止。",
                )
                return self.state
            return unpack(State, data["state"])
        except (ValueError, KeyError, RecursionError):  # UnicodeDecodeError is a ValueError
            self._keep_aside()
            return State()

    def _keep_aside(self) -> None:
        aside = self.file.with_name(f"{self.file.name}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
        try:
            self.file.replace(aside)
        except FileNotFoundError:
            return  # another shell kept it aside in the same moment
        except OSError as error:
            self._lost(error)
            return
        self.notice = Text(
            f"The file with your progress was damaged. It is kept as {aside}, and a new one is begun.",
            f"进度文件已损坏，保留为 {aside}；现在开始一个新的。",
        )

    def _write(self) -> None:
        new = self.file.with_name(f"{self.file.name}.{os.getpid()}.new")
        document: Json = {"version": VERSION, "state": pack(self.state)}
        try:
            with new.open("w", encoding="utf-8") as file:
                json.dump(document, file, ensure_ascii=True, indent=1)
                file.flush()
                os.fsync(file.fileno())  # else a crash of the machine may leave an empty file
            new.replace(self.file)
        except OSError:
            new.unlink(missing_ok=True)
            raise
