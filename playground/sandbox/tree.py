"""The processes below one of ours: find them, count what they use, end them all.

On Linux the server makes itself a subreaper, so that a process which leaves its session and its
parent (a daemon) comes back to it as a child; `/proc` tells who there is. Elsewhere the answer's
process group is what can be ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
from pathlib import Path

from playground.values.frozen import frozen

__all__ = [
    "Usage",
    "adopt_orphans",
    "descendants",
    "end_all",
    "end_others",
    "make_folder",
    "remove_folder",
    "usage",
    "waited_for_processor",
]

_PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
_PR_SET_DUMPABLE = 4
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@frozen
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
        threads = os.listdir(f"/proc/{pid}/task")  # noqa: PTH208  # this and _read are on every answer's way
    except OSError:
        return []
    for thread in threads:
        children += map(int, _read(f"/proc/{pid}/task/{thread}/children").split())
    return children


def _read(path: str) -> str:
    """What a file of /proc says; nothing when its process has gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        parts = []
        while part := os.read(descriptor, 65536):
            parts.append(part)
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, the first of which is the state; [] when it has gone."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()


def usage(root: int) -> Usage:
    """What all processes below `root` use together, shared pages counted once for each."""
    memory = processes = 0
    for fields in map(_stat, descendants(root)):
        if fields:
            # In the whole line, num_threads is the 20th field and rss the 24th; here two are missing.
            processes += int(fields[17])
            memory += int(fields[21]) * _PAGE
    return Usage(memory, processes)


def waited_for_processor(pid: int) -> float:
    """Seconds in which the main thread of a process could have run, and had no processor (Linux)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def command_of(pid: int) -> str:
    """What a process runs, in words."""
    return _read(f"/proc/{pid}/comm").strip() or "a process"


def end_all(group: int) -> list[str]:
    """End every process below this one, and the process group `group`; what was still there, by name.

    Called by the server, which has no children but those of the one answer.
    """
    left: list[str] = []
    for _ in range(1000):  # a tree that forks as fast as it is ended would go on for ever
        _reap()
        if not _has_children():  # and so nobody below: orphans come back to us
            break
        running = [pid for pid in descendants(os.getpid()) if _alive(pid)]
        if not left:
            left = [command_of(pid) for pid in running]
        _kill_group(group)  # first: it ends all of a group at once, also while they fork
        for pid in running:
            _kill(pid)
        _reap(block=True)
    return left


def end_others(pid: int) -> None:
    """Hold the process `pid` with its group, so that nobody forks meanwhile, and end all others.

    `pid` is left stopped.
    """
    with contextlib.suppress(ProcessLookupError, PermissionError):  # its session may be gone with it
        os.killpg(pid, signal.SIGSTOP)
    for other in descendants(os.getpid()):
        if other != pid:
            _kill(other)


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
    return _stat(pid)[:1] not in ([], ["Z"])


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


def make_folder() -> str:
    """A new folder for temporary files that nobody else can enter."""
    # As tempfile does it, which takes three milliseconds to load: it brings all of shutil.
    path = f"{os.environ.get('TMPDIR') or '/tmp'}/playground-{os.urandom(8).hex()}"  # noqa: S108  # made for us alone
    try:
        os.mkdir(path, 0o700)  # noqa: PTH102  # see above
    except OSError:  # another system, or none that may be written to
        import tempfile

        return tempfile.mkdtemp(prefix="playground-")
    return path


def remove_folder(path: str) -> None:
    """Remove a folder with all that an answer made in it, also what may not be read or entered."""
    folder = Path(path)
    try:
        folder.rmdir()
    except FileNotFoundError:
        return
    except OSError:
        import shutil  # late: most answers make no file

        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            _open_up(folder)
            shutil.rmtree(folder, ignore_errors=True)


def _open_up(folder: Path) -> None:
    """Let us read and enter every folder below."""
    for parent, folders, _ in os.walk(folder):
        for name in (".", *folders):
            below = Path(parent, name)
            with contextlib.suppress(OSError):
                if not below.is_symlink():
                    below.chmod(0o700)
