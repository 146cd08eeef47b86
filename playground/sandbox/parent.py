"""The shell's side of the sandbox: send a request, get a report, whatever the answer does."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self, TypeVar, cast

from playground.values.codec import Json, pack, unpack
from playground.values.plain import decode, show
from playground.values.report import CaseReport, Leak, Limit, LimitKind, Report, Request
from playground.values.trace import Trace

from .frames import read_document, write_document
from .interpreter import clean_environment, command
from .tree import make_folder, remove_folder

__all__ = ["Sandbox"]

CAN_FORK = hasattr(os, "fork")  # else each answer gets an interpreter of its own
_LIMITS = {
    "real-seconds": "real_seconds",
    "memory": "memory",
    "processes": "processes",
}


class _Server(Protocol):
    """The process of the server: what we need of `subprocess.Popen`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


def _spawned(requests: int, replies: int, folder: str) -> _Server:
    code = f"from playground.sandbox.server import main; main({requests}, {replies}, {folder!r})"
    return subprocess.Popen(  # noqa: S603  # our own interpreter, our own arguments
        command(code),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get("PLAYGROUND_SANDBOX_DEBUG") else subprocess.DEVNULL,
        pass_fds=(requests, replies),
        env=clean_environment(),
        start_new_session=True,  # Ctrl-C at the prompt is not for the server
    )


_CHANGED = CaseReport(
    "killed", 0.0, Trace(), how="it changed what it runs on, so that nothing more can be said"
)


class Sandbox:
    """Runs answers, one at a time, each in a process of its own. Usable from several threads.

    The server is started by the first request, or earlier by `warm` or `fork`; `close` ends it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._requests = self._replies = -1
        self.folder: str | None = None  # of the server; each answer has a folder of its own in it

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the server, if it is not running, without waiting for it."""
        with self._lock:
            if CAN_FORK:
                self._start()

    def close(self) -> None:
        """End the server and with it whatever answer it runs."""
        with self._lock:
            self._stop()

    def run(self, request: Request) -> Report:
        """Run one answer and tell what it did; never raises for anything that an answer does."""
        with self._lock:
            if not CAN_FORK:
                return assemble(request, self._spawn(request))
            self._start()
            try:
                write_document(self._requests, request.apart)
                write_document(self._requests, pack(request))
                outcome = read_document(self._replies)
            except (EOFError, OSError, ValueError):
                return _server_gone(self._stop())
        return assemble(request, outcome)

    def _spawn(self, request: Request) -> Json:
        from .spawning import spawn

        self.folder = self.folder or make_folder()
        return spawn(request, self.folder)

    def fork(self) -> None:
        """Start the server as a copy of this process, which saves a second interpreter (Linux).

        Only for a process that began with `clean_environment`, has no thread, and knows nothing
        yet that an answer must not: whatever is in its memory is in that of the answer too.
        """
        from .forked import Forked

        with self._lock:
            self._begin(Forked)

    def _start(self) -> None:
        if self._server is None or self._server.poll() is not None:
            self._begin(_spawned)

    def _begin(self, start: Callable[[int, int, str], _Server]) -> None:
        self._stop()
        self.folder = make_folder()
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        try:
            self._server = start(theirs_in, theirs_out, self.folder)
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self._requests, self._replies = ours_out, ours_in

    def _stop(self) -> int:
        """Close the channel, on which the server ends; its exit status, negative for a signal."""
        if self._server is None:
            if self.folder is not None:
                remove_folder(self.folder)
            return 0
        os.close(self._requests)
        os.close(self._replies)
        try:
            status = self._server.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._server.kill()
            status = self._server.wait()
        self._server = None
        if self.folder is not None:
            remove_folder(self.folder)  # what a server left that was killed
        return status


def assemble(request: Request, outcome: Json) -> Report:
    """The report that the documents of an answer's process and the server's words make together."""
    report = Report()
    cases: list[CaseReport] = []
    ended = False
    for document in map(_document, outcome["documents"]):
        match document.get("kind"):
            case "report":
                report = _unpack_or_none(Report, document.get("report")) or report
            case "case":
                cases.append(_sound(_unpack_or_none(CaseReport, document.get("case"))))
            case "end":
                ended = True
    if outcome["reason"] in _LIMITS:
        cases = _at_limit(cases, outcome["reason"], request)
    elif not ended:
        cases.append(_gone(outcome["reason"], outcome["status"]))
    elif not _complete(request, report, cases):
        cases = [_CHANGED]
    if outcome["left"] and cases:
        last = cases[-1]
        leaks = tuple(Leak("subprocess", name) for name in outcome["left"])
        cases[-1] = replace(last, leaks=last.leaks + leaks)
    return replace(report, cases=tuple(cases))


def _document(words: str) -> dict[str, Json]:
    try:
        document = json.loads(words)
    except (ValueError, RecursionError):
        return {}  # sealed, and yet not what we send: the answer rewrote our code in its process
    return document if isinstance(document, dict) else {}


def _complete(request: Request, report: Report, cases: list[CaseReport]) -> bool:
    """Whether a run that said its end came to it: as many cases as were asked for, or a word why not."""
    if report.syntax or report.missing or report.broken or report.failed:
        return True
    asked = len(request.cases) or 1
    short = bool(cases) and cases[-1].ended in ("limit", "exited", "killed")
    return len(cases) == asked or (short and len(cases) < asked)


def _sound(case: CaseReport | None) -> CaseReport:
    """The case, if it holds what a case of ours can hold."""
    if case is None:
        return _CHANGED
    try:
        for value in (case.value, *(task.value for task in case.trace.tasks)):
            if value is not None:
                decode(value)
                show(value)
        moments = [case.seconds, case.trace.elapsed, *(event.at for event in case.trace.events)]
        return case if all(map(math.isfinite, moments)) else _CHANGED
    except (ValueError, TypeError, RecursionError, OverflowError):
        return _CHANGED


T = TypeVar("T")


def _unpack_or_none(kind: type[T], data: Json) -> T | None:
    try:
        return unpack(kind, data)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None  # sealed, and yet not what we send: the answer rewrote our code in its process


def _at_limit(cases: list[CaseReport], reason: str, request: Request) -> list[CaseReport]:
    """The cases, the last of which says that the limit was reached."""
    value = float(getattr(request.limits, _LIMITS[reason]))
    # The process says where it was, if it still could; the limit itself only the server knows.
    said = cases.pop() if cases and cases[-1].ended == "limit" else None
    place = said.limit.place if said and said.limit else None
    last = said or CaseReport("limit", 0.0, Trace())
    return [*cases, replace(last, limit=Limit(cast("LimitKind", reason), value, place))]


def _gone(reason: str | None, status: int | None) -> CaseReport:
    """A case whose process ended without a word."""
    if reason == "stopped":
        how = "it stopped its own process"
    elif status is not None and status < 0:
        how = f"its process was ended by {signal.Signals(-status).name}"
    else:
        how = f"it left its process with exit code {status}"
    return CaseReport("killed", 0.0, Trace(), how=how, exit_code=status)


def _server_gone(status: int) -> Report:
    if status >= 0:
        return Report(broken=f"the sandbox's server ended by itself, with exit code {status}")
    how = "it ended the process above its own"
    return Report(cases=(CaseReport("killed", 0.0, Trace(), how=how, exit_code=status),))
