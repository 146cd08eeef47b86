from __future__ import annotations

import pytest

from playground.views.look import Look
from playground.views.markdown import draw_code, draw_markdown
from playground.views.words import draw_words

COLOR = Look(80, color=True, emphasis=True)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("one\ntwo\n\nthree", "one two\n\nthree"),
        ("一\n二", "一二"),
        ("- a\n- b\n\nafter", "• a\n• b\n\nafter"),
        ("- a\n\n- b", "• a\n\n• b"),
        ("3. a\n4. b\n   - c\n   - d", "3. a\n4. b\n   • c\n   • d"),
        ("before\n- a", "before\n\n• a"),
        ("- a\n\n1. b", "• a\n\n1. b"),
        ("- a\n\n  second\n- b", "• a\n\n  second\n\n• b"),
        ("# Head\ntext", "Head\n\ntext"),
        ("```python\nx  = 1\n\ny\n```\nafter", "x  = 1\n\ny\n\nafter"),
        ("> said\n> so", "│ said so"),
        ("`a`, **b** and *c*", "`a`, b and c"),
        ("**停。** `f` 在 `g` 中", "停。`f` 在 `g` 中"),
        ("**不。** 真 **Stop.** now **是** a", "不。真 Stop. now 是 a"),
        ("a <b> & [link](http://x)", "a <b> & link"),
        ("\x1b[2J", "\\x1b[2J"),
    ],
)
def test_markdown(text: str, drawn: str) -> None:
    """Paragraphs, lists, code and emphasis as text."""
    assert draw_markdown(text, Look(80)) == drawn


def test_emphasis_has_a_style() -> None:
    """Code, strong and emphasised words are painted where there is colour."""
    assert draw_markdown("`a` **b** *c*", COLOR) == "\x1b[36m`a`\x1b[0m \x1b[1mb\x1b[0m \x1b[3mc\x1b[0m"


def test_lists_are_indented_below_their_bullet() -> None:
    """A long item goes on below its first word."""
    assert draw_markdown("- one two three four", Look(14)) == "• one two\n  three four"


def test_words_are_not_markdown() -> None:
    """A message may hold a learner's stars and underscores; its blanks stay where it fits."""
    assert draw_words("*args  and __x__\n    x = 1", Look(80)) == "*args  and __x__\n    x = 1"
    assert draw_words("a `b c` d", COLOR) == "a \x1b[36m`b c`\x1b[0m d"


def test_code_is_coloured_but_the_same() -> None:
    """Colour changes nothing of the code itself."""
    source = "async def f():\n    return 'x'  # y"
    painted = draw_code(source, COLOR)
    assert painted != source
    assert "\x1b[" in painted
    assert draw_code(source, Look()) == source
