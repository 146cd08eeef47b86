"""A predicted thing: read from what was typed, made from a value of the exercise, compared.

Each kind of prediction (`of`) has one form here: `time` and `peak` are numbers, `order` and `output`
tuples of texts, `raises` the words of an exception ("" for none), `returns` a Plain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from typing import Literal

from playground.errors import BadInput, Broken
from playground.values.expect import Asked, Bound, OrderItem
from playground.values.plain import Plain, decode, encode, same, show, visible
from playground.values.report import CaseReport
from playground.values.text import Language, Text

from .meets import side

__all__ = [
    "Guess",
    "Kind",
    "agrees",
    "from_plain",
    "from_text",
    "literal",
    "right_order",
    "show_guess",
    "truth",
]

Kind = Literal["time", "order", "returns", "raises", "output", "peak"]
Guess = float | tuple[str, ...] | str | Plain

MAX_TEXT = 10_000  # characters of an answer
NONE = ("none", "no", "nothing", "-", "无", "没有", "不会", "没有异常")
ANY = ("...", "…")  # in a typical wrong order: any events, or none
_SECONDS = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*(?:s|sec|secs|seconds?|秒)?\.?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,，、;；>→\s]+|->")
_COMMAS = re.compile(r"[,，、→\n]|->")


def truth(kind: Kind, case: CaseReport) -> Guess:
    """What really happens."""
    match kind:
        case "time":
            return case.seconds
        case "peak":
            return float(case.trace.peak)
        case "order":
            return case.trace.order
        case "output":
            return _lines(case.output)
        case "raises":
            return case.error.words if case.ended == "raised" and case.error else ""
        case "returns":
            return case.value or Plain("NoneType")


def literal(text: str) -> Plain | None:
    """The Python literal that the text is, or None."""
    try:
        return encode(ast.literal_eval(text.strip()))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def from_plain(kind: Kind, value: Plain, known: Iterable[str] = ()) -> Guess:
    """What a value written in the exercise, or as a part of a tuple, predicts."""
    thing = decode(value)
    if kind == "returns":
        return value
    if kind in ("time", "peak") and isinstance(thing, (int, float)) and not isinstance(thing, bool):
        return float(thing)
    if kind == "raises" and (thing is None or isinstance(thing, str)):
        return "" if thing is None or thing.strip().casefold() in NONE else thing.strip()
    if kind in ("order", "output"):
        if isinstance(thing, (list, tuple)):
            return tuple(str(item).strip() for item in thing)
        if isinstance(thing, str):
            return _names(thing, known) if kind == "order" else _lines(thing)
    if isinstance(thing, str) and kind in ("time", "peak") and (number := _SECONDS.fullmatch(thing.strip())):
        return float(number[1])
    raise Broken(f"{show(value, 60)} says nothing of {kind}")


def from_text(kind: Kind, text: str, right: Guess, known: Sequence[str]) -> Guess:
    """What was typed for one part; BadInput when it cannot be read as one."""
    text = text.strip()
    if not text or len(text) > MAX_TEXT:
        raise _bad(_NOTHING)
    value = literal(text)
    if kind in ("time", "peak"):
        if (number := _SECONDS.fullmatch(text)) is None:
            raise _bad(_NO_NUMBER[kind], text)
        return float(number[1])
    if kind == "raises":
        if text.casefold() in NONE:
            return ""
        if not re.fullmatch(r"[A-Za-z_][\w.]*(\(.*\)|:.*)?", text, re.DOTALL):
            raise _bad(_NO_EXCEPTION, text)
        return re.sub(r"\(.*\)$", "", text, flags=re.DOTALL)
    if kind in ("order", "output"):
        if value is not None and value.kind in ("list", "tuple"):
            return from_plain(kind, value, known)
        if kind == "order":
            return _names(text, known)
        if value is not None and value.kind == "str":
            return from_plain(kind, value)
        lines = _lines(text)
        several = isinstance(right, tuple) and len(right) > 1
        return (
            tuple(part.strip() for part in re.split(r"\s*/\s*|,\s*", text))
            if several and len(lines) == 1
            else lines
        )
    return _returned(text, value, right)


def _returned(text: str, value: Plain | None, right: Guess) -> Plain:
    words = {"none": None, "true": True, "false": False}
    if value is not None:
        bare = value.kind == "tuple" and not text.startswith("(")  # `3, 1` may mean a list as well
        return Plain("list", "", value.items) if bare and _is_kind(right, "list") else value
    if text.casefold() in words:
        return encode(words[text.casefold()])
    if not isinstance(right, Plain) or right.kind in ("str", "object", "exception"):
        return Plain("str", text)
    if right.kind in ("list", "tuple"):
        parts = _names(text, ())
        read = [literal(part) or Plain("str", part) for part in parts]
        if any(item.kind == "str" for item in right.items) or all(item.kind != "str" for item in read):
            return Plain(right.kind, "", tuple(read))
    raise _bad(_NO_VALUE, text)


def _bad(words: Text, text: str = "") -> BadInput:
    shown = visible(text[:60])
    return BadInput(words.en.format(text=shown), words.zh.format(text=shown))


def _is_kind(guess: Guess, kind: str) -> bool:
    return isinstance(guess, Plain) and guess.kind == kind


def _names(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The events named in a line; a known one may hold spaces and commas itself."""
    texts = sorted((name for name in known if name), key=len, reverse=True)
    by_comma = _COMMAS.search(text) is not None
    found: list[str] = []
    text = text.strip().strip("[]()")
    while text := _BETWEEN.sub("", text, count=1) if _BETWEEN.match(text) else text:
        quote = text[0] if text[0] in "'\"`" else ""
        if quote and (end := text.find(quote, 1)) > 0:
            found.append(text[1:end])
            text = text[end + 1 :]
            continue
        name = next((name for name in texts if _begins(text, name)), None)
        if name is None:
            rest = (_COMMAS if by_comma else re.compile(r"\s")).search(text)
            name = text[: rest.start()] if rest else text
        found.append(name.strip())
        text = text[len(name) :]
    return tuple(name for name in found if name)


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and (len(text) == len(name) or bool(_BETWEEN.match(text[len(name) :])))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def right_order(asked: Asked, case: CaseReport) -> tuple[OrderItem, ...]:
    """The order to be predicted: all events, or those that the exercise asks for."""
    if isinstance(asked.expect.order, tuple):
        return asked.expect.order
    return tuple(OrderItem((text,)) for text in case.trace.order)


