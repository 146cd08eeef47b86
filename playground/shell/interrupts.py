"""Ctrl-C: who is running decides what it does.

| running at that moment | it gets |
| --- | --- |
| the cell itself | KeyboardInterrupt |
| another task, or a callback | `Interrupted`; when it swallows that, CancelledError |
| nobody: the cell waits | the cell is cancelled; a second Ctrl-C stops waiting for it |
"""

from __future__ import annotations

import asyncio
import selectors
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

__all__ = ["Interrupted", "Interrupts", "RunningCell"]

OURS = str(Path(__file__).parent.parent)
LOOPS = (str(Path(asyncio.__file__).parent), selectors.__file__, OURS)
PATIENCE = 3  # Ctrl-C presses after which a cell that swallows KeyboardInterrupt is stopped line by line


class Interrupted(Exception):
    """Ctrl-C stopped this task, for it held the loop.

    An Exception, not a KeyboardInterrupt: the latter would leave the task and stop the loop.
    """


class RunningCell(Protocol):
    """The cell that the prompt waits for."""

    presses: int

    @property
    def task(self) -> asyncio.Task[Any]:
        """The task that it runs as."""

    def cancel(self) -> None:
        """Ask it to stop."""

    def abandon(self) -> None:
        """Wait for it no longer."""


class Interrupts:
    """The handler of SIGINT; `cell` is the one that the prompt waits for, or None."""

    def __init__(self, loop: asyncio.AbstractEventLoop, at_the_prompt: Callable[[], None]) -> None:
        self.cell: RunningCell | None = None
        self.drawing = False  # a result is being drawn, between two turns of the loop
        self._loop = loop
        self._at_the_prompt = at_the_prompt
        self._told: dict[int, int] = {}  # id of a task -> how often it was interrupted while it held the loop

    def install(self) -> None:
        """Take SIGINT over; again before each cell, for `add_signal_handler` in a cell takes it away."""
        if signal.getsignal(signal.SIGINT) != self.handle:
            signal.signal(signal.SIGINT, self.handle)

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Runs in the main thread, between two instructions of whatever runs there."""
        running = asyncio.current_task(self._loop) if self._loop.is_running() else None
        cell = self.cell
        if running is not None and cell is not None and running is cell.task:
            cell.presses += 1
            if cell.presses > PATIENCE:
                _stop_every_line(frame)
            raise KeyboardInterrupt
        if running is not None:
            self._stop(running)
        if self.drawing:
            raise KeyboardInterrupt
        if in_a_callback(frame):
            raise Interrupted("stopped by Ctrl-C: this callback held the loop")
        if cell is None:
            self._at_the_prompt()
            return
        cell.presses += 1
        if cell.presses == 1:
            cell.cancel()
        else:
            cell.abandon()

    def _stop(self, task: asyncio.Task[Any]) -> None:
        times = self._told.get(id(task), 0) + 1
        self._told = {id(task): times}  # of the last one only: ids are used again
        words = f"stopped by Ctrl-C: {task.get_name()!r} held the loop"
        raise Interrupted(words) if times == 1 else asyncio.CancelledError(words)


def in_a_callback(frame: FrameType | None) -> bool:
    """Whether the loop runs a callback of the learner's (or of a library), and not its own work or ours.

    Ours calls the standard library too, and may call code of a cell: a `__repr__`, say.
    """
    files = []
    while frame is not None:
        code = frame.f_code
        if code.co_name == "_run_once" and code.co_filename.startswith(LOOPS):
            break
        files.append(code.co_filename)
        frame = frame.f_back
    else:
        return False  # the loop does not run
    first = next((file for file in reversed(files) if not file.startswith(LOOPS[:2])), OURS)
    if first.startswith(OURS):
        return any(file.startswith("<cell ") for file in files)
    return any(not file.startswith((*LOOPS, "<frozen")) for file in files)


def _stop_every_line(frame: FrameType | None) -> None:
    """Raise at each line that the frames of cells still run: `except BaseException: pass` ends there too."""

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        if event == "line" and frame.f_code.co_filename.startswith("<cell "):
            raise KeyboardInterrupt
        return trace

    while frame is not None:
        if frame.f_code.co_filename.startswith("<cell "):
            frame.f_trace = trace
        frame = frame.f_back
    sys.settrace(trace)
