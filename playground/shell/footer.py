"""The bottom line while a cell runs: the last line of the terminal, kept out of the scrolling.

Nothing of ptpython is up then. After a short while the terminal is told to scroll all lines but the
last (as package managers do), and the pulse's thread writes there. All of it goes through the
screen's lock, so that a task's `print` never meets half an escape sequence.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.views.text import clip, fill

from .screen import PromptScreen

__all__ = ["Footer"]

AFTER = 0.3  # seconds: a short cell shows no bottom line, so nothing flickers


class Footer:
    """``with footer:`` around a cell; `tick` is called by the pulse."""

    def __init__(
        self,
        screen: PromptScreen,
        line: Callable[[], str],
        wanted: Callable[[], bool] = lambda: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted = wanted
        self._screen = screen
        self._line = line
        self._clock = clock
        self._since: float | None = None
        self._size: tuple[int, int] | None = None  # while the region is set: lines, columns

    def __enter__(self) -> None:
        with self._screen.lock:
            self._since = self._clock()

    def __exit__(self, *error: object) -> None:
        self.hide()

    def hide(self) -> None:
        """Give the last line back; nothing is drawn until the next cell."""
        with self._screen.lock:
            self._since = None
            if self._size is not None:
                lines, _ = self._size
                self._size = None
                self._screen.raw(f"\x1b7\x1b[r\x1b[{lines};1H\x1b[2K\x1b8")

    def tick(self) -> None:
        """Draw the line, if a cell has run long enough."""
        with self._screen.lock:
            if self._since is None or self._clock() - self._since < AFTER or not self._wanted():
                return
            able = self._screen.abilities
            size = (able.height, able.width)
            begin = ""
            if self._size != size:
                if size[0] < 4:
                    return  # no room to give a line away
                # ESC D makes room below the cursor in its column; setting the region moves the
                # cursor home, so it is saved around that.
                begin = f"\x1bD\x1b[1A\x1b7\x1b[1;{size[0] - 1}r\x1b8"
                self._size = size
            # The last column stays empty: writing there would wrap on some terminals.
            line = fill(clip(self._line(), size[1] - 1), size[1] - 1)
            self._screen.raw(f"{begin}\x1b7\x1b[{size[0]};1H\x1b[0;7m{line}\x1b[0m\x1b8")
