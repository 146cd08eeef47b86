"""`loop_status(watch=True)`: the table, drawn again and again until a key is pressed.

The call stands in a cell, and a cell holds the loop while plain Python runs. So the call only asks
for it: the watch begins when its cell is over, and the loop goes on beneath it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playground.loop.status import LoopStatus

__all__ = ["Watch", "requested", "watch"]

EVERY = 0.5  # seconds

requested: list[Callable[[], LoopStatus]] = []  # asked for in the cell that runs now


def watch(read: Callable[[], LoopStatus]) -> LoopStatus:
    """Ask for a watch after this cell; `read` gives what is shown. Gives the status as it is now."""
    requested[:] = [read]
    return read()


class Watch:
    """A screen of its own. `look` is called in the loop's thread, `run` in one that may wait."""

    def __init__(
        self,
        read: Callable[[], LoopStatus],
        draw: Callable[[LoopStatus], str],
        terminal: tuple[Any, Any],
    ) -> None:
        self._read = read
        self._draw = draw
        self._terminal = terminal
        self._status: LoopStatus | None = None
        self._drawn: tuple[LoopStatus | None, str] = (None, "")
        self._next = 0.0

    def look(self) -> None:
        """Take the facts, if it is time."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + EVERY
            self._status = self._read()

    def text(self) -> str:
        """The last facts as text. Drawn here, not in the loop's thread: rich takes 100 ms to load."""
        status = self._status
        if status is not None and status is not self._drawn[0]:
            self._drawn = (status, self._draw(status))
        return self._drawn[1]

    def run(self) -> None:
        """Show them until a key is pressed."""
        from prompt_toolkit.application import Application
        from prompt_toolkit.formatted_text import ANSI
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
        from prompt_toolkit.keys import Keys
        from prompt_toolkit.layout import FormattedTextControl, Layout, Window

        keys = KeyBindings()

        @keys.add(Keys.Any)
        @keys.add("c-c")
        @keys.add("c-d")
        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            event.app.exit()

        source, surface = self._terminal
        app: Application[None] = Application(
            layout=Layout(Window(FormattedTextControl(lambda: ANSI(self.text())))),
            key_bindings=keys,
            full_screen=True,
            refresh_interval=EVERY,
            input=source,
            output=surface,
        )
        app.run(handle_sigint=False)
