from __future__ import annotations

import io
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.views.look import Look
from playground.views.text import chop, clip, fill, plain_letters, width, wrap, wrap_pieces

WORDS = st.text(st.sampled_from("ab ，。购物（「`x.é"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("购物车", 6), ("e\u0301", 1), ("", 0), ("·", 1), ("─", 1)]
)
def test_width(text: str, columns: int) -> None:
    """A Chinese character takes two columns, a combining mark none."""
    assert width(text) == columns


@given(WORDS, st.integers(0, 30))
def test_clip_and_fill_keep_to_their_columns(text: str, columns: int) -> None:
    """A clipped text is never too wide; a filled one never too narrow."""
    assert width(clip(text, columns)) <= columns
    assert width(fill(clip(text, columns), columns)) == columns


@given(WORDS, st.integers(4, 30))
def test_wrapping_loses_nothing(text: str, columns: int) -> None:
    """Broken lines hold every character but blanks, and none is too wide."""
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= columns for line in lines)


def test_chopping_prefers_blanks() -> None:
    """A long message is not broken inside a word; a long word is."""
    assert chop("cannot be called from a running loop", 20) == ["cannot be called ", "from a running loop"]
    assert chop("aa bbbbbbbbbbbbbb", 10) == ["aa bbbbbbb", "bbbbbbb"]


@given(WORDS, st.integers(2, 30))
def test_chopping_keeps_every_blank(text: str, columns: int) -> None:
    """A chopped value is the same text, line after line."""
    assert "".join(chop(text, columns)) == text
    assert all(width(line) <= columns for line in chop(text, columns))


def test_chinese_lines_do_not_begin_with_a_comma() -> None:
    """A line begins with no closing and ends with no opening punctuation."""
    assert wrap("一二三，四五（六七）八", 6) == ["一二", "三，四", "五（六", "七）八"]


def test_styles_survive_the_breaking_of_lines() -> None:
    """A word glued to code stays glued; both keep their style."""
    lines = wrap_pieces([("type ", ""), ("`await x`", "code"), (", then go", "")], 12)
    assert ["".join(text for text, _ in line) for line in lines] == ["type `await", "x`, then go"]
    assert [text for line in lines for text, style in line if style] == ["`await", "x`"]


def test_ascii_signs() -> None:
    """Our signs have ASCII forms; other letters stay."""
    assert plain_letters("✓ … × 购 · ─") == "ok ... x 购 - -"


class _Out(io.StringIO):
    def __init__(self, encoding: str, terminal: bool = True) -> None:
        super().__init__()
        self._encoding, self._terminal = encoding, terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a StringIO has none
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("out", "environ", "color", "emphasis", "unicode"),
    [
        (_Out("utf-8"), {}, True, True, True),
        (_Out("utf-8"), {"NO_COLOR": "1"}, False, True, True),
        (_Out("utf-8"), {"NO_COLOR": ""}, True, True, True),
        (_Out("utf-8"), {"TERM": "dumb"}, False, False, True),
        (_Out("utf-8", terminal=False), {}, False, False, True),
        (_Out("ascii"), {}, True, True, False),
        (_Out("no-such-encoding"), {}, True, True, False),
    ],
)
def test_what_a_terminal_can_show(
    out: _Out, environ: dict[str, str], color: bool, emphasis: bool, unicode: bool
) -> None:
    """NO_COLOR takes colour and leaves bold; a pipe gets neither; the encoding decides on Unicode."""
    look = Look.of_terminal(out=out, environ=environ, width=100)
    assert (look.color, look.emphasis, look.unicode, look.width) == (color, emphasis, unicode, 100)


@pytest.mark.parametrize("said", ["120", " 70 ", "", "wide", "-3", "0"])
def test_columns_are_those_that_shutil_finds(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """COLUMNS first, then the terminal; what is no number of columns counts for nothing."""
    monkeypatch.setenv("COLUMNS", said)
    assert Look.of_terminal().width == shutil.get_terminal_size().columns


def test_paint() -> None:
    """Colour needs colour; bold needs emphasis; empty text is never painted."""
    assert Look(color=True).paint("bold red", "x") == "\x1b[1;31mx\x1b[0m"
    assert Look(emphasis=True).paint("bold red", "x") == "\x1b[1mx\x1b[0m"
    assert Look(emphasis=True).paint("red", "x") == "x"
    assert Look().paint("bold red", "x") == "x"
    assert Look(color=True).paint("red", "") == ""
