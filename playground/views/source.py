"""The lines of source that a trace speaks of, for pictures that are looked at elsewhere."""

from __future__ import annotations

import linecache

from playground.values.plain import visible
from playground.values.trace import Place

__all__ = ["source_line"]

LONGEST = 200  # characters of a line that are shown


def source_line(place: Place) -> str:
    """The text at that place; "" where it is not known.

    Only Python's own source is read: a trace may come from elsewhere, and name any file.
    """
    if not (place.file.endswith(".py") or place.file.startswith("<")):
        return ""
    return visible(linecache.getline(place.file, place.line).strip())[:LONGEST]
