"""Tasks that can never go on are told, at the prompt too: once, in one sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from playground.loop.stuck import Suspicion
from playground.values.text import Language, Text
from playground.views.stuck import stuck_words

__all__ = ["Stuckness"]

EVERY = 0.3  # seconds between two looks
SHARE = 0.02  # of the loop's time that they may take
STUCK = Text("stuck: {words}", "卡住了：{words}")
WAY_OUT = Text("stuck: {words} (Ctrl-C gives the prompt back)", "卡住了：{words}（Ctrl-C 回到提示符）")


class Stuckness:
    """Looks, in the loop's thread, who is stuck. While nobody can type (`busy`), everybody may be."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        busy: Callable[[], bool],
        complain: Callable[[str], None],
        lang: Language,
    ) -> None:
        self._suspicion = Suspicion(loop)
        self._busy = busy
        self._complain = complain
        self._lang = lang
        self._next = 0.0

    def look(self) -> None:
        """Look, if it is time, and tell what is new."""
        began = time.monotonic()
        if began < self._next:
            return
        busy = self._busy()
        found = self._suspicion.look(everyone=busy)
        if found is not None:
            text = WAY_OUT if busy else STUCK
            self._complain(text.say(self._lang, words=stuck_words(found, self._lang)))
        ended = time.monotonic()
        self._next = ended + max(EVERY, (ended - began) / SHARE)
