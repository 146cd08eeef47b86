"""Opens a session: the course, the learner's progress, and a sandbox as soon as one is needed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from playground.errors import Broken
from playground.values.report import Report, Request
from playground.values.text import Language

from .judging import Judging, Runs
from .progress import Progress
from .reader import lessons_folder, read_around, read_course
from .references import References
from .session import Session

__all__ = ["LazySandbox", "open_session"]


class LazySandbox:
    """A sandbox that is opened with the first request. Safe to use from several threads."""

    def __init__(self, make: Callable[[], AbstractContextManager[Runs]]) -> None:
        self._make = make
        self._open = ExitStack()
        self._sandbox: Runs | None = None
        self._closed = False
        self._lock = threading.Lock()

    def run(self, request: Request) -> Report:
        """Runs the request to its end. Raises errors.Broken after `close`."""
        with self._lock:
            if self._closed:
                raise Broken("the sandbox is closed", "沙箱（sandbox）已经关闭")
            if self._sandbox is None:
                self._sandbox = self._open.enter_context(self._make())
            sandbox = self._sandbox
        return sandbox.run(request)

    def close(self) -> None:
        """Closes the sandbox if it was opened."""
        with self._lock:
            self._closed = True
            self._open.close()


def open_session(
    lessons: Path | None,
    lang: Language,
    make_sandbox: Callable[[], AbstractContextManager[Runs]],
    progress: Path | None = None,
    *,
    only_open: bool = False,
) -> Session:
    """A session in the course of the folder `lessons` (None: our own); close it when done.

    `only_open`: nothing will be asked but about the exercise that is open, so its lesson is enough.
    Raises BadInput when there is no such folder, or no lessons in it.
    """
    folder = lessons_folder() if lessons is None else lessons
    done = Progress(progress)
    course = read_around(folder, done.state.current) if only_open else read_course(folder)
    sandbox = LazySandbox(make_sandbox)
    return Session(course, done, Judging(sandbox, lang, References(folder)), sandbox.close)
