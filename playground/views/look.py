"""What a terminal can show, and how we say it there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import TextIO

from playground.values.frozen import frozen
from playground.values.text import Language, Text

from .text import plain_letters, width

__all__ = ["Look", "shown_width"]

MIN_WIDTH = 40  # narrower than this we do not go
CODES = {
    "bold": "1", "dim": "2", "italic": "3", "underline": "4", "reverse": "7",
    "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36",
}  # fmt: skip
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
EMPHASIS = frozenset({"bold", "underline", "reverse"})  # what NO_COLOR leaves
SIGNS = "✓✗…·█─┄★●"


@frozen
class Look:
    """How to draw: columns, colour or none, Unicode signs or ASCII, the language.

    `emphasis` (bold, reverse) goes with colour, but stays where NO_COLOR takes the colour away.
    """

    width: int = 80
    color: bool = False
    unicode: bool = True
    lang: Language = "en"
    emphasis: bool = False

    @classmethod
    def of_terminal(
        cls,
        lang: Language = "en",
        out: TextIO | None = None,
        environ: Mapping[str, str] = os.environ,
        width: int | None = None,
    ) -> Look:
        """How to draw on `out`, or on what is sys.stdout now."""
        out = sys.stdout if out is None else out
        terminal = out.isatty() and environ.get("TERM", "") != "dumb"
        return cls(
            width=max(MIN_WIDTH, width or _columns(environ)),
            color=terminal and not environ.get("NO_COLOR"),
            unicode=_can_show(SIGNS, out),
            lang=lang,
            emphasis=terminal,
        )

    def narrower(self, columns: int) -> Look:
        """The same, with so many columns less."""
        return replace(self, width=max(MIN_WIDTH // 2, self.width - columns))

    def paint(self, style: str, text: str) -> str:
        """`text` in a style like "bold red", as far as this look has it."""
        if not style or not text or not (self.color or self.emphasis):
            return text
        codes = [CODES[word] for word in style.split() if self.color or word in EMPHASIS]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text

    def sign(self, sign: str) -> str:
        """One of our signs, or its ASCII form."""
        return sign if self.unicode else plain_letters(sign)

    def say(self, text: Text, /, **facts: object) -> str:
        """Our own words in the language of this look."""
        return self.sign(text.say(self.lang, **facts))

    @property
    def dots(self) -> str:
        """What stands for something left out."""
        return self.sign("…")


def shown_width(line: str) -> int:
    """Columns of a line that may hold our own colours."""
    return width(COLOUR.sub("", line))


def _columns(environ: Mapping[str, str]) -> int:
    """What COLUMNS says, else the terminal, else 80: as shutil, which loads every kind of archive."""
    said = environ.get("COLUMNS", "")
    try:
        if (columns := int(said or 0)) > 0:
            return columns
    except ValueError:
        pass  # no number: as if nothing were said
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):
        return 80  # no terminal, or a stream that is closed


def _can_show(text: str, out: TextIO) -> bool:
    try:
        text.encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
