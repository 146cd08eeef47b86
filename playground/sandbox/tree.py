"""The processes below one of ours: find them, count what they use, end them all.

On Linux the server makes itself a subreaper, so that a process which leaves its session and its
parent (a daemon) comes back to it as a child; `/proc` tells who there is. Elsewhere the answer's
process group is what can be ended.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "adopt_orphans", "descendants", "end_all", "usage"]

_PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Usage:
    """What a tree uses: resident bytes, and how many processes and threads it has."""

    memory: int
    processes: int


def adopt_orphans() -> None:
    """Become the parent of orphaned descendants, and keep them from reading our memory (Linux)."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def descendants(root: int) -> list[int]:
    """The process ids below `root`; [] where there is no /proc."""
    found: list[int] = []
    waiting = [root]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []
    for thread in threads:
        try:
            children += map(int, (thread / "children").read_text().split())
        except OSError:  # it has gone meanwhile
            continue
    return children


def usage(root: int) -> Usage:
    """What all processes below `root` use together, shared pages counted once for each."""
    memory = processes = 0
    for pid in descendants(root):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Fields after the name: state is the 3rd of the line, num_threads the 20th, rss the 24th.
        processes += int(fields[17])
        memory += int(fields[21]) * _PAGE
    return Usage(memory, processes)


def command_of(pid: int) -> str:
    """What a process runs, in words."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return "a process"


def end_all(group: int) -> list[str]:
    """End every process below this one, and the process group `group`; what was still there, by name.

    Called by the server, which has no children but those of the one answer.
    """
    left: list[str] = []
    for _ in range(1000):  # a tree that forks as fast as it is ended would go on for ever
        _reap()
        running = [pid for pid in descendants(os.getpid()) if _alive(pid)]
        if not running and not _has_children():
            break
        if not left:
            left = [command_of(pid) for pid in running]
        for pid in (*running, group):
            _kill(pid)
        _kill_group(group)
        _reap(block=True)
    return left


def _reap(*, block: bool = False) -> None:
    try:
        while os.waitpid(-1, 0 if block else os.WNOHANG)[0]:
            block = False
    except ChildProcessError:
        pass  # nobody left to wait for


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # it has ended by itself


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # there is nobody in it
