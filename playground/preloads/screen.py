"""What the learner's screen can show."""

from __future__ import annotations

import sys

__all__ = ["showable"]


def showable(text: str, instead: str) -> str:
    """`text` if what is sys.stdout now can show it, else `instead`."""
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return instead
    return text
