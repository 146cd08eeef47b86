"""Values of an answer as plain data."""

from __future__ import annotations

import math
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.values.codec import pack, unpack
from playground.values.plain import Plain, decode, difference, encode, same, show, visible

atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
)
hashable = atoms | st.tuples(atoms, atoms)
values: st.SearchStrategy[Any] = st.recursive(
    hashable,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(hashable, inner, max_size=3)
        | st.sets(hashable, max_size=3)
        | st.frozensets(hashable, max_size=3)
    ),
    max_leaves=12,
)


@given(values)
def test_a_value_comes_back_with_its_types(value: Any) -> None:
    """encode, pack, unpack and decode lose nothing."""
    plain = unpack(Plain, pack(encode(value)))
    assert repr(decode(plain)) == repr(value) or decode(plain) == value
    assert same(encode(value), plain)


@given(values)
def test_what_is_shown_can_be_typed(value: Any) -> None:
    """`show` gives Python's own notation, if it is short enough."""
    shown = show(encode(value), limit=10_000)
    if "…" not in shown and "inf" not in shown:
        assert eval(shown) == value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2], (1, 2), "type"),
        ({1, 2}, frozenset({1, 2}), "type"),
        (True, 1, "type"),
        ([True], [1], "type"),
        (3.0, 3, None),
        (0.1 + 0.2, 0.3, None),
        (math.nan, math.nan, None),
        (1.0, 1.00001, "value"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, None),
        ({"a": 1}, {"a": 2}, "value"),
        ([[1], (2, 9)], [(1,), (2, 3)], "value"),
        ("1", 1, "value"),
        (10**400, 10**400, None),
        (10**400, math.inf, "value"),
        (None, False, "value"),
    ],
)
def test_how_two_values_differ(one: object, other: object, expected: str | None) -> None:
    """By type only, by value, or not at all (DESIGN.md's rules)."""
    assert difference(encode(one), encode(other)) == expected


def test_a_class_that_cheats_is_taken_for_what_it_holds() -> None:
    """Neither `__eq__` nor `__iter__` nor `__class__` of the answer's class is asked."""

    class AlwaysEqual:
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = None  # type: ignore[assignment]  # as Python does for a class with __eq__

        @property  # type: ignore[misc]  # lying about the class is the point
        def __class__(self) -> type:
            return list

    class Liar(list[int]):
        def __eq__(self, other: object) -> bool:
            return True

        def __iter__(self) -> Any:
            return iter([1, 2, 3])

        def __len__(self) -> int:
            return 3

    assert not same(encode([1, 2, 3]), encode(AlwaysEqual()))
    assert not same(encode([1, 2, 3]), encode(Liar([7])))
    assert same(encode([7]), encode(Liar([7])))


def test_a_value_that_raises_is_still_a_value() -> None:
    """A repr or str of the learner's may do anything."""

    class Broken(Exception):
        def __str__(self) -> str:
            raise RuntimeError

        __repr__ = __str__

    class Thing:
        def __repr__(self) -> str:
            raise KeyboardInterrupt

    assert "raised" in show(encode(Broken()))
    assert "raised" in show(encode(Thing()))


def test_what_is_endless_is_cut() -> None:
    """A value that holds itself, is too deep or too large does not travel whole, and equals nothing."""
    loop: list[Any] = []
    loop.append(loop)
    deep: Any = 0
    for _ in range(10_000):
        deep = [deep]
    for value in (loop, deep, list(range(10**6)), "x" * 10**6):
        plain = encode(value)
        assert not same(plain, plain)
        assert len(show(plain)) <= 200


def test_an_enum_is_not_its_value() -> None:
    """It is an object with a name."""

    class Colour(int, Enum):
        RED = 1

    assert not same(encode(1), encode(Colour.RED))
    assert "RED" in show(encode(Colour.RED))


def test_addresses_do_not_count() -> None:
    """Two objects that look the same but for where they live are the same to a judge."""
    assert encode(object()) == encode(object())


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\u202eb", "\x00", "\r\n", "\ud800", "\x9b1m"])
def test_nothing_that_a_terminal_obeys_is_sent(text: str) -> None:
    """Escape sequences, control characters, overrides and lone surrogates are shown."""
    for shown in (visible(text), show(encode(text)), show(encode([text]))):
        assert shown.isprintable()
    assert visible("a\nb", keep="\n") == "a\nb"


def test_a_text_of_several_lines_is_whole() -> None:
    """Only an object's words have a type's name above them; a text keeps all of its lines."""
    assert decode(encode("a\nb")) == "a\nb"
    assert decode(encode(["x\ny\n"])) == ["x\ny\n"]
