"""`replay()` on a terminal: one moment a screen, and keys to go on and back.

The loop goes on beneath it: `run` is called in a thread that may wait.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from playground.values.replay import Replay
from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.replay import draw_moment

from .fullscreen import full_screen

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

__all__ = ["Replaying"]

PACE = 0.6  # seconds a moment stays while it plays
LEAP = 10  # moments that Page Up and Page Down go


class Replaying:
    """Where one is in a trace; `playing` while it goes on by itself."""

    def __init__(self, trace: Trace, look: Look, terminal: tuple[Input, Output]) -> None:
        self.number = 0
        self.playing = False
        self._replay = Replay(trace)
        self._look = look
        self._terminal = terminal

    def go(self, number: int) -> None:
        """Go to that moment, or to the nearest there is."""
        self.number = min(max(0, number), max(0, len(self._replay) - 1))

    def play(self) -> None:
        """Play, or pause; at the end it begins again."""
        self.playing = not self.playing
        if self.playing and self.number >= len(self._replay) - 1:
            self.number = 0

    def tick(self) -> None:
        """One moment on, while it plays."""
        if self.playing:
            self.go(self.number + 1)
            self.playing = self.number < len(self._replay) - 1

    def text(self) -> str:
        """The screen, as large as the terminal is now."""
        size = self._terminal[1].get_size()
        look = replace(self._look, width=max(40, size.columns))
        return draw_moment(self._replay, self.number, look, size.rows, self.playing)

    def run(self) -> None:
        """Show it until it is left."""
        app = full_screen(self.text, self._keys(), self._terminal)
        app.run(handle_sigint=False, pre_run=lambda: self._begin(app))

    def _begin(self, app: Application[None]) -> None:
        app.create_background_task(self._ticks(app))

    async def _ticks(self, app: Application[None]) -> None:
        while True:
            await asyncio.sleep(PACE)
            if self.playing:
                self.tick()
                app.invalidate()

    def _keys(self) -> KeyBindings:
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

        keys = KeyBindings()

        def step(by: int, *names: str) -> None:
            def to(event: KeyPressEvent) -> None:
                self.playing = False
                self.go(self.number + by)

            for name in names:
                keys.add(name)(to)

        step(1, "right", "down", "l", "j", "n")
        step(-1, "left", "up", "h", "k", "p")
        step(LEAP, "pagedown")
        step(-LEAP, "pageup")
        step(-len(self._replay), "home", "g")
        step(len(self._replay), "end", "G")

        @keys.add("space")
        def _(event: KeyPressEvent) -> None:
            self.play()

        @keys.add("q")
        @keys.add("escape")
        @keys.add("enter")
        @keys.add("c-c")
        @keys.add("c-d")
        def _(event: KeyPressEvent) -> None:
            event.app.exit()

        return keys
