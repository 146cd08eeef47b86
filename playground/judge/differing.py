"""Where two values differ, in one sentence: the first place at which a learner would see it."""

from __future__ import annotations

from playground.values.plain import Plain, difference, same, show
from playground.values.text import Text

from .words import plural

__all__ = ["how_they_differ"]

SHORT = 60  # characters of a part that is quoted


def how_they_differ(expected: Plain, got: Plain, path: str = "") -> Text:
    """What is different, at `path` in the whole; empty where showing the two values says it all."""
    if got.kind == "object" and got.text.partition("\n")[0] in ("Task", "Future", "_GatheringFuture"):
        words = "That is the object one waits with, not what it came to."
        return _at(path, words, "这是用来等待的对象，不是它的结果。")
    if difference(expected, got) == "type":
        return _type_words(*_first_type(expected, got))
    if expected.kind == got.kind and expected.kind in ("list", "tuple"):
        return _sequence_words(expected, got, path)
    if expected.kind == got.kind == "dict":
        return _dict_words(expected, got, path)
    if not path:
        return Text("")
    return Text(
        f"At {path} it has `{show(got, SHORT)}`, and `{show(expected, SHORT)}` is asked.",
        f"{path} 处是 `{show(got, SHORT)}`，要求的是 `{show(expected, SHORT)}`。",
    )


def _at(path: str, en: str, zh: str) -> Text:
    return Text(f"At {path}: {en[0].lower()}{en[1:]}", f"{path} 处：{zh}") if path else Text(en, zh)


def _first_type(expected: Plain, got: Plain) -> tuple[Plain, Plain]:
    """The innermost pair that differs only in its own type."""
    if expected.kind != got.kind:
        return expected, got
    mine, theirs = got.items, expected.items
    if expected.kind == "dict":
        there = dict(zip(got.items[::2], got.items[1::2], strict=True))
        theirs = expected.items[1::2]
        mine = tuple(there[key] for key in expected.items[::2])
    pairs = zip(theirs, mine, strict=True)
    return next(_first_type(a, b) for a, b in pairs if difference(a, b) is not None)


def _type_words(expected: Plain, got: Plain) -> Text:
    return Text(
        f"It holds the right things, but `{show(got, SHORT)}` is of type {got.kind}, and {expected.kind} "
        "is asked.",
        f"内容是对的，但 `{show(got, SHORT)}` 的类型是 {got.kind}，要求的是 {expected.kind}。",
    )


def _sequence_words(expected: Plain, got: Plain, path: str) -> Text:
    if (count := len(got.items)) != len(expected.items):
        words = f"It has {plural(count, 'item', 'items')}, and {len(expected.items)} are asked."
        return _at(path, words, f"它有 {count} 个元素，要求 {len(expected.items)} 个。")
    left = list(got.items)
    for item in expected.items:
        match = next((other for other in left if same(item, other)), None)
        if match is None:
            break
        left.remove(match)
    if not left:
        return _at(path, "The items are right, their order is not.", "元素是对的，顺序不对。")
    pairs = enumerate(zip(expected.items, got.items, strict=True))
    index, (theirs, mine) = next((i, pair) for i, pair in pairs if not same(*pair))
    return how_they_differ(theirs, mine, f"{path}[{index}]")


def _dict_words(expected: Plain, got: Plain, path: str) -> Text:
    wanted = dict(zip(expected.items[::2], expected.items[1::2], strict=True))
    there = dict(zip(got.items[::2], got.items[1::2], strict=True))
    for key in wanted:
        if key not in there:
            shown = show(key, SHORT)
            return _at(path, f"The key `{shown}` is missing.", f"缺少键 `{shown}`。")
    for key in there:
        if key not in wanted:
            shown = show(key, SHORT)
            return _at(path, f"Nobody asked for the key `{shown}`.", f"没有要求键 `{shown}`。")
    key = next(key for key in wanted if not same(wanted[key], there[key]))
    return how_they_differ(wanted[key], there[key], f"{path}[{show(key, SHORT)}]")
