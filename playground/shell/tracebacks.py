"""Errors as the learner sees them: their own lines with carets, no lines of ours or of asyncio's."""

from __future__ import annotations

import asyncio
import concurrent.futures
import re
import selectors
import sys
import threading
import traceback
from pathlib import Path

from playground.errors import nearest_name

__all__ = ["colored", "error_place", "error_text"]

HIDDEN = (
    str(Path(__file__).parent.parent) + "/",
    str(Path(asyncio.__file__).parent) + "/",
    str(Path(concurrent.futures.__file__).parent) + "/",
    str(Path(selectors.__file__)),
    str(Path(threading.__file__)),
    "<frozen",
)


def error_text(error: BaseException, hide: bool = True) -> str:
    """The traceback of `error`, of its causes and of a group's parts; `hide` leaves the learner's lines."""
    shown = traceback.TracebackException.from_exception(error, compact=True)
    if hide:
        _clean(shown, set())
    text = "".join(shown.format())
    if sys.version_info < (3, 12) and (near := nearest_name(error)) and not hasattr(error, "__notes__"):
        text = f"{text.rstrip()}. Did you mean: {near!r}?\n"  # later Pythons say so themselves
    return text


def error_place(error: BaseException) -> tuple[str, int] | None:
    """File and line of the innermost line that the learner wrote, or None."""
    frames = traceback.walk_tb(error.__traceback__)
    own = [(frame.f_code.co_filename, line) for frame, line in frames]
    return next((place for place in reversed(own) if place[0].startswith("<cell ")), None)


def _clean(shown: traceback.TracebackException, seen: set[int]) -> None:
    if id(shown) in seen:
        return
    seen.add(id(shown))
    kept = [frame for frame in shown.stack if not _hidden(frame.filename)]
    shown.stack = traceback.StackSummary.from_list(kept)
    for other in (shown.__cause__, shown.__context__, *(shown.exceptions or ())):
        if other is not None:
            _clean(other, seen)


def _hidden(file: str) -> bool:
    return file.replace("\\", "/").startswith(tuple(path.replace("\\", "/") for path in HIDDEN))


FILE_LINE = re.compile(r'^([ |]*)File "(.*)", line (\d+)(.*)$')
CARETS = re.compile(r"^[ |]*[~^]+[~^ ]*$")
ERROR_LINE = re.compile(
    r"^([ |+-]*)([A-Za-z_][\w.]*(?:Error|Exception|Warning|Interrupted|Exit|Group|Interrupt)?)(:.*)?$"
)


def colored(text: str) -> str:
    """The traceback `text` in the colours of Python 3.13's own."""
    return "".join(_colored_line(line) for line in text.splitlines(keepends=True))


def _colored_line(line: str) -> str:
    bare = line.rstrip("\n")
    if found := FILE_LINE.match(bare):
        margin, file, number, rest = found.groups()
        return f'{margin}File \x1b[35m"{file}"\x1b[0m, line \x1b[35m{number}\x1b[0m{rest}\n'
    if CARETS.match(bare):
        return f"\x1b[1;31m{bare}\x1b[0m\n"
    if (found := ERROR_LINE.match(bare)) and not bare.startswith("    "):
        margin, kind, words = found.groups()
        return f"{margin}\x1b[1;35m{kind}\x1b[0m\x1b[35m{words or ''}\x1b[0m\n"
    return line
