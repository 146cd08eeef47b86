"""Frozen dataclasses to JSON data and back, led by their type hints.

A report comes from a process that is not trusted: `unpack` builds nothing but the classes that
the hints name, and refuses what does not fit.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

__all__ = ["Json", "pack", "unpack"]

Json = Any  # JSON data: None, bool, int, float, str, list and dict of these

T = TypeVar("T")


def pack(value: object) -> Json:
    """JSON data for `value`: a dataclass becomes a dict of those fields that are not empty."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return [pack(item) for item in value]
    if isinstance(value, dict):
        return {key: pack(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        packed = {"_": type(value).__name__}
        for name in _hints(type(value)):
            item = getattr(value, name)
            if item is not None and item != ():
                packed[name] = pack(item)
        return packed
    raise TypeError(f"cannot pack {type(value).__name__}")


def unpack(wanted: type[T], data: Json) -> T:
    """The value of type `wanted` that `data`, made by `pack`, describes.

    Raises ValueError when the data does not fit the type.
    """
    return cast("T", _unpack(wanted, data))


def _unpack(wanted: Any, data: Json) -> Any:
    origin = get_origin(wanted)
    if wanted is Any:
        return data
    if origin in (Union, UnionType):
        return _unpack_union(get_args(wanted), data)
    if origin is Literal:
        if data in get_args(wanted):
            return data
    elif origin is tuple:
        if isinstance(data, list):
            return _unpack_tuple(get_args(wanted), data)
    elif origin is dict:
        if isinstance(data, dict):
            return {str(key): _unpack(get_args(wanted)[1], item) for key, item in data.items()}
    elif is_dataclass(wanted):
        return _unpack_dataclass(cast("type", wanted), data)
    elif wanted is float and isinstance(data, (int, float)) and not isinstance(data, bool):
        return float(data)
    elif wanted is NoneType and data is None:
        return None
    elif isinstance(wanted, type) and type(data) is wanted:
        return data
    raise ValueError(f"expected {wanted}, got {type(data).__name__}")


def _unpack_tuple(kinds: tuple[Any, ...], data: list[Json]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_unpack(kinds[0], item) for item in data)
    if len(kinds) != len(data):
        raise ValueError(f"expected {len(kinds)} items, got {len(data)}")
    return tuple(_unpack(kind, item) for kind, item in zip(kinds, data, strict=True))


def _unpack_union(kinds: tuple[Any, ...], data: Json) -> Any:
    for kind in kinds:
        named = isinstance(data, dict) and "_" in data and is_dataclass(kind)
        if named and data["_"] != cast("type", kind).__name__:
            continue
        try:
            return _unpack(kind, data)
        except ValueError:
            continue
    raise ValueError(f"expected one of {kinds}, got {type(data).__name__}")


def _unpack_dataclass(wanted: type, data: Json) -> Any:
    if not isinstance(data, dict) or data.get("_") != wanted.__name__:
        raise ValueError(f"expected {wanted.__name__}")
    hints = _hints(wanted)
    unknown = set(data) - set(hints) - {"_"}
    if unknown:
        raise ValueError(f"{wanted.__name__} has no {sorted(unknown)}")
    known = {name: _unpack(hints[name], data[name]) for name in hints if name in data}
    known |= {name: () for name in hints if name not in data and get_origin(hints[name]) is tuple}
    known |= {name: None for name in _optional(wanted) if name not in data}
    try:
        return wanted(**known)
    except TypeError as error:
        raise ValueError(str(error)) from None


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}


@cache
def _optional(kind: type) -> frozenset[str]:
    """Names of the fields that may be None, whatever their default."""
    return frozenset(name for name, hint in _hints(kind).items() if NoneType in get_args(hint))
