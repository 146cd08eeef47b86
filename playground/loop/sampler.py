"""Where the loop is while it is held, and whether it computes: a thread looks, only then.

To ask for the processor time at every step would cost more than the step's record does. So the
thread asks now and then, and what a long step used is known to about one of its intervals.
"""

from __future__ import annotations

import sys
import time
from _thread import get_ident
from collections import Counter
from collections.abc import Callable
from time import monotonic, thread_time

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
        self._used = 0.0  # processor seconds of the watched thread when no step had taken long yet
        self._clock: int | None = None  # that tells them; None where the system has none
        self._ident = 0
        self._thread = BareThread(self._watch, INTERVAL)

    def start(self) -> None:
        """Watch the calling thread."""
        if hasattr(time, "pthread_getcpuclockid"):
            self._used, self._clock = thread_time(), time.pthread_getcpuclockid(get_ident())
        self._ident = get_ident()
        self._thread.start()

    def stop(self) -> None:
        """End the watching."""
        self._thread.stop()

    def processor(self, seconds: float) -> float | None:
        """Processor seconds of the step that took `seconds` and ends now; None when they are not known.

        For the watched thread to ask. They may be wrong by what INTERVAL holds.
        """
        return None if self._clock is None else max(0.0, min(seconds, thread_time() - self._used))

    def place(self, began: float) -> Place | None:
        """The line seen most often in the step that began then; None when it was never seen."""
        if self.seen_of != began or not self.seen:
            return None
        return self.seen.most_common(1)[0][0]

    def _watch(self) -> None:
        began = self.began()
        if began is not None and monotonic() - began >= INTERVAL:
            self._look(began, self._ident)
        elif self._clock is not None:
            try:
                self._used = time.clock_gettime(self._clock)
            except OSError:
                self._clock = None  # the thread has gone, and its loop with it

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
