"""A thread that looks at something every so often, and that a program does not notice.

It is bare: not among `threading.enumerate()`, with no number of its own, and it holds up no exit. A
program that forks would be told by Python (3.12) that it has threads: so it is gone meanwhile.
"""

from __future__ import annotations

import os
from _thread import LockType, allocate_lock, get_native_id, start_new_thread
from collections.abc import Callable
from functools import cache, partial
from time import monotonic, sleep
from weakref import WeakSet

__all__ = ["BareThread"]

PATIENCE = 2.0  # seconds for the system to take an ended thread off its books
MANY = 64  # numbers of threads, most of which have ended
_started: WeakSet[BareThread] = WeakSet()
_paused: list[BareThread] = []  # while the process forks
_starting: set[LockType] = set()  # of threads that have not run yet
_numbers: set[int] = set()  # the system's, of threads that have run, and may have ended


class BareThread:
    """Calls `look` every `every` seconds between `start` and `stop`."""

    def __init__(self, look: Callable[[], None], every: float) -> None:
        self._look = look
        self._every = every
        self._wake: LockType | None = None

    def start(self) -> None:
        """Begin to look, unless it does."""
        if self._wake is None:
            self._wake = wake = allocate_lock()
            wake.acquire()
            _started.add(self)
            _starting.add(wake)
            start_new_thread(self._run, (wake,))

    def stop(self) -> None:
        """Look no more; the thread ends at once, without being waited for."""
        if self._wake is not None:
            self._wake.release()
            self._wake = None
            _started.discard(self)

    def _run(self, wake: LockType) -> None:
        if len(_numbers) > MANY:
            _numbers.intersection_update([number for number in list(_numbers) if _lives(number)])
        _numbers.add(get_native_id())
        _starting.discard(wake)
        while not wake.acquire(timeout=self._every):
            self._look()


def _lives(number: int) -> bool:
    return os.path.exists(f"/proc/self/task/{number}")  # noqa: PTH110 - pathlib costs 5 ms of import


def _before_fork() -> None:
    _come_back()
    _paused.extend(thread for thread in _started if thread not in _paused)
    for thread in _paused:
        thread.stop()
    until = monotonic() + PATIENCE
    while (_starting or any(map(_lives, _numbers))) and monotonic() < until:
        sleep(0.000_1)
    _numbers.clear()


@cache
def _come_back() -> None:
    """Let `_go_on` be called after each fork.

    Python counts the threads when the hooks in the parent are over. So that hook is a function of
    Python's own, without an instruction of ours, which asks for a call at the next instruction.
    """
    import ctypes  # late: few programs fork

    go_on = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(_go_on)
    os.register_at_fork(after_in_parent=partial(ctypes.pythonapi.Py_AddPendingCall, go_on, None))


def _go_on(_: object) -> int:
    for thread in _paused:
        thread.start()
    _paused.clear()
    return 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_child=_paused.clear)
