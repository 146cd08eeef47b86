"""The summary of a traced program, on stderr, and its picture in a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from playground.views.look import Look
from playground.views.timeline import draw_timeline

if TYPE_CHECKING:
    from playground.values.text import Language

    from .loops import Loops

__all__ = ["tell"]


def tell(loops: Loops, out: Path | None, language: Language) -> None:
    look = Look.of_terminal(language, sys.stderr)
    for made in loops.made:
        print(draw_timeline(made.recorder.trace(), look), file=sys.stderr)
