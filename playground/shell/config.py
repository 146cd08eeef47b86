"""The learner's config file: Python with a function `configure(prompt)`, as ptpython's."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

__all__ = ["configure"]


def configure(prompt: object, file: Path | None, complain: Callable[[str], None]) -> None:
    """Let `file` set the prompt up. What goes wrong in it is shown, and the prompt comes all the same."""
    if file is None or not file.is_file():
        return
    try:
        names: dict[str, object] = {"__file__": str(file), "__name__": "config"}
        exec(compile(file.read_bytes(), str(file), "exec"), names)  # noqa: S102  # the learner's own file
        if callable(own := names.get("configure")):
            own(prompt)
    except Exception as error:
        below = error.__traceback__.tb_next if error.__traceback__ else None  # without this very line
        complain("".join(traceback.format_exception(type(error), error, below)))
