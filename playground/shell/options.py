"""What the shell is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playground.values.text import Language

__all__ = ["ShellOptions"]


@dataclass(frozen=True, slots=True)
class ShellOptions:
    """`lang` None: that of the locale; `lessons` None: the lessons that come with us.

    `folder` holds the history and the config file; None: the platform's places for them. `plain` is for
    screen readers: each line is written once and stays, nothing is drawn again, there is no colour.
    """

    lang: Language | None = None
    lessons: Path | None = None
    folder: Path | None = None
    vi: bool = False
    plain: bool = False