def agrees(kind: Kind, guess: Guess, right: Guess, asked: Asked | None = None) -> bool:
    """Whether a guess is right; with `asked` the range that it accepts counts."""
    if kind == "time" and isinstance(guess, float) and isinstance(right, float):
        accepted = asked.expect.time if asked else None
        if isinstance(accepted, Bound):
            return side(accepted, guess, right, "time", 1e-6) is None
        return abs(guess - right) <= 1e-6
    if kind == "returns" and isinstance(guess, Plain) and isinstance(right, Plain):
        # An object or an exception is predicted by what it shows as.
        atom = guess.kind == "str" and right.kind in ("object", "exception")
        return guess.text == decode(right) if atom else same(right, guess)
    if kind == "raises":
        return _same_error(str(guess), str(right))
    return guess == right


def _same_error(guess: str, right: str) -> bool:
    """Types are compared, and words only where both have some."""
    one, colon, words = guess.partition(":")
    other, _, text = right.partition(":")
    if one.strip().rpartition(".")[2].casefold() != other.strip().casefold():
        return False
    return not colon or not words.strip() or words.strip() == text.strip()


def show_guess(kind: Kind, guess: Guess, lang: Language) -> str:
    """A guess as it was understood."""
    if isinstance(guess, Plain):
        return show(guess)
    if isinstance(guess, float):
        return (
            f"{guess:g} s"
            if kind == "time" and lang == "en"
            else f"{guess:g} 秒"
            if kind == "time"
            else f"{guess:g}"
        )
    if isinstance(guess, tuple):
        return ", ".join(guess) if kind == "order" else "\n".join(guess)
    return guess or Text("no exception", "没有异常").say(lang)


_NOTHING = Text("Nothing to read there: an answer is one line of text.", "没有可读的内容：答案是一行文字。")
_NO_NUMBER = {
    "time": Text(
        "'{text}' is no number of seconds; write it like 3 or 0.5.",
        "'{text}' 不是秒数；请写成 3 或 0.5 这样。",
    ),
    "peak": Text("'{text}' is no number; write it like 3.", "'{text}' 不是数字；请写成 3 这样。"),
}
_NO_EXCEPTION = Text(
    "'{text}' is no exception; write its type, like ValueError, or none.",
    "'{text}' 不是异常；请写异常类型，例如 ValueError，或者写 none。",
)
_NO_VALUE = Text(
    "'{text}' cannot be read as a Python value; write it like 3, 'A' or [1, 2].",
    "'{text}' 不是 Python 的值；请写成 3、'A' 或 [1, 2] 这样。",
)
