"""`loop_status(watch=True)`: the table, drawn again and again, with keys to look closer.

The call stands in a cell, and a cell holds the loop while plain Python runs. So the call only asks
for it: the watch begins when its cell is over, and the loop goes on beneath it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from playground.loop.asking import Asked, Sort
from playground.loop.facts import LoopStatus, facts_of
from playground.views.look import Look
from playground.views.watch import Watched, draw_watch, room_for_rows

from .fullscreen import full_screen

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

__all__ = ["Request", "Watch", "requested", "watch"]

EVERY = 0.5  # seconds
SHARE = 0.05  # of the loop's time that looking at it may take
STATES = (None, "waiting", "ready", "running")

Request = tuple[asyncio.AbstractEventLoop, "int | None", Asked]
requested: list[Request] = []  # asked for in the cell that runs now


def watch(loop: asyncio.AbstractEventLoop, rows: int | None, asked: Asked) -> LoopStatus:
    """Ask for a watch after this cell. Gives the status as it is now."""
    requested[:] = [(loop, rows, asked)]
    return facts_of(loop, rows, asked)


class Watch:
    """A screen of its own. `look` is called in the loop's thread, `run` in one that may wait."""

    def __init__(self, request: Request, style: Look, terminal: tuple[Any, Any]) -> None:
        self.loop, self._rows, self.asked = request
        self.watched = Watched()
        self._style = style
        self._terminal = terminal
        self._status: LoopStatus | None = None
        self._next = 0.0
        self._changed: Callable[[], None] = lambda: None  # draws anew

    # In the loop's thread ---------------------------------------------------------------------

    def look(self) -> None:
        """Take the facts, if it is time: the longer that takes, the more seldom."""
        now = time.monotonic()
        if now >= self._next:
            self._status = facts_of(self.loop, self._rows, self.asked)
            self._next = now + max(EVERY, (time.monotonic() - now) / SHARE)
            self._changed()

    def _cancel(self, name: str) -> None:
        """Ask the task of that name to stop."""
        for task in asyncio.all_tasks(self.loop):
            if task.get_name() == name:
                task.cancel()
                self.watched.asked = name
        self._next = 0.0

    # In the screen's thread -------------------------------------------------------------------

    def text(self) -> str:
        """The last facts as text, as large as the terminal is now."""
        if self._status is None:
            return ""
        size = self._terminal[1].get_size()
        look = replace(self._style, width=max(40, size.columns))
        self.watched.row = min(self.watched.row, max(0, self._shown(size.rows) - 1))
        return draw_watch(self._status, self.watched, look, size.rows)

    def _shown(self, height: int) -> int:
        return min(len(self._status.tasks) if self._status is not None else 0, room_for_rows(height))

    def chosen(self) -> str | None:
        """The name of the task that is looked at."""
        if self.watched.chain is not None:
            return self.watched.chain
        if self._status is None or self.watched.row >= len(self._status.tasks):
            return None
        return self._status.tasks[self.watched.row].name

    def key(self, key: str) -> bool:
        """What a key does; False when the watch is over."""
        watched = self.watched
        watched.asked = None
        if watched.pattern is not None:
            self._typed(key)
        elif watched.sure is not None:
            name, watched.sure = watched.sure, None
            if key == "y":
                self.loop.call_soon_threadsafe(self._cancel, name)
        elif key in ("q", "escape", "c-c", "c-d"):
            return False
        elif key == "enter":
            watched.chain = None if watched.chain is not None else self.chosen()
        elif key == "c":
            watched.sure = self.chosen()
        elif watched.chain is None:
            self._in_table(key)
        return True

    def _in_table(self, key: str) -> None:
        watched = self.watched
        if key in ("down", "j"):
            watched.row += 1
        elif key in ("up", "k"):
            watched.row = max(0, watched.row - 1)
        elif key == "home":
            watched.row = 0
        elif key == "s":
            sorts: tuple[Sort, ...] = get_args(Sort)
            self._ask(replace(self.asked, sort=sorts[(sorts.index(self.asked.sort) + 1) % len(sorts)]))
        elif key == "f":
            place = STATES.index(self.asked.state) if self.asked.state in STATES else 0
            self._ask(replace(self.asked, state=STATES[(place + 1) % len(STATES)]))  # type: ignore[arg-type]  # all are
        elif key == "/":
            watched.pattern = self.asked.name or ""

    def _typed(self, key: str) -> None:
        """A key while a pattern is typed."""
        pattern = self.watched.pattern or ""
        if key == "enter":
            self.watched.pattern = None
            self._ask(replace(self.asked, name=pattern or None))
        elif key in ("escape", "c-c", "c-d"):
            self.watched.pattern = None
        elif key in ("backspace", "c-h"):
            self.watched.pattern = pattern[:-1]
        elif len(key) == 1:
            self.watched.pattern = pattern + key

    def _ask(self, asked: Asked) -> None:
        self.asked = asked
        self.watched.row = 0
        self._next = 0.0

    def run(self) -> None:
        """Show it until it is left."""
        app = full_screen(self.text, self._keys(), self._terminal)
        self._changed = app.invalidate
        app.run(handle_sigint=False)

    def _keys(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings
        from prompt_toolkit.keys import Keys

        keys = KeyBindings()
        names = ("enter", "escape", "c-c", "c-d", "up", "down", "home", "backspace")

        @keys.add(Keys.Any)
        def _(event: KeyPressEvent) -> None:
            pressed(event, event.data)

        def pressed(event: KeyPressEvent, name: str) -> None:
            if not self.key(name):
                event.app.exit()

        for name in names:
            keys.add(name)(lambda event, name=name: pressed(event, name))
        return keys
