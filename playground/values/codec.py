"""Frozen dataclasses to JSON data and back, led by their type hints.

A report comes from a process that is not trusted: `unpack` builds nothing but the classes that
the hints name, and refuses what does not fit. The hints of a class are looked through once: a
trace has tens of thousands of events.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

__all__ = ["Json", "pack", "unpack"]

Json = Any  # JSON data: None, bool, int, float, str, list and dict of these

T = TypeVar("T")
Reader = Callable[[Json], Any]
_ATOMS = frozenset((str, int, float, bool, NoneType))


def pack(value: object) -> Json:
    """JSON data for `value`: a dataclass becomes a dict of those fields that are not at rest."""
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is tuple or kind is list:
        return [pack(item) for item in cast("list[object]", value)]
    if kind is dict:
        return {key: pack(item) for key, item in cast("dict[str, object]", value).items()}
    if not is_dataclass(kind):
        raise TypeError(f"cannot pack {kind.__name__}")
    packed = {"_": kind.__name__}
    for name, rest in _resting(kind):
        item = getattr(value, name)
        if item is not rest and item != rest:
            packed[name] = item if type(item) in _ATOMS else pack(item)
    return packed


def unpack(wanted: type[T], data: Json) -> T:
    """The value of type `wanted` that `data`, made by `pack`, describes.

    Raises ValueError when the data does not fit the type.
    """
    read: Reader = _reader(cast("Any", wanted))
    return cast("T", read(data))


def _hint(kind: type, name: str) -> Any:
    """The type of one field. The hints are texts, and to read all of a class takes longer than its data."""
    return eval(kind.__annotations__[name], vars(sys.modules[kind.__module__]))  # noqa: S307  # our own source


@cache
def _resting(kind: type) -> tuple[tuple[str, object], ...]:
    """The fields of a dataclass, each with the value that need not be told."""
    unequal = object()
    return tuple(
        (field.name, unequal if field.default is MISSING else field.default)
        for field in fields(kind)
        if field.init
    )


@cache
def _reader(wanted: Any) -> Reader:
    """What reads data of this type."""
    origin = get_origin(wanted)
    if wanted is Any:
        return lambda data: data
    if origin in (Union, UnionType):
        return _union_reader(get_args(wanted))
    if origin is Literal:
        return _literal_reader(frozenset(get_args(wanted)))
    if origin is tuple:
        return _tuple_reader(get_args(wanted))
    if origin is dict:
        return _dict_reader(_reader(get_args(wanted)[1]))
    if is_dataclass(wanted):
        return _dataclass_reader(cast("type", wanted))
    if wanted is float:
        return _float
    return _atom_reader(wanted)


def _refuse(wanted: object, data: Json) -> ValueError:
    return ValueError(f"expected {wanted}, got {type(data).__name__}")


def _atom_reader(wanted: type) -> Reader:
    def read(data: Json) -> Any:
        if type(data) is wanted:
            return data
        raise _refuse(wanted, data)

    return read


def _float(data: Json) -> float:
    if type(data) in (float, int):
        return float(data)
    raise _refuse("a number", data)


def _literal_reader(words: frozenset[Any]) -> Reader:
    def read(data: Json) -> Any:
        if isinstance(data, (str, int)) and data in words:
            return data
        raise _refuse(f"one of {sorted(map(str, words))}", data)

    return read


def _tuple_reader(kinds: tuple[Any, ...]) -> Reader:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        item = _later(kinds[0])

        def read_all(data: Json) -> Any:
            if type(data) is not list:
                raise _refuse("a list", data)
            read_item = item()
            return tuple([read_item(one) for one in data])

        return read_all
    readers = [_reader(kind) for kind in kinds]

    def read(data: Json) -> Any:
        if type(data) is not list or len(data) != len(readers):
            raise _refuse(f"a list of {len(readers)} items", data)
        return tuple(one(item) for one, item in zip(readers, data, strict=True))

    return read


def _later(kind: Any) -> Callable[[], Reader]:
    # A class may hold itself (a Plain has Plains in it): its reader is looked up when it is used.
    return lambda: _reader(kind)


def _dict_reader(value: Reader) -> Reader:
    def read(data: Json) -> Any:
        if type(data) is not dict:
            raise _refuse("an object", data)
        return {key: value(item) for key, item in data.items()}

    return read


def _union_reader(kinds: tuple[Any, ...]) -> Reader:
    classes: dict[str, Any] = {
        kind.__name__: kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)
    }
    others = [_reader(kind) for kind in kinds if kind.__class__ is type and not is_dataclass(kind)]
    others += [_reader(kind) for kind in kinds if get_origin(kind) is not None]

    def read(data: Json) -> Any:
        if type(data) is dict and data.get("_") in classes:
            return _reader(classes[data["_"]])(data)
        for other in others:
            try:
                return other(data)
            except ValueError:
                continue
        raise _refuse(f"one of {kinds}", data)

    return read


def _dataclass_reader(wanted: type) -> Reader:
    known_names = frozenset(field.name for field in fields(wanted) if field.init)
    readers: dict[str, Reader] = {}

    def read(data: Json) -> Any:
        if type(data) is not dict or data.get("_") != wanted.__name__:
            raise _refuse(wanted.__name__, data)
        known = {}
        for name, item in data.items():
            if name == "_":
                continue
            reader = readers.get(name)
            if reader is None:
                if name not in known_names:
                    raise ValueError(f"{wanted.__name__} has no {name!r}")
                reader = readers[name] = _reader(_hint(wanted, name))
            known[name] = reader(item)
        try:
            return wanted(**known)
        except TypeError as error:
            raise ValueError(str(error)) from None

    return read
