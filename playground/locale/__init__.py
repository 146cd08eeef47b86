"""Which language the playground speaks, and what the terminal can show."""

from __future__ import annotations

import os
from collections.abc import Mapping

from playground.errors import BadInput
from playground.values.text import LANGUAGES, Language

__all__ = ["choose_language"]


def choose_language(asked: str | None = None, environ: Mapping[str, str] = os.environ) -> Language:
    """The language asked for (``--lang``), else that of the locale, else English.

    Raises BadInput for a language that we do not speak.
    """
    if asked is not None:
        for language in LANGUAGES:
            if asked == language:
                return language
        raise BadInput(f"There is no language {asked!r}; there are {' and '.join(LANGUAGES)}.")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "zh" if value.split(":")[0].lower().startswith("zh") else "en"
    return "en"
