"""Texts that were looked at once and must stay as they are.

``WRITE_GOLDEN=1 pytest tests/views`` writes them anew; look at the difference before it is committed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from playground.views.look import Look
from playground.views.text import width

FOLDER = Path(__file__).with_name("golden")
LOOKS = {
    "80": Look(80),
    "80-ascii": Look(80, unicode=False),
    "80-zh": Look(80, lang="zh"),
    "80-no-color": Look(80, emphasis=True),
    "120-color": Look(120, color=True, emphasis=True),
    "120-zh-color": Look(120, color=True, lang="zh", emphasis=True),
}


def check(name: str, text: str) -> None:
    """`text` is what the file of that name holds; escape sequences are written so that they can be read."""
    path = FOLDER / f"{name}.txt"
    readable = text.replace("\x1b", "␛") + "\n"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(readable, encoding="utf-8")
    assert readable == path.read_text(encoding="utf-8")


def plain(text: str) -> str:
    """`text` without our colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def widest(text: str) -> int:
    """Columns of the longest line."""
    return max(width(line) for line in plain(text).split("\n"))
