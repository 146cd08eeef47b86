"""`run FILE`: a transcript or a script, typed by us."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from playground.values.transcript import Cell, Transcript

from .commands import Command
from .reader import Lines

__all__ = ["Typist", "cells_of"]


def cells_of(path: Path, command: Callable[[str], Command | None]) -> tuple[Cell, ...]:
    """The cells of a transcript with their times; a script's statements, one after the other.

    Raises BadInput.
    """
    from playground.course.answers import read_answer

    transcript = read_answer(path)
    return _statements(transcript, command) if transcript.name else transcript.cells


def _statements(script: Transcript, command: Callable[[str], Command | None]) -> tuple[Cell, ...]:
    lines = Lines(io.StringIO(script.source), command)
    cells: list[Cell] = []
    while True:
        try:
            cells.append(Cell(lines.read()))
        except EOFError:
            return tuple(cells)


def _wait(seconds: float) -> None:
    threading.Event().wait(seconds)


class Typist:
    """A reader that gives each cell at its second, counted from the first, and shows what it types.

    A cell is never typed before the one above it is over: the shell asks for it only then.
    """

    def __init__(
        self,
        cells: Iterable[Cell],
        show: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = _wait,
    ) -> None:
        self._cells = iter(cells)
        self._show = show
        self._clock = clock
        self._wait = wait
        self._began: float | None = None

    def read(self) -> str:
        """The next cell; raises EOFError after the last."""
        if self._began is None:
            self._began = self._clock()
        cell = next(self._cells, None)
        if cell is None:
            raise EOFError
        left = self._began + cell.at - self._clock()
        if left > 0:
            self._wait(left)
        self._show(">>> " + cell.source.rstrip().replace("\n", "\n... "))
        return cell.source
