"""LOGGER, as the article has it: ``17:00:53 PM | INFO: text``.

The article used loguru, and so do we, from the first line that is logged. Where nothing
third-party may be loaded, and where loguru is missing, a plain writer writes the same lines.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from .journal import tell

__all__ = ["LOGGER", "Logger", "choose_writer", "line"]

Level = Literal["INFO", "SUCCESS", "WARNING", "ERROR"]
Writer = Callable[[Level, str], None]
FORM = "{time:HH:mm:ss A} | <level>{level}</level>: {message}"  # in loguru's words
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
        if self.writer is None:
            self.writer = _loguru_writer() or write_plainly
        tell("log", text)
        self.writer(level, text)

    def __repr__(self) -> str:
        return "LOGGER (info, success, warning, error)"


LOGGER = Logger()


def line(level: str, text: str, now: datetime) -> str:
    """One line in the article's form, with a 24-hour clock before its AM or PM."""
    # Not strftime's %p: some locales have no words for it.
    half = "AM" if now.hour < 12 else "PM"
    return f"{now:%H:%M:%S} {half} | {level}: {text}"


def choose_writer(plain: bool) -> None:
    """Let LOGGER write plainly; or choose anew, with the next line, between loguru and plain."""
    LOGGER.writer = write_plainly if plain else None


def write_plainly(level: Level, text: str) -> None:
    """Print the line without colour, with the standard library alone."""
    print(line(level, text, datetime.now()))


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
    out = sys.stdout
    coloured = out.isatty() and not os.environ.get("NO_COLOR")
    out.write(message if coloured else COLOUR.sub("", message))
