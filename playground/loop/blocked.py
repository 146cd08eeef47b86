"""Whether another thread is at work or waits, and for what. Facts from Linux's /proc, or none.

A thread that computes must be waited for; one that waits for a lock which another thread holds
must not be; and one that waits for the world does so in real time. Python cannot tell these
apart from outside, the kernel can.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

__all__ = ["Blocked", "Footprint"]

_FUTEX = {"x86_64": "202", "aarch64": "98"}.get(os.uname().machine if hasattr(os, "uname") else "")
# A thread that waits for the interpreter's lock asks again every 5 ms: it is seen to move.
_SAMPLES_OF_TIMED_WAIT = 5


class Footprint(NamedTuple):
    """Changes as soon as the thread has run. `asleep` when it cannot run, `call` what it is in."""

    runs: bytes
    asleep: bool
    call: tuple[str, ...] = ()

    @classmethod
    def of(cls, thread: threading.Thread) -> Footprint:
        folder = f"/proc/self/task/{thread.native_id}/"
        try:
            state = _read(folder + "stat").rpartition(b")")[2].split()[0]
            return cls(_read(folder + "schedstat"), state in (b"S", b"D"), _call(folder))
        except (OSError, IndexError):
            return cls._of_frame(thread)

    @classmethod
    def _of_frame(cls, thread: threading.Thread) -> Footprint:
        """Without /proc: where the thread stands in its code; in a standing place it is taken to sleep."""
        frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001  the only look at another thread's frame
        if frame is None:
            return cls(b"", asleep=False)
        where = f"{id(frame)} {frame.f_lasti}".encode()
        if not frame.f_code.co_filename.endswith(("threading.py", "queue.py")):
            return cls(where, asleep=False)
        return cls(where, asleep=True, call=("lock", "timed" if frame.f_locals.get("timeout") else ""))


def _read(path: str) -> bytes:
    number = os.open(path, os.O_RDONLY)
    try:
        return os.read(number, 4096)
    finally:
        os.close(number)


def _call(folder: str) -> tuple[str, ...]:
    """("lock", "timed" or "") in a wait for a lock, ("other",) elsewhere, () when it cannot be seen."""
    try:
        words = _read(folder + "syscall").decode().split()
    except OSError:
        return ()
    if not words or words[0] == "running":
        return ()
    if words[0] != _FUTEX:
        return ("other",)
    return ("lock", "timed" if int(words[4], 16) else "")


class Blocked(Enum):
    """What keeps a thread from going on."""

    NO = auto()
    BY_THREAD = auto()  # a lock: some thread must release it
    OUTSIDE = auto()  # the world, or a length of real time

    @classmethod
    def of(cls, seen: Sequence[Footprint]) -> Blocked:
        """What its last footprints say, taken some milliseconds apart."""
        last = seen[-1]
        if not last.asleep:
            return cls.NO
        still = 0
        for footprint in reversed(seen):
            if footprint != last:
                break
            still += 1
        if still < 2:
            return cls.NO
        if last.call == ("lock", ""):
            return cls.BY_THREAD
        if last.call == ("other",) or still >= _SAMPLES_OF_TIMED_WAIT:
            return cls.OUTSIDE
        return cls.NO
