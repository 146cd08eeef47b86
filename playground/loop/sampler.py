"""Where the loop is while it is held: a thread looks at the loop's stack, only then."""

from __future__ import annotations

import sys
from _thread import get_ident
from collections import Counter
from collections.abc import Callable
from time import monotonic

from playground.values.trace import Place

from .bare import BareThread
from .places import BETWEEN, frame_place

__all__ = ["Sampler"]

INTERVAL = 0.05  # seconds between two looks; an idle loop costs one comparison a look


class Sampler:
    """Looks at the stack of the thread it was started from, whenever a step takes long.

    `began` gives the `monotonic` time at which the running step began, or None.
    """

    def __init__(self, began: Callable[[], float | None]) -> None:
        self.began = began
        self.seen: Counter[Place] = Counter()
        self.seen_of: float | None = None
        self._ident = 0
        self._thread = BareThread(self._watch, INTERVAL)

    def start(self) -> None:
        """Watch the calling thread."""
        self._ident = get_ident()
        self._thread.start()

    def stop(self) -> None:
        """End the watching."""
        self._thread.stop()

    def place(self, began: float) -> Place | None:
        """The line seen most often in the step that began then; None when it was never seen."""
        if self.seen_of != began or not self.seen:
            return None
        return self.seen.most_common(1)[0][0]

    def _watch(self) -> None:
        began = self.began()
        if began is not None and monotonic() - began >= INTERVAL:
            self._look(began, self._ident)

    def _look(self, began: float, ident: int) -> None:
        if self.seen_of != began:
            self.seen_of, self.seen = began, Counter()
        # A local frame would keep alive what the frame holds: it must be gone when this returns.
        frame = sys._current_frames().get(ident)  # noqa: SLF001 - documented in spite of its name
        while frame is not None and frame.f_code.co_name != "_run_once":
            if not BETWEEN[frame.f_code.co_filename]:
                self.seen[frame_place(frame)] += 1
                break
            frame = frame.f_back
