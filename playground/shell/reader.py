"""Where cells come from: the prompt, a pipe, or a terminal without escape sequences.

`read` runs in a thread of its own, so that the learner's loop goes on while nobody types.
"""

from __future__ import annotations

import ast
import codeop
import queue
import re
import threading
from collections.abc import Callable
from typing import Protocol, TextIO

from .commands import Command

__all__ = ["Lines", "Reader", "Reading"]

# Lines that go on with the statement above them, though they begin at the margin.
GOES_ON = re.compile(r"(?:else|elif|except|finally|case)\b|[)\]}]")


class Reader(Protocol):
    """A source of cells."""

    def read(self) -> str:
        """The next cell; raises EOFError at the end."""


class Reading:
    """Reads in a thread, one cell for each `ask`."""

    def __init__(self, reader: Reader, arrived: Callable[[], None]) -> None:
        self._reader = reader
        self._arrived = arrived
        self._asks: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self._cells: queue.SimpleQueue[str | BaseException] = queue.SimpleQueue()
        # A daemon: at the end it may still sit in a read that nobody answers.
        threading.Thread(target=self._run, name="playground-prompt", daemon=True).start()

    def ask(self) -> None:
        """Let the next cell be read."""
        self._asks.put(True)

    @property
    def ready(self) -> bool:
        """Whether `take` gives something back at once."""
        return not self._cells.empty()

    def take(self) -> str:
        """The cell that was read; raises EOFError at the end of input, or what broke the reader."""
        cell = self._cells.get()
        if isinstance(cell, BaseException):
            raise cell
        return cell

    def _run(self) -> None:
        while self._asks.get():
            try:
                self._cells.put(self._reader.read())
            except BaseException as error:
                self._cells.put(error)
            self._arrived()


class Lines:
    """Cells out of lines: a cell ends where the next statement begins at the margin.

    With `prompt` a terminal is on the other side: then an empty line ends a block, as it does at
    Python's own prompt.
    """

    def __init__(
        self,
        stream: TextIO,
        command: Callable[[str], Command | None],
        prompt: Callable[[str], None] | None = None,
    ) -> None:
        self._stream = stream
        self._command = command
        self._prompt = prompt
        self._kept: str | None = None  # a line read too far
        self._compile = codeop.CommandCompiler()
        self._compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def read(self) -> str:
        """The next cell."""
        lines: list[str] = []
        while (line := self._line(bool(lines))) is not None:
            if not lines:
                if not line.strip():
                    continue
                if self._command(line) is not None:
                    return line
            elif self._ends_before(lines, line):
                self._kept = line
                break
            lines.append(line)
            if self._is_whole(lines):
                break
        if not lines:
            raise EOFError
        return "\n".join(lines).rstrip()

    def _line(self, inside: bool) -> str | None:
        if self._kept is not None:
            line, self._kept = self._kept, None
            return line
        if self._prompt:
            self._prompt("... " if inside else ">>> ")
        line = self._stream.readline()
        return line.rstrip("\r\n") if line else None

    def _is_whole(self, lines: list[str]) -> bool:
        """One line that needs nothing after it, or on a terminal a block closed by an empty line."""
        if self._prompt and len(lines) > 1:
            return not lines[-1].strip() and self._state(lines, "exec") is not None
        return len(lines) == 1 and self._state(lines, "single") is not None

    def _ends_before(self, lines: list[str], line: str) -> bool:
        if not line.strip() or line[0] in " \t" or GOES_ON.match(line):
            return False
        # Inside brackets or a long string the margin means nothing.
        return self._state(lines, "exec") is not None

    def _state(self, lines: list[str], symbol: str) -> object:
        """None when more must come; else code, or the error that no further line can mend."""
        try:
            return self._compile("\n".join(lines), "<input>", symbol)
        except (SyntaxError, ValueError, OverflowError) as error:
            return error
