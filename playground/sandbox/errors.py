"""Exceptions of an answer as plain data."""

from __future__ import annotations

import asyncio
import linecache
import traceback
from pathlib import Path
from types import TracebackType

from playground.errors import nearest_name
from playground.values.report import ErrorReport, Frame, SyntaxReport
from playground.values.trace import Place

__all__ = ["GIVEN", "error_report", "source_line", "syntax_report"]

GIVEN = "<given>"
_OURS = str(Path(__file__).parents[1])
_ASYNCIO = str(Path(asyncio.__file__).parent)
_MOST_PARTS = 20
_MOST_TEXT = 2000


def error_report(error: BaseException, own_files: frozenset[str], depth: int = 0) -> ErrorReport:
    """`error` with the frames that the learner can do something about."""
    frames = []
    raised_in = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        raised_in = str(frame.f_globals.get("__name__", ""))
        if not name.startswith((_OURS, _ASYNCIO)):
            place = Place(name, line, frame.f_code.co_name)
            frames.append(Frame(place, source_line(name, line), name in own_files))
    parts: tuple[ErrorReport, ...] = ()
    if isinstance(error, BaseExceptionGroup) and depth < 4:
        parts = tuple(error_report(part, own_files, depth + 1) for part in error.exceptions[:_MOST_PARTS])
    return ErrorReport(
        type=type(error).__name__,
        text=_text(error),
        bases=tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object),
        frames=tuple(frames[-20:]),
        parts=parts,
        raised_in=raised_in,
        near=nearest_name(error),
    )


def _text(error: BaseException) -> str:
    try:
        words = str(error)
    except BaseException as second:  # its __str__ is the learner's
        words = f"<whose text raised {type(second).__name__}>"
    return words[:_MOST_TEXT].encode("utf-8", "backslashreplace").decode("utf-8")


def syntax_report(error: BaseException, name: str, source: str) -> SyntaxReport:
    """Why `source` does not compile: a SyntaxError, null bytes, or code that is nested too deeply."""
    if isinstance(error, SyntaxError):
        line = error.lineno or 1
        text = error.msg or "invalid syntax"
        column = error.offset or 0
    else:
        line, column, text = 1, 0, str(error) or "it is nested too deeply"
    lines = source.splitlines()
    shown = lines[line - 1] if 0 < line <= len(lines) else ""
    return SyntaxReport(type(error).__name__, text, Place(name, line), shown.strip(), column)


def source_line(file: str, line: int) -> str:
    """That line of a cell or file, without its indentation."""
    return linecache.getline(file, line).strip()


def remove_traceback(error: BaseException, until: TracebackType | None) -> None:
    """Forget the frames, so that what they hold can be collected."""
    error.__traceback__ = until
