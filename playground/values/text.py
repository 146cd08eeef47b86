"""Words in the two languages of the playground."""

from __future__ import annotations

from typing import Literal

from .frozen import frozen

__all__ = ["LANGUAGES", "Language", "Text"]

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@frozen
class Text:
    """One text in English and Chinese; where there is no Chinese, the English serves."""

    en: str
    zh: str = ""

    def say(self, lang: Language, **facts: object) -> str:
        """The text in `lang`, with ``{name}`` places filled from `facts`.

        Without facts the text is given back as it is, braces and all.
        """
        words = self.zh if lang == "zh" and self.zh else self.en
        return words.format(**facts) if facts else words
