"""Where everything goes that is shown: one lock, one order, nothing typed is ever corrupted.

While the prompt is up, text waits for the prompt's own thread, which takes the prompt away, writes,
and draws it again. Else text is written at once. `sys.stdout` and `sys.stderr` are such screens
while the shell runs, so that a task's `print` goes the same way.
"""

from __future__ import annotations

import io
import os
import re
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Protocol, TextIO

__all__ = ["Abilities", "PlainScreen", "PromptScreen", "Redirected", "Screen", "Surface", "abilities"]

BUNDLED = 0.05  # seconds: many prints while the prompt is up make one redraw
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Abilities:
    """What the terminal can do: `color` (False with NO_COLOR), `unicode`, `live` and how wide it is now.

    `live` is a terminal that obeys escape sequences.
    """

    def __init__(self, color: bool, unicode: bool, live: bool, columns: int | None = None) -> None:
        self.color = color
        self.unicode = unicode
        self.live = live
        self._columns = columns

    @property
    def width(self) -> int:
        """Columns, at least 20; COLUMNS says it where there is no terminal."""
        return max(20, self._columns or terminal_size()[0])

    @property
    def height(self) -> int:
        """Lines of the terminal."""
        return terminal_size()[1]


def terminal_size() -> tuple[int, int]:
    """Columns and lines of the terminal on stdout; 80 and 24 where there is none. Cheaper than shutil."""
    try:
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    except (OSError, ValueError):
        return int(columns) if (columns := os.environ.get("COLUMNS", "")).isdecimal() else 80, 24
    return size.columns or 80, size.lines or 24


def abilities(stdin: TextIO, stdout: TextIO, environ: Mapping[str, str]) -> Abilities:
    """What these two streams are able to show."""
    terminal = stdin.isatty() and stdout.isatty()
    dumb = environ.get("TERM", "") in ("dumb", "unknown")
    try:
        "✓─█…通".encode(stdout.encoding or "ascii")
        unicode = True
    except (UnicodeError, LookupError):
        unicode = False
    color = terminal and not dumb and not environ.get("NO_COLOR")
    return Abilities(color, unicode, terminal and not dumb)


class Screen(Protocol):
    """What can be written to."""

    abilities: Abilities

    def show(self, text: str) -> None:
        """Show whole lines; an end of line is added where it is missing."""

    def complain(self, text: str) -> None:
        """Show an error: on a screen like the rest, in a pipe on stderr."""


class PlainScreen:
    """A pipe, a file, or a terminal that obeys no escape sequences."""

    def __init__(self, able: Abilities, out: TextIO, errors: TextIO) -> None:
        self.abilities = able
        self._out = out
        self._errors = errors
        self._lock = threading.RLock()

    def show(self, text: str) -> None:
        """Write to stdout."""
        self._write(self._out, text)

    def complain(self, text: str) -> None:
        """Write to stderr, after what stdout still holds back."""
        self._out.flush()
        self._write(self._errors, text)

    def _write(self, stream: TextIO, text: str) -> None:
        if not text:
            return
        text = text if text.endswith("\n") else text + "\n"
        if not self.abilities.unicode:
            encoding = stream.encoding or "ascii"
            text = text.encode(encoding, "replace").decode(encoding)
        with self._lock:
            stream.write(text)
            stream.flush()


class Surface(Protocol):
    """The terminal as the prompt sees it (prompt_toolkit's `Output`, seen from here)."""

    def write_raw(self, data: str) -> None: ...

    def flush(self) -> None: ...

    def fileno(self) -> int: ...

    def encoding(self) -> str: ...


