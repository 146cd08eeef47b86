"""Lines of source, found once for each instruction."""

from __future__ import annotations

import linecache
from types import CodeType

from playground.loop.places import REMEMBERED, expression_at, place


def code_of(lines: int) -> CodeType:
    """Code of its own, that ends in line `lines`."""
    return compile("\n" * (lines - 1) + "await_me", f"<places {lines}>", "eval")


def test_a_place_is_remembered_for_its_own_code_only() -> None:
    """Equal code of another file has another place; asked again, the answer is the same object."""
    first, second = code_of(3), code_of(5)
    assert (place(first, 0).file, place(second, 0).file) == ("<places 3>", "<places 5>")
    assert place(first, 0) is place(first, 0)


def test_more_instructions_than_are_remembered() -> None:
    """What was forgotten is worked out again; no code takes another's place, though ids come again."""
    for lines in range(1, 2 * REMEMBERED):
        code = code_of(lines)
        assert place(code, len(code.co_code) - 2).line == lines
        del code


def test_an_expression_is_read_from_the_source() -> None:
    """Also when the source became known only later for another file."""
    linecache.cache["<places 1>"] = (8, None, ["await_me"], "<places 1>")
    code = code_of(1)
    assert expression_at(code, len(code.co_code) - 4) == "await_me"
    del linecache.cache["<places 1>"]
