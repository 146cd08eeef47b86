"""Values of an answer as plain data: encoded where the answer runs, compared where it does not.

The code of an answer may define any class with any `__eq__`, `__repr__` or `__iter__`. So a value
is taken apart with the methods of the built-in types, never with its own, and what travels is a
tree of `Plain`. A subclass of a built-in type is taken for what it holds.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import Any, Literal

from .frozen import frozen

__all__ = ["Plain", "decode", "difference", "encode", "same", "show", "visible"]

Kind = Literal[
    "NoneType", "bool", "int", "float", "complex", "str", "bytes",
    "list", "tuple", "set", "frozenset", "dict", "exception", "object", "cut",
]  # fmt: skip
MAX_NODES = 20_000  # of one value; what is beyond is "cut", and equal to nothing
MAX_DEPTH = 60
MAX_TEXT = 100_000  # characters of one string
TOLERANCE = 1e-9  # to which floats agree (DESIGN.md)


@frozen
class Plain:
    """A value as data. `text` holds an atom, `items` the parts of a container in order.

    A dict's items are key, value, key, value; a set's are sorted by what they show.
    An exception's text is "Type: words"; an object's is its type's name, a newline, what it shows as.
    """

    kind: Kind
    text: str = ""
    items: tuple[Plain, ...] = ()


def encode(value: object) -> Plain:
    """`value` as plain data; never raises, never calls code of the value but `repr` as a last way."""
    return _Encoder().encode(value, 0)


class _Encoder:
    def __init__(self) -> None:
        self.nodes = 0
        self.above: list[int] = []

    def encode(self, value: Any, depth: int) -> Plain:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH or id(value) in self.above:
            return Plain("cut")
        if isinstance(value, Enum):
            return _object(value)
        atom = _atom(value)
        if atom is not None:
            return atom
        self.above.append(id(value))
        try:
            return self._container(value, depth + 1)
        finally:
            self.above.pop()

    def _container(self, value: Any, depth: int) -> Plain:
        kind = type(value)  # not isinstance: __class__ can lie
        if issubclass(kind, list):
            return Plain("list", "", self._all(list.__iter__(value), depth))
        if issubclass(kind, tuple):
            return Plain("tuple", "", self._all(tuple.__iter__(value), depth))
        if issubclass(kind, dict):
            pairs = [part for pair in dict.items(value) for part in pair]
            return Plain("dict", "", self._all(pairs, depth))
        for base in (set, frozenset):
            if issubclass(kind, base):
                items = self._all(base.__iter__(value), depth)
                return Plain(base.__name__, "", tuple(sorted(items, key=repr)))  # type: ignore[arg-type]  # "set" or "frozenset"
        if issubclass(kind, BaseException):
            return Plain("exception", f"{kind.__name__}: {_words(str, value)}")
        return _object(value)

    def _all(self, items: Any, depth: int) -> tuple[Plain, ...]:
        encoded = []
        for item in items:
            encoded.append(self.encode(item, depth))
            if encoded[-1].kind == "cut" and self.nodes > MAX_NODES:
                break
        return tuple(encoded)


def _atom(value: Any) -> Plain | None:
    kind = type(value)
    if value is None:
        return Plain("NoneType")
    if issubclass(kind, bool):
        return Plain("bool", "True" if value is True else "False")
    if issubclass(kind, int):
        return Plain("int", hex(int.__index__(value)))  # hex: no limit on the number of digits
    if issubclass(kind, float):
        return Plain("float", float.__repr__(float.__float__(value)))
    if issubclass(kind, complex):
        return Plain("complex", complex.__repr__(value))
    if issubclass(kind, str):
        return _cut_text("str", str.__str__(value))
    if issubclass(kind, bytes):
        return _cut_text("bytes", bytes.hex(value))
    if issubclass(kind, bytearray):
        return _cut_text("bytes", bytearray.hex(value))
    return None


def _cut_text(kind: Literal["str", "bytes"], text: str) -> Plain:
    if len(text) > MAX_TEXT:
        return Plain("cut", text[:100])
    # Lone surrogates cannot travel as UTF-8.
    return Plain(kind, text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _object(value: object) -> Plain:
    return Plain("object", f"{type(value).__name__}\n{_without_address(_words(repr, value))}")


def _words(how: Any, value: object) -> str:
    try:
        words = how(value)
    except BaseException as error:  # the class is the learner's: it may raise anything
        return f"<{type(value).__name__}, whose {how.__name__} raised {type(error).__name__}>"
    words = str.__str__(words)[:1000]
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


def _without_address(words: str) -> str:
    return re.sub(r" at 0x[0-9a-fA-F]+", "", words)


def decode(plain: Plain) -> object:
    """The Python value that `plain` describes; an exception or object becomes its words."""
    match plain.kind:
        case "NoneType":
            return None
        case "bool":
            return plain.text == "True"
        case "int":
            return int(plain.text, 16)
        case "float":
            return float(plain.text)
        case "complex":
            return complex(plain.text)
        case "str":
            return plain.text
        case "bytes":
            return bytes.fromhex(plain.text)
        case "list":
            return [decode(item) for item in plain.items]
        case "tuple":
            return tuple(decode(item) for item in plain.items)
        case "set":
            return {decode(item) for item in plain.items}
        case "frozenset":
            return frozenset(decode(item) for item in plain.items)
        case "dict":
            keys, values = plain.items[::2], plain.items[1::2]
            return {decode(key): decode(value) for key, value in zip(keys, values, strict=True)}
        case _:
            return plain.text.rpartition("\n")[2]


def same(expected: Plain, got: Plain) -> bool:
    """Whether the two hold the same data of the same types; floats agree to 1e-9."""
    return difference(expected, got) is None


def difference(expected: Plain, got: Plain) -> Literal["type", "value"] | None:
    """None when the same; "type" when only a container's or number's type differs; else "value"."""
    if "cut" in (expected.kind, got.kind):
        return "value"
    if expected.kind == got.kind:
        if expected.kind == "float":
            return None if _close(float(expected.text), float(got.text)) else "value"
        if expected.text != got.text or len(expected.items) != len(got.items):
            return "value"
        if expected.kind == "dict":
            return _dict_difference(expected, got)
        return _worst(zip(expected.items, got.items, strict=True))
    if {expected.kind, got.kind} <= {"bool", "int", "float"}:
        return _number_difference(expected, got)
    sequences = {"list", "tuple"}
    sets = {"set", "frozenset"}
    if {expected.kind, got.kind} <= sequences or {expected.kind, got.kind} <= sets:
        if len(expected.items) != len(got.items):
            return "value"
        return _worst(zip(expected.items, got.items, strict=True)) or "type"
    return "value"


def _number_difference(expected: Plain, got: Plain) -> Literal["type", "value"] | None:
    """Of two numbers of different types: 3.0 is 3, and True is not 1."""
    one: Any = decode(expected)
    other: Any = decode(got)
    if "bool" in (expected.kind, got.kind):
        return "type" if one == other else "value"
    try:
        return None if _close(float(one), float(other)) else "value"
    except OverflowError:  # an integer that no float can be
        return "value"


def _close(a: float, b: float) -> bool:
    return (
        a == b
        or (math.isnan(a) and math.isnan(b))
        or math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    )


def _dict_difference(expected: Plain, got: Plain) -> Literal["type", "value"] | None:
    """Order does not count in a dict, as for Python's own equality."""
    there = dict(zip(got.items[::2], got.items[1::2], strict=True))
    pairs = []
    for key, value in zip(expected.items[::2], expected.items[1::2], strict=True):
        if key not in there:
            return "value"
        pairs.append((value, there[key]))
    return _worst(pairs)