class PromptScreen(io.TextIOBase):
    """The terminal under the prompt; also what `print` writes to.

    `above` is given a function to run in the prompt's thread while the prompt is out of the way.
    """

    def __init__(self, able: Abilities, surface: Surface) -> None:
        super().__init__()
        self.abilities = able
        self.lock = threading.RLock()
        self._surface = surface
        self._waiting: list[str] = []  # written while the prompt is up, or not a whole line yet
        self._above: Callable[[Callable[[], None], float], None] | None = None
        self._starting = False  # the prompt is about to be up: text waits for it
        self._flushing = False
        self._fresh = True  # the cursor is at the start of a line

    # What the rest of the shell calls.

    def show(self, text: str) -> None:
        """Write whole lines, on a line of their own."""
        if not text:
            return
        with self.lock:
            if not self._fresh or self._partial():
                text = "\n" + text
            self.write(text if text.endswith("\n") else text + "\n")
            self.flush()

    def complain(self, text: str) -> None:
        """An error is shown in the place where everything is shown."""
        self.show(text)

    def raw(self, text: str) -> None:
        """Write escape sequences that leave the cursor where it was."""
        with self.lock:
            self._surface.write_raw(text)
            self._surface.flush()

    def prompt_starts(self) -> None:
        """The prompt is about to be drawn: from now on text waits for `prompt_is_up`."""
        with self.lock:
            self._put_all()
            if not self._fresh:
                self._put("\n")
            self._starting = True

    def prompt_is_up(self, above: Callable[[Callable[[], None], float], None]) -> None:
        """The prompt is drawn; `above(function, seconds)` runs the function out of its way, soon."""
        with self.lock:
            self._starting = False
            self._above = above
            self._flush_above()

    def prompt_is_gone(self) -> None:
        """The prompt was left: what waited is written, and text is written at once again."""
        with self.lock:
            self._starting = False
            self._above = None
            self._flushing = False
            self._fresh = True
            self._put_all()

    # What `print` calls.

    def write(self, text: str) -> int:
        """Keep `text` until its line ends, then bring it to the terminal."""
        with self.lock:
            self._waiting.append(text)
            if "\n" in text:
                self._deliver()
        return len(text)

    def flush(self) -> None:
        """Bring also an unfinished line to the terminal, unless the prompt stands there."""
        with self.lock:
            if self._above is None and not self._starting:
                self._put_all()
            else:
                self._flush_above()

    def isatty(self) -> bool:
        """A terminal is below."""
        return True

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def fileno(self) -> int:
        """The terminal's own descriptor, for those who must have one."""
        return self._surface.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed says attribute; a property reads the same
        """The terminal's encoding."""
        return self._surface.encoding()

    @property
    def errors(self) -> str:  # type: ignore[override]  # as above
        """What the terminal cannot show becomes a question mark."""
        return "replace"

    # How it is done; the lock is held.

    def _partial(self) -> bool:
        text = "".join(self._waiting)
        return bool(text) and not text.endswith("\n")

    def _deliver(self) -> None:
        if self._starting:
            return
        if self._above is not None:
            self._flush_above()
            return
        whole, newline, rest = "".join(self._waiting).rpartition("\n")
        self._waiting = [rest] if rest else []
        self._put(whole + newline)

    def _flush_above(self) -> None:
        if self._above is not None and not self._flushing and any("\n" in part for part in self._waiting):
            self._flushing = True
            self._above(self._write_above, BUNDLED)

    def _write_above(self) -> None:
        with self.lock:
            self._flushing = False
            # An unfinished line would be drawn over by the prompt: it waits for its end.
            whole, newline, rest = "".join(self._waiting).rpartition("\n")
            self._waiting = [rest] if rest else []
            self._put(whole + newline)

    def _put_all(self) -> None:
        text = "".join(self._waiting)
        self._waiting = []
        self._put(text)

    def _put(self, text: str) -> None:
        if not text:
            return
        self._surface.write_raw(text)
        self._surface.flush()
        shown = ESCAPES.sub("", text)
        if shown:
            self._fresh = shown.endswith(("\n", "\r"))


class Redirected:
    """``with Redirected(screen):`` sends what is printed to `screen`."""

    def __init__(self, screen: PromptScreen) -> None:
        self._screen = screen

    def __enter__(self) -> None:
        self._before = (sys.stdout, sys.stderr)
        sys.stdout = sys.stderr = self._screen

    def __exit__(self, *error: object) -> None:
        sys.stdout, sys.stderr = self._before
