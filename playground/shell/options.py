"""What the shell is told when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.values.text import Language

__all__ = ["ShellOptions", "language"]


@dataclass(frozen=True, slots=True)
class ShellOptions:
    """`lang` None: the locale's; `lessons` None: the lessons that come with us.

    `folder` holds the history and the config file; None: the platform's place for them.
    """

    lang: Language | None = None
    lessons: Path | None = None
    folder: Path | None = None
    vi: bool = False


def language(environ: Mapping[str, str] | None = None) -> Language:
    """The language that the locale asks for; English where it asks for one that we do not have."""
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    import locale  # Windows sets none of the three

    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"
