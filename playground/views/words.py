"""Our own sentences for a terminal: broken into lines, with `code` marked. No Markdown is read for them."""

from __future__ import annotations

import re

from playground.values.plain import visible

from .look import Look
from .text import Piece, plain_letters, width, wrap_pieces

__all__ = ["CODE", "READABLE", "draw_words", "painted"]

CODE = "cyan"
READABLE = 100  # columns; longer lines are hard to read


def draw_words(text: str, look: Look, indent: str = "", style: str = "") -> str:
    """Words in one style; only `code` between backticks is marked: a message may hold a learner's text."""
    columns = min(look.width, READABLE) - len(indent)
    lines = []
    for paragraph in visible(text, keep="\n").split("\n"):
        parts = re.split(r"(`[^`]+`)", paragraph)
        pieces = [(part, CODE if part.startswith("`") and len(part) > 1 else style) for part in parts]
        fits = width(paragraph) <= columns  # then its blanks stay as they are: it may be code
        broken = [pieces] if fits else wrap_pieces(pieces, columns)
        lines += [indent + painted(line, look) for line in broken]
    return "\n".join(line.rstrip() for line in lines)


def painted(pieces: list[Piece], look: Look) -> str:
    """A line; where there is no colour, code keeps its backticks (they are in the text)."""
    painted = []
    for text, style in pieces:
        shown = text if look.unicode else plain_letters(text)
        painted.append(look.paint(style, shown))
    return "".join(painted)
