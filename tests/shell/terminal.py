"""A terminal for tests: types into a real pty and reads the screen, not the stream of bytes.

Every wait is for something to be on the screen; none is for a time to pass.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import pexpect
import pyte

PATIENCE = 60.0  # seconds, on a machine that does much else


class Screen(pyte.Screen):
    """Answers what the program asks the terminal (where is the cursor?)."""

    answer: Callable[[str], object]

    def write_process_input(self, data: str) -> None:
        self.answer(data)


class Terminal:
    """A running program, and what it shows."""

    def __init__(
        self, *command: str, env: dict[str, str] | None = None, columns: int = 100, lines: int = 40
    ) -> None:
        self.screen = Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            **(env or {}),
        }
        environ.pop("NO_COLOR", None) if env is None or "NO_COLOR" not in env else None
        environ.pop("COLUMNS", None)
        environ.pop("LINES", None)
        self.child: Any = pexpect.spawn(
            command[0], list(command[1:]), env=environ, dimensions=(lines, columns), encoding="utf-8",
            codec_errors="replace", echo=False,
        )  # fmt: skip
        self.child.delaybeforesend = None
        self.screen.answer = self.child.send
        self.raw: list[str] = []

    @property
    def text(self) -> str:
        """What is on the screen, lines without their blanks at the end."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def send(self, text: str) -> None:
        """Type these keys."""
        self.child.send(text)

    def type(self, line: str) -> None:
        """Type a line and Enter."""
        self.child.send(line + "\r")

    def paste(self, text: str) -> str:
        """Paste several lines as one cell, run it, wait for the next prompt."""
        self.prompt()
        number = self.prompts
        self.send(f"\x1b[200~{text}\x1b[201~")
        self.until(lambda shown: text.rstrip().splitlines()[-1].strip() in shown, "the pasted text")
        self.send("\x1b\r")  # Meta-Enter submits, wherever the cursor is
        return self.prompt(number + 1)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal larger or smaller; the program is told."""
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def until(self, seen: Callable[[str], bool], what: str = "") -> str:
        """Wait until the screen is as wanted; gives its text."""
        deadline = time.monotonic() + PATIENCE
        while not seen(self.text):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"never seen: {what}\n--- screen ---\n{self.text}\n---")
            self._read(left, what)
        return self.text

    def sees(self, *texts: str) -> str:
        """Wait until all these texts are on the screen."""
        return self.until(lambda shown: all(text in shown for text in texts), repr(texts))

    def matches(self, pattern: str) -> str:
        """Wait until this regular expression is found on the screen; what it found."""
        self.until(lambda shown: re.search(pattern, shown) is not None, pattern)
        found = re.search(pattern, self.text)
        assert found is not None
        return found[0]

    @property
    def prompts(self) -> int:
        """How many prompts are on the screen. Tests keep to one screen: nothing scrolls away."""
        return sum(line.startswith(">>>") for line in self.screen.display)

    def prompt(self, number: int | None = None) -> str:
        """Wait until the cursor stands in an empty prompt, the `number`-th on the screen if that is given."""

        def ready(shown: str) -> bool:
            empty = self.screen.display[self.screen.cursor.y].rstrip() == ">>>"
            return empty and number in (None, self.prompts)

        return self.until(ready, f"an empty prompt ({number})")

    def run(self, line: str) -> str:
        """Type a line at the prompt, wait for the next prompt, give the screen."""
        self.prompt()
        number = self.prompts
        self.type(line)
        return self.prompt(number + 1)

    def starts(self, *lines: str) -> int:
        """Type lines that begin something which lasts; gives the number that the next prompt will have."""
        self.prompt()
        number = self.prompts
        for line in lines:
            self.type(line)
        return number + 1

    def ends(self) -> int:
        """Wait for the end of the program; its exit code."""
        deadline = time.monotonic() + PATIENCE
        try:
            while True:
                self._read(deadline - time.monotonic(), "the end", ended=True)
        except EOFError:
            pass
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)

    def _read(self, seconds: float, what: str, ended: bool = False) -> None:
        try:
            text = self.child.read_nonblocking(65536, timeout=max(0.01, seconds))
        except pexpect.TIMEOUT:
            raise AssertionError(f"never seen: {what}\n--- screen ---\n{self.text}\n---") from None
        except pexpect.EOF:
            if ended:
                raise EOFError from None
            raise AssertionError(f"ended before: {what}\n--- screen ---\n{self.text}\n---") from None
        self.raw.append(text)
        self._stream.feed(text)


PYTHON = sys.executable
