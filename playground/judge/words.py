"""How facts become words: seconds, numbers, names, and templates with places for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from playground.values.text import Language, Text

__all__ = ["Fact", "close_name", "fill", "join", "names", "number", "plural", "seconds", "seconds_plain"]

Fact = str | int | float | Text  # a float is always seconds

_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_HAN = "[\u4e00-\u9fff]"
_ZH = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def seconds_plain(value: float) -> str:
    """Seconds without their unit: "3", "0.25"; never "0.9999999999"."""
    digits = 3 if abs(value) >= 0.001 else 6
    words = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if words in ("", "-0") else words


def seconds(value: float) -> Text:
    """A duration or a moment: "3 s", "0.25 s"."""
    return Text(f"{seconds_plain(value)} s", f"{seconds_plain(value)} 秒")


def number(count: int) -> Text:
    """A small number as a word: "three"."""
    if 0 <= count <= 10:
        return Text(_EN[count], _ZH[count])
    return Text(str(count), f" {count} ")


def plural(count: int, one: str, many: str) -> str:
    """A number and its noun, as in "3 tasks": English only, Chinese has no need of it."""
    return f"{count} {one if count == 1 else many}"


def join(parts: Sequence[str | Text]) -> Text:
    """Parts as in "a, b and c"."""
    en = [part.say("en") if isinstance(part, Text) else part for part in parts]
    zh = [part.say("zh") if isinstance(part, Text) else part for part in parts]
    if len(parts) < 2:
        return Text("".join(en), "".join(zh))
    return Text(f"{', '.join(en[:-1])} and {en[-1]}", f"{'、'.join(zh[:-1])} 和 {zh[-1]}")


def names(words: Sequence[str], limit: int = 5) -> Text:
    """Names in quotes, joined; more than `limit` of them are counted."""
    parts: list[str | Text] = [f"'{word}'" for word in words[:limit]]
    if (rest := len(words) - limit) > 0:
        parts.append(Text(f"{rest} more", f"另外 {rest} 个"))
    return join(parts)


def fill(text: Text, facts: Mapping[str, Fact], lang: Language) -> str:
    """The text in `lang` with each ``{name}`` that is a fact filled in.

    Other braces stay as they are: words about code may hold `{t.get_name(): 1}`.
    """

    def replace(match: re.Match[str]) -> str:
        fact = facts.get(match[1])
        if fact is None:
            return match[0]
        if isinstance(fact, float):
            fact = seconds(fact)
        said = fact.say(lang) if isinstance(fact, Text) else str(fact)
        return said + match[2] if said else ""  # where there is nothing to say, no second blank either

    filled = re.sub(r"\{(\w+)\}( ?)", replace, text.say(lang))
    # A fact in Latin letters has spaces around it in Chinese; one in Chinese has none.
    return re.sub(f"(?<={_HAN}) (?={_HAN})", "", filled) if lang == "zh" else filled


def close_name(word: str, known: Sequence[str]) -> str | None:
    """The known name that the word was probably meant to be."""
    from difflib import get_close_matches  # late: most words are right

    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return close[0] if close else None
