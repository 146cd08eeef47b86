"""Lesson texts, which are Markdown, and Python code, for a terminal.

markdown-it reads the text; the lines are broken here, because Chinese breaks between any two
characters but not before a comma.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from playground.values.plain import visible

from .look import Look
from .row import PLAIN
from .text import Piece, clip, plain_letters, width, wrap_pieces
from .words import CODE, READABLE, painted

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["draw_code", "draw_markdown", "rule"]

MARKS = {"strong": "bold", "em": "italic"}
WIDE_STOPS = "，、。：；！？"


def draw_markdown(text: str, look: Look) -> str:
    """Markdown, laid out."""
    return "\n".join(_Layout(look).blocks(_parser().parse(visible(text, keep="\n"))))


def draw_code(source: str, look: Look) -> str:
    """Python code from the left edge, so that it can be copied; in colour where there is colour."""
    source = visible(source.strip("\n").expandtabs(4), keep="\n")
    if not look.color:
        return source
    from pygments import highlight  # type: ignore[import-untyped]  # pygments has no types
    from pygments.formatters import TerminalFormatter  # type: ignore[import-untyped]  # the same
    from pygments.lexers.python import PythonLexer  # type: ignore[import-untyped]  # the same

    return str(highlight(source, PythonLexer(stripnl=False), TerminalFormatter(bg="dark"))).rstrip("\n")


def _draw_picture(picture: str, look: Look) -> str:
    """What stands in a block of `text`: a timeline, say. It is not Python, and its columns must stay."""
    picture = visible(picture.strip("\n"), keep="\n")
    return picture if look.unicode else plain_letters(picture.translate(PLAIN))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@dataclass(slots=True)
class _List:
    """A list that is open: the number of its first item (None: bullets), how many items there were."""

    first: int | None
    items: int = 0
    loose: bool = False  # blank lines stand between its items


class _Layout:
    """Lines out of the tokens of markdown-it. `indent` is what stands before each line of a list."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.lines: list[str] = []
        self.indents: list[str] = []
        self.bullet = ""  # of the item that has no line yet
        self.lists: list[_List] = []

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
                    self._gap_before_block()
                    draw = _draw_picture if token.info == "text" else draw_code
                    drawn = draw(token.content, self.look)
                    self.lines += [self._indent() + line for line in drawn.split("\n")]
                case "hr":
                    self._gap()
                    self.lines.append(self.look.sign("─") * min(self.look.width, READABLE))
                case _:
                    self._nesting(token)
        return self.lines

    def _nesting(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                if not self.lists:
                    self._gap()
                first = int(token.attrs.get("start", 1))
                self.lists.append(_List(first if token.type.startswith("ordered") else None))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self._open_item()
            case "list_item_close" | "blockquote_close":
                self.indents.pop()
            case "blockquote_open":
                self.indents.append(self.look.sign("│") + " ")
            case "paragraph_open" if self.lists:
                self.lists[-1].loose = not token.hidden

    def _open_item(self) -> None:
        here = self.lists[-1]
        self.bullet = self.look.sign("•") + " " if here.first is None else f"{here.first + here.items}. "
        here.items += 1
        self.indents.append(" " * len(self.bullet))

    def _indent(self) -> str:
        if not self.bullet:
            return "".join(self.indents)
        indent = "".join(self.indents[:-1]) + self.bullet
        self.bullet = ""
        return indent

    def _gap(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def _gap_before_block(self) -> None:
        """A blank line between blocks; between the items of a list only if the text has them."""
        if self.bullet:
            if self.lists[-1].loose and self.lists[-1].items > 1:
                self._gap()
        elif not self.lists or self.lists[-1].loose:
            self._gap()

    def _paragraph(self, pieces: list[Piece]) -> None:
        self._gap_before_block()
        columns = min(self.look.width, READABLE) - sum(map(width, self.indents))
        for line in wrap_pieces(pieces, columns):
            self.lines.append((self._indent() + painted(line, self.look)).rstrip())


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
            pieces.append((_joined(token.content, pieces), " ".join(styles)))
        elif token.type in ("softbreak", "hardbreak"):
            before = pieces[-1][0][-1:] if pieces else ""
            pieces.append(("" if before and width(before) == 2 else " ", " ".join(styles)))
        elif kind in MARKS:
            mark = MARKS[kind]
            styles.append(mark) if token.type.endswith("_open") else styles.remove(mark)
    return pieces


def _joined(text: str, before: list[Piece]) -> str:
    """`text` without its first blank where a wide full stop stands before it.

    Markdown asks for that blank behind bold words that end with a stop; in Chinese the stop is blank enough.
    """
    last = next((words[-1] for words, _ in reversed(before) if words), "")
    return text.removeprefix(" ") if last and last in WIDE_STOPS else text


def rule(look: Look, title: str = "") -> str:
    """A thin line, with a title in it if there is one."""
    columns, stroke = min(look.width, READABLE), look.sign("─")
    if title:
        title = f"{stroke * 2} {clip(title, columns - 6, look.dots)} "
    return look.paint("dim", title + stroke * (columns - width(title)))
