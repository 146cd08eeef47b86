"""The answer's own process, from the fork to its end.

It imports the standard library, `loop`, `values` and the plain preloads only. It knows what to
run and nothing of what is expected.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from playground.values.codec import pack
from playground.values.report import CaseReport, Limit, Report, Request
from playground.values.trace import Trace

from .endings import changed, current_place
from .frames import END, Seal, write_all
from .limits import apply_limits, raise_fence
from .outputs import Outputs
from .running import Answer

__all__ = ["STOP_SIGNAL", "Channel", "main", "report_and_end", "run_answer", "settle"]

# Sent by the server at a limit: say where you are, and end. An answer has no use for it.
STOP_SIGNAL = getattr(signal, "SIGXCPU", signal.SIGTERM)


class Channel:
    """The way back to the server. A document is written whole or, when the channel is gone, not at all."""

    def __init__(self, seal: Seal, descriptor: int) -> None:
        self._seal = seal
        self.descriptor = descriptor
        self._lock = threading.Lock()
        self._process = os.getpid()
        self.lost = False  # the answer closed it: the server will say that no report came

    def report(self, report: Report) -> None:
        self.send({"kind": "report", "report": pack(report)})

    def case(self, case: CaseReport) -> None:
        self.send({"kind": "case", "case": pack(case)})

    def end(self) -> None:
        self.send(END)

    def send(self, document: dict[str, Any]) -> None:
        """Send a document, if this is the process that may."""
        if os.getpid() != self._process:
            return  # a copy that the answer forked: only the original reports
        with self._lock:
            try:
                write_all(self.descriptor, self._seal.close(document))
            except OSError:
                self.lost = True


def main(request: Request, seal: Seal, descriptor: int, folder: str, keep: tuple[int, ...]) -> NoReturn:
    """Run the answer and leave the process; never returns."""
    code = 1
    try:
        os.setsid()
        outputs = settle(folder, keep)
        apply_limits(request.limits)
        channel = Channel(seal, descriptor)
        answer = Answer(request, outputs)
        signal.signal(STOP_SIGNAL, report_and_end(answer, channel))
        code = run_answer(answer, channel)
    finally:
        # Neither threads nor atexit functions of the answer may keep the process.
        os._exit(code)


def run_answer(answer: Answer, channel: Channel) -> int:
    """Run it within its fence and report; the exit code of the process."""
    # A task that nobody holds is a leak at the end of its case, and would be collected at some
    # moment before it: a different one in each run. What the answer collects itself, it may.
    gc.disable()
    raise_fence(answer.request.limits)
    try:
        answer.run(channel.report, channel.case)
    except BaseException:
        # What runs an answer does not fail by itself: the answer changed it.
        channel.case(changed(traceback.format_exc()))
    channel.end()
    return 1 if channel.lost else answer.exit_code


def settle(folder: str, keep: tuple[int, ...]) -> Outputs:
    """Own empty folder, no terminal, no stdin, no descriptor of whoever started this process."""
    for name in ("SIGINT", "SIGCHLD"):
        if hasattr(signal, name):  # Windows knows no SIGCHLD
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.set_wakeup_fd(-1)
    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = folder
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None  # it is found anew
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    written = _anonymous_file(folder)
    os.dup2(written, 1)
    os.dup2(written, 2)
    kept = sorted({0, 1, 2, *keep})
    for below, above in zip(kept, [*kept[1:], 1024], strict=True):
        os.closerange(below + 1, above)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  # it stays open as long as the process
    return Outputs(1)


def _anonymous_file(folder: str) -> int:
    """A file without a name, for what is written to the descriptors 1 and 2."""
    if hasattr(os, "O_TMPFILE"):
        try:
            return os.open(folder, os.O_RDWR | os.O_TMPFILE, 0o600)
        except OSError:
            pass  # not every file system has such files
    import tempfile  # late: it loads every kind of archive

    with tempfile.TemporaryFile(dir=folder) as file:
        return os.dup(file.fileno())


def report_and_end(answer: Answer, channel: Channel) -> Callable[[int, FrameType | None], None]:
    """A signal's handler that says where the answer is, and leaves."""

    def handler(number: int, frame: FrameType | None) -> None:
        # Straight to the server and out: an exception could be caught by the answer.
        limit = Limit("real-seconds", answer.request.limits.real_seconds, current_place(frame))
        channel.case(answer.so_far(limit) or CaseReport("limit", 0.0, Trace(), limit=limit))
        channel.end()
        os._exit(0)

    return handler
