"""pydantic's errors in words for the author of a lesson, each at its place in the file."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError

from playground.errors import nearest

from . import schema as written
from .located import Document, Key

__all__ = ["complain"]

_WANTED = {
    "string_type": "a text",
    "string_sub_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def complain(document: Document, error: ValidationError) -> None:
    """Notes each of pydantic's errors in `document`."""
    errors = error.errors()
    misspelt = {
        (*one["loc"][:-1], meant)
        for one in errors
        if one["type"] == "extra_forbidden"
        for meant in _names(one["loc"][:-1])
        if nearest(str(one["loc"][-1]), [meant])
    }
    for one in errors:
        loc = tuple(one["loc"])
        key = _key(document.data, loc)
        if one["type"] == "extra_forbidden":
            document.wrong(key, _unknown(loc, _at(document.data, key[:-1])))
        elif one["type"] == "missing":
            if loc not in misspelt:  # else it is there, under another name, and that is told
                document.wrong(key[:-1] if key and key[-1] == loc[-1] else key, _missing(loc))
        elif one["type"] == "union_tag_invalid":
            document.wrong((*key, "kind"), _words(one, loc))
        else:
            document.wrong(key, _words(one, loc))


def _key(data: Any, loc: tuple[Any, ...]) -> Key:
    """The way in the file: pydantic's, without the names of the union members that it tried."""
    key: list[Any] = []
    for part in loc:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            key.append(part)
            data = data[part]
    return tuple(key)


def _at(data: Any, key: Key) -> Any:
    for part in key:
        data = data[part]
    return data


def _unknown(loc: tuple[Any, ...], around: Any) -> str:
    name, known = loc[-1], _names(loc[:-1])
    words = f"unknown key {name!r}."
    near = nearest(str(name), [other for other in known if other not in around])
    if not near:
        near = nearest(str(name), known)
    if near:
        return words + near
    for kind in (written.WriteExercise, written.PredictExercise, written.PromptExercise):
        if name in kind.model_fields and "kind" in known:
            (kind_name,) = get_args(kind.model_fields["kind"].annotation)
            return f"{words} It belongs to exercises of kind {kind_name}."
    comma = " A text with a comma in it needs quotes here." if known == ["en", "zh"] else ""
    return f"{words} Known here: {', '.join(known)}.{comma}"


def _missing(loc: tuple[Any, ...]) -> str:
    match loc[-1]:
        case "en":
            return "the translation `en` (English) is missing"
        case "zh":
            return "the translation `zh` (Chinese) is missing"
        case name:
            return f"`{name}` is missing"


def _words(one: Any, loc: tuple[Any, ...]) -> str:
    got = _shown(one["input"])
    last = next((part for part in reversed(loc) if isinstance(part, str) and part != "[key]"), "")
    match one["type"]:
        case kind if kind in _WANTED:
            wanted = "a text, or {en: …, zh: …}" if last == "words" else _WANTED[kind]
            return f"expected {wanted}, got {got}"
        case "literal_error" | "union_tag_invalid":
            ctx = one["ctx"]
            wanted = ctx.get("expected") or ctx.get("expected_tags", "")
            value = ctx.get("tag", one["input"])
            known = [name.strip().strip("'") for name in wanted.replace(" or ", ",").split(",")]
            return f"{value!r} is not known here; expected {wanted}.{nearest(str(value), known)}"
        case "union_tag_not_found":
            if isinstance(one["input"], dict):
                return "`kind` is missing: write, predict or prompt"
            return f"expected a mapping, got {got}"
        case "string_pattern_mismatch" if last == "id":
            return f"an id is lower-case words with hyphens (`three-at-once`), got {got}"
        case "string_pattern_mismatch":
            return f'expected a condition such as ">=3.12", got {got}'
        case "string_too_short":
            return "this text is empty"
        case "too_short" | "too_long" | "invalid_key":
            words = str(one["msg"]).replace("List should have", "expected")
            return words.replace(" after validation", "")
        case "unknown_name":
            return str(one["ctx"]["words"])
        case "number":
            return f"{one['msg']}, got {got}"
        case _:
            return f"{one['msg']}, got {got}"


def _shown(value: Any) -> str:
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return "the text " + json.dumps(
                value if len(value) < 40 else value[:39] + "…", ensure_ascii=False
            )
        case _:
            return f"the number {value}"


def _names(loc: tuple[Any, ...]) -> list[str]:
    """The keys that are known at pydantic's `loc`."""
    members: list[Any] = [written.LessonFile]
    for part in loc:
        members = [inner for member in members for inner in _step(member, part)]
    models = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
    return list(dict.fromkeys(f.alias or name for model in models for name, f in model.model_fields.items()))


def _step(member: Any, part: Any) -> list[Any]:
    """The types that lie under `part` of `member`; where `part` names a union's member, that one."""
    if isinstance(member, type) and issubclass(member, BaseModel):
        for name, info in member.model_fields.items():
            if part == (info.alias or name):
                return _members(info.annotation)
        return [member] if _kind(member) == part else []
    arguments = get_args(member)
    if get_origin(member) in (list, dict):
        return _members(arguments[-1])
    if get_origin(member) is Annotated:  # a tagged member of a union
        tags = [extra.tag for extra in arguments[1:] if isinstance(extra, Tag)]
        return _members(arguments[0]) if part in tags else []
    return []


def _members(annotation: Any) -> list[Any]:
    """The models and containers that a field may hold."""
    origin = get_origin(annotation)
    if origin is Annotated:
        if any(isinstance(extra, Tag) for extra in get_args(annotation)[1:]):
            return [annotation]
        return _members(get_args(annotation)[0])
    if origin is Union or str(origin) == "<class 'types.UnionType'>":
        return [inner for member in get_args(annotation) for inner in _members(member)]
    return [annotation]


def _kind(model: type[BaseModel]) -> str | None:
    info = model.model_fields.get("kind")
    if info is None or get_origin(info.annotation) is not Literal:
        return None
    return str(get_args(info.annotation)[0])
