"""Frozen values behave as frozen dataclasses with slots do."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from playground.values.frozen import frozen


@frozen
class Ours:
    """A value of ours."""

    name: str
    number: float = 1.0
    parts: tuple[str, ...] = ()
    more: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same, as `dataclasses` makes it."""

    name: str
    number: float = 1.0
    parts: tuple[str, ...] = ()
    more: dict[str, int] = field(default_factory=dict)


@frozen
class Nothing:
    """Without a field."""


def both(*arguments: Any, **named: Any) -> tuple[Ours, Theirs]:
    """The same value of both kinds."""
    return Ours(*arguments, **named), Theirs(*arguments, **named)


def test_it_is_made_as_a_dataclass_is() -> None:
    """By place and by name, with defaults, and a default that is made anew each time."""
    ours, theirs = both("a", parts=("x",))
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert ours.more == {}
    assert ours.more is not Ours("a").more
    assert list(inspect.signature(Ours).parameters) == list(inspect.signature(Theirs).parameters)
    for wrong in ({}, {"nam": 1}, {"name": "a", "other": 1}):
        with pytest.raises(TypeError):
            Ours(**wrong)


def test_equality_is_of_the_class_and_all_fields() -> None:
    """As for any dataclass: no other class is equal, whatever it holds."""
    ours = Ours("a")
    theirs: Any = Theirs("a")
    assert Ours("a") == ours
    assert Ours("b") != ours
    assert Ours("a", 2.0) != ours
    assert ours != theirs
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"


def test_it_is_hashed_by_its_fields() -> None:
    """Equal values are one in a set; one that holds a dict has no hash."""
    assert len({Nothing(), Nothing()}) == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours("a"))


@pytest.mark.parametrize("value", both("a"))
def test_it_cannot_be_changed(value: Any) -> None:
    """Neither a field nor anything else can be set or deleted."""
    for name in ("name", "other"):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(value, name, 1)
    with pytest.raises((FrozenInstanceError, TypeError)):
        del value.name
    assert not hasattr(value, "__dict__")


def test_the_functions_of_dataclasses_know_it() -> None:
    """`fields`, `replace`, `is_dataclass`, patterns, copies and pickles."""
    ours = Ours("a", 2.0, ("x",), {"y": 1})
    assert is_dataclass(ours)
    assert [one.name for one in fields(ours)] == [one.name for one in fields(Theirs)]
    assert replace(ours, name="b") == Ours("b", 2.0, ("x",), {"y": 1})
    match ours:
        case Ours(name, number):
            assert (name, number) == ("a", 2.0)
    for again in (copy.copy(ours), copy.deepcopy(ours), pickle.loads(pickle.dumps(ours))):
        assert again == ours
