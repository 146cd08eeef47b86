"""Cells written to a file, as `playground run FILE` and `check` read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .cells import Source

__all__ = ["write"]


def write(file: str, sources: Iterable[Source]) -> None:
    """Write the cells as YAML, one entry a cell: a JSON string is a YAML string."""
    entries = [
        f"- at: {source.at:.3f}\n  type: {json.dumps(source.text, ensure_ascii=False)}\n"
        for source in sources
    ]
    Path(file).expanduser().write_text("".join(entries) or "[]\n", encoding="utf-8")
