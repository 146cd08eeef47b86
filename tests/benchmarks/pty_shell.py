"""A shell in a pseudo terminal, for the benchmarks: quicker than the tests' screen, and it reads only."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from typing import Any

import pexpect

PLAYGROUND = [sys.executable, "-m", "playground"]
PTPYTHON = [sys.executable, "-m", "ptpython", "--asyncio"]
ASKED = r"\x1b\[6n"  # where is the cursor?


class Shell:
    """A running shell; it answers where the cursor is whenever it waits."""

    def __init__(self, command: list[str]) -> None:
        environment = {
            "TERM": "xterm-256color", "HOME": tempfile.mkdtemp(), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
        }  # fmt: skip
        self.began = time.perf_counter()
        self.child: Any = pexpect.spawn(
            command[0], command[1:], env=environment, dimensions=(40, 100), encoding="utf-8"
        )
        self.child.delaybeforesend = None

    def send(self, keys: str) -> None:
        """Type."""
        self.child.send(keys)

    def sees(self, pattern: str, seconds: float = 60.0) -> re.Match[str]:
        """Wait for it."""
        while self.child.expect([ASKED, pattern], timeout=seconds) == 0:
            self.child.send("\x1b[1;1R")
        found: re.Match[str] = self.child.match
        return found

    def drain(self, seconds: float) -> None:
        """Read for that long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if self.child.expect([ASKED, pexpect.TIMEOUT], timeout=left) == 0:
                self.child.send("\x1b[1;1R")

    def close(self) -> None:
        """End it."""
        self.child.close(force=True)
