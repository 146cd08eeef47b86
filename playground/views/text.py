"""Text on a grid: how many columns it takes, cutting, filling up and breaking lines.

A Chinese character takes two columns, a combining mark none. Nothing here knows of colour but
`pieces`, which carry a style through the breaking of lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from playground.values.plain import visible

__all__ = ["Piece", "chop", "clip", "fill", "plain_letters", "safe", "width", "wrap", "wrap_pieces"]

Piece = tuple[str, str]  # (text, style)

# A line does not begin with the first, nor end with the second.
CLOSING = frozenset("，。、；：？！）」』】》〉”’…,.;:?!)]}%")
OPENING = frozenset("（「『【《〈“‘([{")

LETTERS = str.maketrans(
    {
        "…": "...", "·": "-", "—": "-", "–": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x",
        "✓": "ok", "✗": "x", "★": "*", "→": "->", "←": "<-", "↑": "^", "↓": "v", "≥": ">=", "≤": "<=",
        "•": "-", "─": "-", "│": "|", "├": "|", "└": "`", "┄": ".", "█": "#", "▶": ">", "▸": ">", "●": "o",
        "○": "o", "▲": "^", "µ": "u", "↻": "@",
    }
)  # fmt: skip


def width(text: str) -> int:
    """Columns that `text` takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcwidth

    return sum(max(0, wcwidth(character)) for character in text)


def safe(text: str) -> str:
    """`text` on one line, with nothing in it that a terminal would obey."""
    return visible(text)


def clip(text: str, columns: int, dots: str = "…") -> str:
    """`text` in at most `columns` columns; what is cut is replaced by dots."""
    if width(text) <= columns:
        return text
    room = columns - width(dots)
    if room < 0:
        return dots[: max(0, columns)]
    kept = 0
    for index, character in enumerate(text):
        kept += width(character)
        if kept > room:
            return text[:index] + dots
    return text


def fill(text: str, columns: int, right: bool = False) -> str:
    """`text` with blanks up to `columns`, behind it or (`right`) before it."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def plain_letters(text: str) -> str:
    """`text` with our own signs in ASCII; letters of other languages stay."""
    return text if text.isascii() else text.translate(LETTERS)


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` columns; line breaks in `text`, and lines that fit, stay as they are."""
    lines = []
    for paragraph in text.split("\n"):
        if width(paragraph) <= columns:
            lines.append(paragraph)
            continue
        for pieces in wrap_pieces([(paragraph, "")], columns):
            lines.append("".join(piece for piece, _ in pieces))  # noqa: PERF401  # nested, and read better so
    return lines


def chop(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns` columns, for values: each blank counts, and stays.

    A line ends behind the last blank of its second half, if there is one, and else wherever it is full.
    """
    lines, used = [""], 0
    for character in text:
        size = width(character)
        if used + size > columns and used:
            blank = lines[-1].rfind(" ") + 1
            kept = lines[-1][blank:] if blank > len(lines[-1]) // 2 else ""
            lines[-1] = lines[-1][: len(lines[-1]) - len(kept)]
            lines.append(kept)
            used = width(kept)
        lines[-1] += character
        used += size
    return lines


def wrap_pieces(pieces: Iterable[Piece], columns: int) -> list[list[Piece]]:
    """Styled text broken into lines: between words, and between Chinese characters."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for gap, word in _words(pieces):
        size = sum(width(text) for text, _ in word)
        if gap and used and used + 1 + size <= columns:
            lines[-1].append((" ", word[0][1] if gap == word[0][1] else ""))
            used += 1
        elif used and used + (1 if gap else 0) + size > columns:
            lines.append([])
            used = 0
        for piece in _broken(word, columns) if size > columns else word:
            if used + width(piece[0]) > columns and used:
                lines.append([])
                used = 0
            lines[-1].append(piece)
            used += width(piece[0])
    return lines


def _words(pieces: Iterable[Piece]) -> Iterable[tuple[str | None, list[Piece]]]:
    """What may not be broken, each with the style of the gap before it ("" too), None without gap."""
    word: list[Piece] = []
    gap: str | None = None
    last = ""
    for text, style in pieces:
        for character in text:
            if character.isspace():
                if word:
                    yield gap, word
                word, gap, last = [], style or " ", ""
                continue
            wide = width(character) == 2
            glued = character in CLOSING or last in OPENING
            if word and not glued and (wide or (last and width(last) == 2)):
                yield gap, word
                word, gap = [], None
            if word and word[-1][1] == style:
                word[-1] = (word[-1][0] + character, style)
            else:
                word.append((character, style))
            last = character
    if word:
        yield gap, word


def _broken(word: list[Piece], columns: int) -> Iterable[Piece]:
    """A word that is longer than a line, character by character."""
    for text, style in word:
        for character in text:
            yield character, style
