"""What can go wrong on our side of the prompt, in words for the person who typed."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BadInput", "Broken", "PlaygroundError", "nearest", "nearest_name"]


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


def nearest_name(error: BaseException) -> str:
    """The name that there is, where `error` says that one is missing which is spelled nearly so; else ""."""
    name = getattr(error, "name", None)
    if not isinstance(name, str) or not isinstance(error, (AttributeError, NameError)):
        return ""
    import builtins  # late, as above
    from difflib import get_close_matches

    if isinstance(error, AttributeError):
        try:
            known = set(dir(error.obj))
        except Exception:  # a class of the learner's may define it
            return ""
    else:
        known = set(dir(builtins))
        step = error.__traceback__
        while step is not None:
            if step.tb_next is None:
                known |= step.tb_frame.f_globals.keys() | step.tb_frame.f_locals
            step = step.tb_next
    close = get_close_matches(name, known - {name}, n=1, cutoff=0.75)
    return close[0] if close else ""
