"""An answer that is run as a program of its own: ``__main__``, in real time, with signals."""

from __future__ import annotations

import asyncio
import builtins
import sys
import time
import traceback
import types
import warnings
from typing import TYPE_CHECKING, Any

from playground.loop.recorder import Recorder
from playground.loop.running import RecordingLoop
from playground.preloads import namespace as preloaded
from playground.values.cells import remember_source
from playground.values.report import CaseReport, ErrorReport
from playground.values.trace import Trace

from .errors import error_report, syntax_report

if TYPE_CHECKING:
    from .running import Answer

__all__ = ["run_script"]


class _Policy(asyncio.DefaultEventLoopPolicy):
    """Gives every `asyncio.run` of the program a loop that records."""

    def __init__(self) -> None:
        super().__init__()
        self.loops: list[RecordingLoop] = []

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        loop = RecordingLoop(recorder=Recorder(ring=100_000))
        self.loops.append(loop)
        return loop


def run_script(answer: Answer) -> CaseReport:
    """Run the answer's text as Python would run a file, and report how it ended."""
    policy = _Policy()
    asyncio.set_event_loop_policy(policy)
    name = answer.request.transcript.name or "answer.py"
    source = answer.request.transcript.source
    module = types.ModuleType("__main__")
    module.__dict__.update(preloaded(plain=True), __file__=name, __builtins__=builtins)
    sys.modules["__main__"] = module
    sys.argv = [name]
    # What the program would print by itself, and no tracking of ours, is what its user would see.
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    began = time.monotonic()
    error = _run(answer, module.__dict__, source, name)
    return CaseReport(
        ended="raised" if error is not None else "returned",
        seconds=time.monotonic() - began,
        trace=policy.loops[0].recorder.trace() if policy.loops else Trace(),
        error=error,
        exit_code=answer.exit_code,
        **answer.taken_output(),
    )


def _run(answer: Answer, space: dict[str, Any], source: str, name: str) -> ErrorReport | None:
    try:
        answer.run_given(space)
        remember_source(source, name)
        exec(compile(source, name, "exec", dont_inherit=True), space)  # noqa: S102  # the program that was asked for
    except SystemExit as leave:
        answer.exit_code = _exit_code(leave.code)
    except BaseException as error:  # a program may end with any exception
        answer.exit_code = 130 if isinstance(error, KeyboardInterrupt) else 1
        own = frozenset([name])
        tail = error.__traceback__.tb_next if error.__traceback__ else None
        traceback.print_exception(type(error), error, tail)
        if isinstance(error, SyntaxError) and error.filename == name:
            answer.syntax = syntax_report(error, name, source)
        return error_report(error, own)
    return None


def _exit_code(code: object) -> int:
    """The exit code that `sys.exit(code)` leaves with."""
    if code is None:
        return 0
    if isinstance(code, int):
        return code
    sys.stderr.write(f"{code}\n")
    return 1
