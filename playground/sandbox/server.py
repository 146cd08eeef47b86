"""The warm server: imports once, then forks a process for each answer and watches over it.

Started by `parent.Sandbox` as a process of its own, in a session of its own, so that Ctrl-C at a
prompt does not reach it. It runs one answer at a time; everything below it belongs to that answer.
"""

from __future__ import annotations

import gc
import json
import os
import resource  # noqa: F401  # each answer's process sets its limits with it
import select
import signal
import sys
import time
from dataclasses import dataclass, field

from playground.values.codec import Json, pack, unpack
from playground.values.plain import encode
from playground.values.report import CaseReport, Report, Request
from playground.values.transcript import Transcript

from . import child, frames
from .frames import Seal, read_document, write_document
from .outputs import Outputs
from .running import Answer
from .tree import adopt_orphans, end_all, end_others, remove_folder, usage, waited_for_processor

__all__ = ["main"]

GRACE = 0.3  # real seconds that an answer at its limit gets to say where it was
END = json.dumps(frames.END)
STARVED = 4  # times the limit of real seconds that an answer may last without a processor
LOOK = 0.03  # seconds between two counts of memory and processes


def main(requests: int, replies: int, folder: str, *, rehearsed: bool = True) -> None:
    """Serve requests from descriptor `requests` until it closes; answers run in `folder`.

    `rehearsed`: an answer of ours comes first, which pays where many follow.
    """
    adopt_orphans()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if rehearsed:
        _rehearse()
        gc.collect()
    gc.freeze()  # what is ours need not be looked through when an answer's leftovers are searched
    wakeup, written = os.pipe()
    for descriptor in (wakeup, written):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(written, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        try:
            apart = read_document(requests)
            if not apart:
                _serve(requests, replies, wakeup, folder)
        except EOFError:
            remove_folder(folder)
            return
        if apart and not _served_apart(requests, replies, wakeup, folder):
            remove_folder(folder)
            sys.exit("a request apart was not served")


def _serve(requests: int, replies: int, wakeup: int, folder: str) -> None:
    """Run the next request, and tell what became of it."""
    request = unpack(Request, read_document(requests))
    write_document(replies, _Run(request, requests, wakeup, folder).go())


def _served_apart(requests: int, replies: int, wakeup: int, folder: str) -> bool:
    """Serve the next request in a copy of this process, whose memory goes with it.

    Otherwise what a solution says and gives would stay in freed memory, and an answer, whose process
    is a copy of this one, could read it there.
    """
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            adopt_orphans()  # a copy does not inherit that
            _serve(requests, replies, wakeup, folder)
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def _rehearse() -> None:
    """Run a small answer here: what is imported, compiled or cached once is then there in every fork."""
    streams = sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__
    nothing = os.open(os.devnull, os.O_RDWR)
    code = "async def main():\n    print(await asyncio.gather(work('A', 1), work('B', 1)))\n    log('x')\n"
    request = Request("call", Transcript.of_file(code), call="main()", cases=(encode({}), encode({})))
    seal = Seal()

    def send(part: Report | CaseReport) -> None:
        seal.close({"kind": "case", "case": pack(part)})

    try:
        Answer(request, Outputs(nothing)).run(send, send)
    finally:
        sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__ = streams  # type: ignore[misc]  # Final only by name
        os.close(nothing)


@dataclass
class _Run:
    """One answer, from the fork to the last of its processes."""

    request: Request
    requests: int
    wakeup: int
    folder: str
    documents: list[str] = field(default_factory=list)  # JSON, as it came
    pid: int = 0
    reason: str | None = None  # the limit that was reached, or "stopped"
    status: int | None = None
    started: float = 0.0
    looked: float = 0.0
    asked_to_report: float | None = None

    def go(self) -> Json:
        seal = Seal()
        folder = os.path.join(self.folder, "answer")  # noqa: PTH118  # pathlib is slow, and this is each answer's way
        os.mkdir(folder, 0o700)  # noqa: PTH102  # see above
        reports, written = os.pipe()
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            # Nothing of the server is of use here, and nothing of it may be reached.
            os.close(reports)
            child.main(self.request, seal, written, folder, keep=(written,))
        os.close(written)
        try:
            self._watch(seal, reports)
        finally:
            os.close(reports)
            left = end_all(self.pid)
            remove_folder(folder)
        return {"documents": self.documents, "reason": self.reason, "status": self.status, "left": left}

    def _watch(self, seal: Seal, reports: int) -> None:
        signals = sorted(self.request.signals, key=lambda one: one.at)
        while True:
            now = time.monotonic() - self.started
            while signals and signals[0].at <= now:
                os.kill(self.pid, getattr(signal, signals.pop(0).send))
            pause = min([LOOK, *(one.at - now for one in signals[:1])])
            ready = select.select([reports, self.wakeup, self.requests], [], [], max(0.0, pause))[0]
            if self.requests in ready:  # our own parent has gone: nobody waits for this answer
                end_all(self.pid)
                remove_folder(self.folder)
                os._exit(0)
            if self.wakeup in ready:
                _drain(self.wakeup)
            if reports in ready:
                self.documents += seal.open(os.read(reports, 2**20))
            if self._ended():
                self._read_the_rest(seal, reports)
                return
            if END in self.documents[-1:]:
                os.kill(self.pid, signal.SIGKILL)
                # Waited for, not asked after again and again: it needs the processor to go.
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
                return
            self._enforce()

    def _ended(self) -> bool:
        """Whether the answer's own process has ended or was stopped; the status is then known."""
        pid, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
        if not pid:
            return False
        if os.WIFSTOPPED(status) and self.asked_to_report is not None:
            return False  # it was we who held it; if not, its grace ends soon
        if os.WIFSTOPPED(status):
            self.reason = self.reason or "stopped"
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
        self.status = os.waitstatus_to_exitcode(status)
        return True

    def _read_the_rest(self, seal: Seal, reports: int) -> None:
        os.set_blocking(reports, False)
        try:
            while data := os.read(reports, 2**20):
                self.documents += seal.open(data)
        except BlockingIOError:
            pass  # a process that it left behind still holds the other end

    def _enforce(self) -> None:
        now = time.monotonic()
        if self.asked_to_report is not None:
            if now - self.asked_to_report > GRACE:
                os.kill(self.pid, signal.SIGKILL)
            return
        limits = self.request.limits
        if self._took(now) > limits.real_seconds:
            self._stop("real-seconds")
        elif now - self.looked > LOOK:
            self.looked = now
            used = usage(os.getpid())
            # Many processes use much memory too: the first says why.
            if used.processes > limits.processes:
                self._stop("processes")
            elif used.memory > limits.memory:
                self._stop("memory")

    def _took(self, now: float) -> float:
        """Real seconds so far, less those in which the machine had no processor for the answer.

        So a verdict is the same on a loaded server; but nobody waits for longer than STARVED limits.
        """
        took = now - self.started
        limit = self.request.limits.real_seconds
        return took if took < limit or took > STARVED * limit else took - waited_for_processor(self.pid)

    def _stop(self, reason: str) -> None:
        self.reason = reason
        self.asked_to_report = time.monotonic()
        if reason in ("processes", "memory"):
            end_others(self.pid)
        # The answer's process says where it is, if it can, and ends (child.report_and_end).
        os.kill(self.pid, child.STOP_SIGNAL)
        os.kill(self.pid, signal.SIGCONT)


def _drain(descriptor: int) -> None:
    try:
        while os.read(descriptor, 4096):
            pass
    except BlockingIOError:
        pass  # it is empty


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
