"""LOGGER, as the article has it: ``17:00:53 PM | INFO: text``.

The article used loguru, and so do we, once a first line was logged. Where nothing third-party
may be loaded, where loguru is missing, and until it is there, we write the same lines ourselves.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from .journal import tell

__all__ = ["LOGGER", "Logger", "choose_writer", "line", "load_loguru"]

Level = Literal["INFO", "SUCCESS", "WARNING", "ERROR"]
Writer = Callable[[Level, str], None]
FORM = "{time:HH:mm:ss A} | <level>{level}</level>: {message}"  # in loguru's words
LEVELS = {
    "INFO": "\x1b[1m", "SUCCESS": "\x1b[32m\x1b[1m", "WARNING": "\x1b[33m\x1b[1m", "ERROR": "\x1b[31m\x1b[1m",
}  # fmt: skip
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Logger:
    """LOGGER.info(text), .success(text), .warning(text), .error(text) print a line with its time of day.

    The texts are among events() too.
    """

    def __init__(self) -> None:
        self.writer: Writer | None = None  # chosen with the first line

    def info(self, message: object, *args: object, **facts: object) -> None:
        """LOGGER.info(text): something happened. ``{}`` in the text is filled from what follows it."""
        self._log("INFO", message, args, facts)

    def success(self, message: object, *args: object, **facts: object) -> None:
        """LOGGER.success(text): something went well."""
        self._log("SUCCESS", message, args, facts)

    def warning(self, message: object, *args: object, **facts: object) -> None:
        """LOGGER.warning(text): something should be looked at."""
        self._log("WARNING", message, args, facts)

    def error(self, message: object, *args: object, **facts: object) -> None:
        """LOGGER.error(text): something went wrong."""
        self._log("ERROR", message, args, facts)

    def _log(self, level: Level, message: object, args: tuple[object, ...], facts: dict[str, object]) -> None:
        text = str(message).format(*args, **facts) if args or facts else str(message)
        tell("log", text)
        writer = self.writer or _choose()
        writer(level, text)

    def __repr__(self) -> str:
        return "LOGGER (info, success, warning, error)"


LOGGER = Logger()
_loading = threading.Event()  # set once a thread imports loguru; a process does that once


def line(level: str, text: str, now: datetime) -> str:
    """One line in the article's form, with a 24-hour clock before its AM or PM."""
    # Not strftime's %p: some locales have no words for it.
    half = "AM" if now.hour < 12 else "PM"
    return f"{now:%H:%M:%S} {half} | {level}: {text}"


def choose_writer(plain: bool) -> None:
    """Let LOGGER write with the standard library alone; or, with False, through loguru."""
    LOGGER.writer = _write_plainly if plain else None


def load_loguru() -> None:
    """Import loguru, which takes a tenth of a second, and let LOGGER write through it."""
    writer = _loguru_writer() or _write
    if LOGGER.writer is None:  # nobody has chosen otherwise meanwhile
        LOGGER.writer = writer


def _choose() -> Writer:
    """The writer for a line that comes before loguru is there.

    Importing it here would hold the loop, at the very moment at which a learner looks at the
    timeline of the first coroutine. So a thread does it, and until then we write the line.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        load_loguru()
        return LOGGER.writer or _write
    # A virtual clock would wait for the thread, and be exact no more.
    if not hasattr(loop, "exact") and not _loading.is_set():
        _loading.set()
        threading.Thread(target=load_loguru, name="loguru", daemon=True).start()
    return _write


def _write_plainly(level: Level, text: str) -> None:
    print(line(level, text, datetime.now()))


def _write(level: Level, text: str) -> None:
    """The line as loguru would write it, colour and all."""
    shown = line(f"{LEVELS[level]}{level}\x1b[0m", text, datetime.now()) + "\n"
    sys.stdout.write(shown if _coloured() else COLOUR.sub("", shown))


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _loguru_writer() -> Writer | None:
    try:
        from loguru import logger
    except ImportError:
        return None
    # Our sink takes the place of all: the learner's own loguru lines have the article's form too.
    logger.remove()
    logger.add(_sink, format=FORM, colorize=True, level=0)
    return lambda level, text: logger.log(level, "{}", text)


def _sink(message: str) -> None:
    """Write to what is sys.stdout at this moment, with colour only where that shows it."""
    sys.stdout.write(message if _coloured() else COLOUR.sub("", message))
