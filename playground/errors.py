"""What can go wrong on our side of the prompt, in words for the person who typed."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BadInput", "Broken", "PlaygroundError", "nearest"]


class PlaygroundError(Exception):
    """Base of every error that we raise on purpose; its text is shown as it is.

    `zh` is the text in Chinese, where there is one.
    """

    exit_code = 3

    def __init__(self, words: str, zh: str = "") -> None:
        super().__init__(words)
        self.zh = zh


class BadInput(PlaygroundError):
    """What was typed, named or read cannot be used: says what was seen and what was expected."""

    exit_code = 2


class Broken(PlaygroundError):
    """An exercise, or we ourselves, failed. Never the learner's fault."""

    exit_code = 3


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of an error sentence: ``" Did you mean 'x'?"``, or nothing when no word is near."""
    from difflib import get_close_matches  # late: most words are right

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""
