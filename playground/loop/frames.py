"""Tracebacks as asyncio's own loop would have left them.

An error that comes through the loop (Ctrl-C, an error in a callback) has our written-out
`_run_once` on its way, where asyncio has two functions of its own. A line of a traceback must
belong to a real frame: a loop of asyncio, asked once, lends its own.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import cache
from types import FrameType, TracebackType
from typing import Any

__all__ = ["as_asyncio_has_it", "from_handle"]

_OURS = os.path.dirname(os.path.dirname(__file__)) + os.sep  # noqa: PTH120 - pathlib costs 5 ms of import
_STEP = "_run_once"


def as_asyncio_has_it(found: TracebackType | None) -> TracebackType | None:
    """The same traceback without our frames, with asyncio's in place of our `_run_once`."""
    lines: list[tuple[FrameType, int, int]] = []
    while found is not None:
        code = found.tb_frame.f_code
        if not code.co_filename.startswith(_OURS):
            lines.append((found.tb_frame, found.tb_lasti, found.tb_lineno))
        elif code.co_name == _STEP:
            following = found.tb_next
            if following is not None and not following.tb_frame.f_code.co_filename.startswith(_OURS):
                lines += _lent()
        found = found.tb_next
    made: TracebackType | None = None
    for frame, lasti, line in reversed(lines):
        made = TracebackType(made, frame, lasti, line)
    return made


def from_handle(found: TracebackType | None) -> TracebackType | None:
    """The traceback of an error in a callback, caught in our `_run_once`, as `Handle._run` catches it."""
    if found is None:
        return None
    frame, lasti, line = _lent()[-1]
    return TracebackType(found.tb_next, frame, lasti, line)


@cache
def _lent() -> list[tuple[FrameType, int, int]]:
    """Asyncio's frames from `_run_once` down to a callback, each where it calls the next."""
    import selectors
    from asyncio.selector_events import BaseSelectorEventLoop

    frames: list[tuple[FrameType, int, int]] = []

    def look() -> None:
        frame = sys._getframe(1)  # noqa: SLF001 - documented in spite of its name
        while frame.f_code.co_name != _STEP and frame.f_back is not None:
            frames.insert(0, (frame, frame.f_lasti, frame.f_lineno))
            frame = frame.f_back
        frames.insert(0, (frame, frame.f_lasti, frame.f_lineno))

    def run() -> None:
        # `asyncio.SelectorEventLoop` may be a name for a class of ours, or for one that is built on it.
        loop: Any = BaseSelectorEventLoop(selectors.SelectSelector())
        loop.call_soon(look)
        loop.call_soon(loop.stop)
        loop.run_forever()
        loop.close()

    # Another loop may be running in this thread; a thread with a name takes no number from the program's.
    thread = threading.Thread(target=run, name="playground-frames")
    thread.start()
    thread.join()
    return frames