def _worst(pairs: Any) -> Literal["type", "value"] | None:
    found: Literal["type", "value"] | None = None
    for one, other in pairs:
        match difference(one, other):
            case "value":
                return "value"
            case "type":
                found = "type"
    return found


def show(plain: Plain, limit: int = 200) -> str:
    """`plain` as Python would show it, safe for a terminal, at most `limit` characters."""
    words = visible(_show(plain))
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _show(plain: Plain) -> str:
    match plain.kind:
        case "NoneType" | "bool" | "float" | "complex":
            return plain.text or "None"
        case "int":
            number = int(plain.text, 16)
            return str(number) if number.bit_length() < 10_000 else plain.text
        case "str":
            return repr(plain.text)
        case "bytes":
            return repr(bytes.fromhex(plain.text))
        case "list":
            return f"[{', '.join(map(_show, plain.items))}]"
        case "tuple":
            return f"({', '.join(map(_show, plain.items))}{',' if len(plain.items) == 1 else ''})"
        case "set" | "frozenset":
            inside = f"{{{', '.join(map(_show, plain.items))}}}" if plain.items else "set()"
            return inside if plain.kind == "set" else f"frozenset({inside})"
        case "dict":
            pairs = zip(plain.items[::2], plain.items[1::2], strict=True)
            return f"{{{', '.join(f'{_show(key)}: {_show(value)}' for key, value in pairs)}}}"
        case "cut":
            return "…"
        case _:
            return plain.text.rpartition("\n")[2]


def visible(words: str, keep: str = "") -> str:
    """`words` with everything that a terminal could obey shown as an escape.

    Control characters, escape sequences, bidirectional overrides and other characters that are
    not printable; those in `keep` (a newline, say) stay.
    """
    if words.isprintable():
        return words
    return "".join(
        c if c.isprintable() or c in keep else c.encode("unicode_escape", "replace").decode() for c in words
    )
