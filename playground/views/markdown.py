"""Lesson texts, which are Markdown, and Python code, for a terminal.

markdown-it reads the text; the lines are broken here, because Chinese breaks between any two
characters but not before a comma.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from playground.values.plain import visible

from .look import Look
from .text import Piece, clip, plain_letters, width, wrap_pieces

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["READABLE", "draw_code", "draw_markdown", "draw_words", "rule"]

CODE = "cyan"
MARKS = {"strong": "bold", "em": "italic"}
READABLE = 100  # columns; longer lines are hard to read


def draw_markdown(text: str, look: Look) -> str:
    """Markdown, laid out."""
    return "\n".join(_Layout(look).blocks(_parser().parse(visible(text, keep="\n"))))


def draw_words(text: str, look: Look, indent: str = "") -> str:
    """Words in which only `code` between backticks is marked: a message may hold a learner's text."""
    columns = min(look.width, READABLE) - len(indent)
    lines = []
    for paragraph in visible(text, keep="\n").split("\n"):
        parts = re.split(r"(`[^`]+`)", paragraph)
        pieces = [(part, CODE if part.startswith("`") and len(part) > 1 else "") for part in parts]
        fits = width(paragraph) <= columns  # then its blanks stay as they are: it may be code
        broken = [pieces] if fits else wrap_pieces(pieces, columns)
        lines += [indent + _paint(line, look) for line in broken]
    return "\n".join(line.rstrip() for line in lines)


def draw_code(source: str, look: Look) -> str:
    """Python code from the left edge, so that it can be copied; in colour where there is colour."""
    source = visible(source.strip("\n").expandtabs(4), keep="\n")
    if not look.color:
        return source
    from pygments import highlight  # type: ignore[import-untyped]  # pygments has no types
    from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]  # the same
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # the same

    return str(highlight(source, PythonLexer(stripnl=False), TerminalFormatter(bg="dark"))).rstrip("\n")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def _paint(pieces: list[Piece], look: Look) -> str:
    """A line; where there is no colour, code keeps its backticks (they are in the text)."""
    painted = []
    for text, style in pieces:
        shown = text if look.unicode else plain_letters(text)
        painted.append(look.paint(style, shown))
    return "".join(painted)


class _Layout:
    """Lines out of the tokens of markdown-it. `indent` is what stands before each line of a list."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.lines: list[str] = []
        self.indents: list[str] = []
        self.bullet = ""  # of the item that has no line yet
        self.numbers: list[int | None] = []
        self.tight = False  # inside a list without blank lines between its items

    def blocks(self, tokens: list[Token]) -> list[str]:
        heading = ""
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = "bold"
                case "heading_close":
                    heading = ""
                case "inline":
                    self._paragraph(_pieces(token.children or [], heading, self.look))
                case "fence" | "code_block":
                    self._gap()
                    self.lines += [
                        self._indent() + line for line in draw_code(token.content, self.look).split("\n")
                    ]
                case "hr":
                    self._gap()
                    self.lines.append(self.look.sign("─") * min(self.look.width, READABLE))
                case _:
                    self._nesting(token)
        return self.lines

    def _nesting(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.numbers.append(None)
            case "ordered_list_open":
                self.numbers.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
                self.tight = bool(self.numbers)
            case "list_item_open":
                self._open_item()
            case "list_item_close" | "blockquote_close":
                self.indents.pop()
            case "blockquote_open":
                self.indents.append(self.look.sign("│") + " ")
            case "paragraph_open":
                self.tight = token.hidden and bool(self.numbers)

    def _open_item(self) -> None:
        number = self.numbers[-1]
        self.bullet = self.look.sign("•") + " " if number is None else f"{number}. "
        if number is not None:
            self.numbers[-1] = number + 1
        self.indents.append(" " * len(self.bullet))

    def _indent(self) -> str:
        if not self.bullet:
            return "".join(self.indents)
        indent = "".join(self.indents[:-1]) + self.bullet
        self.bullet = ""
        return indent

    def _gap(self) -> None:
        first_item = bool(self.bullet) and self.numbers and self.numbers[-1] in (None, 2)
        close = self.tight and not (first_item and not self._in_list())
        if self.lines and self.lines[-1] and not close:
            self.lines.append("")

    def _in_list(self) -> bool:
        """Whether the last line written belongs to a list too."""
        last = self.lines[-1].lstrip() if self.lines else ""
        return bool(re.match(r"([•-]|\d+\.) ", last)) or (bool(self.lines) and self.lines[-1].startswith(" "))

    def _paragraph(self, pieces: list[Piece]) -> None:
        self._gap()
        columns = min(self.look.width, READABLE) - sum(map(width, self.indents))
        for line in wrap_pieces(pieces, columns):
            self.lines.append((self._indent() + _paint(line, self.look)).rstrip())


def _pieces(tokens: list[Token], style: str, look: Look) -> list[Piece]:
    """The words of a paragraph, each with its style."""
    pieces: list[Piece] = []
    styles = [style] if style else []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.type == "code_inline":
            # The backticks stay: they say where code begins also without colour.
            pieces.append((f"`{token.content}`", CODE))
        elif token.type == "text":
            pieces.append((token.content, " ".join(styles)))
        elif token.type in ("softbreak", "hardbreak"):
            before = pieces[-1][0][-1:] if pieces else ""
            pieces.append(("" if before and width(before) == 2 else " ", " ".join(styles)))
        elif kind in MARKS:
            mark = MARKS[kind]
            styles.append(mark) if token.type.endswith("_open") else styles.remove(mark)
    return pieces


def rule(look: Look, title: str = "") -> str:
    """A thin line, with a title in it if there is one."""
    columns, stroke = min(look.width, READABLE), look.sign("─")
    if title:
        title = f"{stroke * 2} {clip(title, columns - 6, look.dots)} "
    return look.paint("dim", title + stroke * (columns - width(title)))
