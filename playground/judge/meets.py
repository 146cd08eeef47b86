"""Whether a measured thing meets what is expected of it: a literal, `same`, or a bound."""

from __future__ import annotations

from typing import Literal

from playground.errors import Broken
from playground.values.expect import Bound, Same, Value
from playground.values.plain import Plain, decode, difference, show
from playground.values.text import Text

from .words import seconds

__all__ = ["Side", "asked_number", "asked_value", "number_of", "side", "value_difference"]

Side = Literal["below", "above"]


def number_of(plain: Plain | Same | None, same: float | None, what: str) -> float | None:
    """The number that an end of an expectation stands for; None for an open end."""
    if plain is None:
        return None
    value = same if isinstance(plain, Same) else decode(plain)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Broken(f"expect.{what}: expected a number, got {value!r}")
    return float(value)


def _ends(value: Value, same: float | None, what: str) -> tuple[float | None, float | None]:
    if isinstance(value, Bound):
        return number_of(value.at_least, same, what), number_of(value.at_most, same, what)
    point = number_of(value, same, what)
    return point, point


def side(value: Value, got: float, same: float | None, what: str, tolerance: float = 0.0) -> Side | None:
    """On which side of what is expected `got` lies; None when it meets it."""
    least, most = _ends(value, same, what)
    if least is not None and got < least - tolerance:
        return "below"
    if most is not None and got > most + tolerance:
        return "above"
    return None


def asked_number(value: Value, same: float | None, what: str, *, unit: bool = False) -> Text:
    """What is asked, in words: "3 s", "at most 3"; `unit` makes it seconds."""

    def say(number: float) -> Text:
        return seconds(number) if unit else Text(f"{number:g}")

    least, most = _ends(value, same, what)
    if least is not None and most is not None:
        if least == most:
            return say(least)
        low, high = say(least), say(most)
        return Text(f"between {low.en} and {high.en}", f"{low.say('zh')} 到 {high.say('zh')} 之间")
    if most is not None:
        return Text(f"at most {say(most).en}", f"至多 {say(most).say('zh')}")
    if least is not None:
        return Text(f"at least {say(least).en}", f"至少 {say(least).say('zh')}")
    return Text("anything", "任意值")


def value_difference(value: Value, got: Plain, same: Plain | None) -> Literal["type", "value"] | None:
    """How a value that came back differs from what is expected; None when it meets it."""
    if isinstance(value, Bound):
        number = decode(got)
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return "value"
        reference = decode(same) if same is not None else None
        known = float(reference) if isinstance(reference, (int, float)) else None
        return "value" if side(value, float(number), known, "returns", 1e-9) else None
    return difference(_point(value, same), got)


def asked_value(value: Value, same: Plain | None) -> Text:
    """What should come back: a value as Python would show it, or a bound in words."""
    if isinstance(value, Bound):
        reference = decode(same) if same is not None else None
        known = float(reference) if isinstance(reference, (int, float)) else None
        return asked_number(value, known, "returns")
    return Text(show(_point(value, same)))


def _point(value: Plain | Same, same: Plain | None) -> Plain:
    return value if isinstance(value, Plain) else same or Plain("NoneType")
