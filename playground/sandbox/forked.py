"""A server that begins as a copy of a process of ours, where that process is fit for it (Linux)."""

from __future__ import annotations

import os
import select
import signal
import sys

from .server import main

__all__ = ["Forked"]


class Forked:
    """The server's process, as `parent.Sandbox` sees it: what it needs of `subprocess.Popen`."""

    def __init__(self, requests: int, replies: int, folder: str) -> None:
        sys.stdout.flush()  # else the copy has the same text to write
        sys.stderr.flush()
        self._status: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                _settle(requests, replies)
                # One process of the command line judges one answer: a rehearsal would cost as much.
                main(requests, replies, folder, rehearsed=False)
                code = 0
            finally:
                os._exit(code)

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once it has ended. Raises TimeoutExpired after `timeout` seconds."""
        if self.poll() is None:
            descriptor = os.pidfd_open(self.pid)
            try:
                ended = select.select([descriptor], [], [], timeout)[0]
            finally:
                os.close(descriptor)
            if not ended:
                from subprocess import TimeoutExpired

                raise TimeoutExpired("the sandbox's server", timeout or 0.0)
        status = self.poll()
        assert status is not None, "it was seen to have ended"
        return status

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


def _settle(requests: int, replies: int) -> None:
    """What a new interpreter would have: a session of its own, and no descriptor but the channel's."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    debugged = os.environ.get("PLAYGROUND_SANDBOX_DEBUG")
    for descriptor in (0, 1) if debugged else (0, 1, 2):
        os.dup2(nothing, descriptor)
    kept = sorted({2, requests, replies})
    for below, above in zip(kept, [*kept[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(below + 1, above)
