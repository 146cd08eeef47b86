"""Where the platform cannot fork (Windows): a new interpreter for each answer, watched from here.

Nothing is warm, so an answer costs the start of a Python; memory and processes are not counted.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from playground.values.codec import Json, pack
from playground.values.report import Report, Request

from .frames import BEGUN, END, Seal, write_document
from .interpreter import clean_environment, command
from .tree import remove_folder

__all__ = ["spawn"]

START = 60  # real seconds for an interpreter to start, on a slow disk
GRACE = 0.5  # real seconds that an answer at its limit gets to say where it was
LOOK = 0.03  # seconds between two looks at the process
_BEGUN, _END = json.dumps(BEGUN), json.dumps(END)
_NO_SIGNALS = Report(broken="this exercise sends signals, and this system has none")


def spawn(request: Request, folder: str) -> Json:
    """Run one answer in a folder of its own below `folder`: what `server` would tell of it."""
    if request.signals and sys.platform == "win32":
        report = json.dumps({"kind": "report", "report": pack(_NO_SIGNALS)})
        return {"documents": [report, _END], "reason": None, "status": 1, "left": []}
    own = Path(folder, "answer")
    own.mkdir(0o700)
    seal = Seal()
    process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own arguments
        command("from playground.sandbox.alone import main; main()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("PLAYGROUND_SANDBOX_DEBUG") else subprocess.DEVNULL,
        cwd=own,
        env=clean_environment(),
        **_apart(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        try:
            heard = _Heard(process, process.stdout.fileno(), seal)
            with contextlib.suppress(OSError):  # it has ended already: its status says how
                write_document(process.stdin.fileno(), {"seal": seal.secret, "request": pack(request)})
            reason = heard.until_the_end(request)
        finally:
            _end(process)
        heard.reader.join(GRACE)
    remove_folder(str(own))
    return {"documents": heard.documents, "reason": reason, "status": process.returncode, "left": []}


class _Heard:
    """What the answer's process says, read in a thread: not every system can wait for a pipe and a time."""

    def __init__(self, process: subprocess.Popen[bytes], pipe: int, seal: Seal) -> None:
        self.documents: list[Json] = []  # JSON, as it came
        self._process = process
        self._pipe = pipe
        self._seal = seal
        self._made = time.monotonic()
        self._begun: float | None = None
        self._ended = threading.Event()
        self.reader = threading.Thread(target=self._read, name="playground-answer", daemon=True)
        self.reader.start()

    def _read(self) -> None:
        try:
            while data := os.read(self._pipe, 2**20):
                for document in self._seal.open(data):
                    if document == _BEGUN:
                        self._begun = time.monotonic()
                    self.documents.append(document)
                    if document == _END:
                        return
        finally:
            self._ended.set()

    def until_the_end(self, request: Request) -> str | None:
        """Wait for the end of the answer, or end it at its limit: the limit's name, else None."""
        signals = sorted(request.signals, key=lambda one: one.at)
        while not self._ended.wait(LOOK):
            now = time.monotonic()
            if self._process.poll() is not None:
                self._ended.wait(GRACE)  # a process that it left behind may hold the pipe
                return None
            if self._begun is None:
                if now - self._made > START:
                    return "real-seconds"
                continue
            while signals and signals[0].at <= now - self._begun:
                self._process.send_signal(getattr(signal, signals.pop(0).send))
            if now - self._begun > request.limits.real_seconds + GRACE:
                return "real-seconds"
        return None


def _apart() -> dict[str, Any]:
    """How the process starts, so that Ctrl-C at the prompt is not for it."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the answer's process, with those below it."""
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603  # a program of the system
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607  # found as all such programs are
            capture_output=True,
            check=False,
        )
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
