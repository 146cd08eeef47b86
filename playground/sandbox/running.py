"""Runs an answer: its cells, then the exercise's call once a case, and reports on each."""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import contextvars
import gc
import inspect
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from playground.loop.deadlock import Deadlock, LoopLimit
from playground.loop.recorder import Recorder, current_cell, root
from playground.loop.running import RecordingLoop
from playground.loop.timepatch import virtual_time
from playground.loop.virtual import VirtualRecordingLoop
from playground.loop.waits import place_of
from playground.preloads import namespace as preloaded
from playground.values.cells import CompiledCell, compile_cell
from playground.values.plain import Plain, decode, encode
from playground.values.report import (
    CaseReport,
    Ended,
    Limit,
    Report,
    Request,
    SyntaxReport,
)

from .calls import (
    CALL,
    GivenFailed,
    Missing,
    Namespace,
    called,
    function_called,
    this_task,
    value_of,
)
from .current import Current, Loop
from .endings import changed, forget_frames
from .errors import GIVEN, error_report, syntax_report
from .observing import Observer
from .outputs import Outputs

__all__ = ["Answer"]

EVENTS = 30_000  # kept of one case
PYTHON = sys.version.split()[0]


class Answer:
    """One request, as it runs in the answer's process."""

    def __init__(self, request: Request, outputs: Outputs) -> None:
        self.request = request
        self.exit_code = 0
        self._outputs = outputs
        self._outputs.limit = request.limits.output_bytes
        self._steps_left = request.limits.steps
        self._seconds_left = request.limits.virtual_seconds
        self._given: CompiledCell | None = None
        self._cells: list[CompiledCell] = []
        self._code: CompiledCell | None = None  # of the exercise's call
        self._current: Current | None = None
        self.syntax: SyntaxReport | None = None
        names = [request.transcript.cell_name(index) for index in range(len(request.transcript.cells))]
        self._cell_files = frozenset(names)
        self._own_files = frozenset([*names, GIVEN, CALL])

    def run(self, report: Callable[[Report], None], case: Callable[[CaseReport], None]) -> None:
        """Run everything; tell the report about the whole first, then each case as it ends."""
        try:
            self._given = compile_cell(self.request.given, GIVEN) if self.request.given else None
        except (SyntaxError, ValueError) as error:
            report(Report(broken=f"the given code does not compile: {error}", python=PYTHON))
            return
        if self.request.mode == "script":
            from .script import run_script

            done = run_script(self)
            report(Report(python=PYTHON, syntax=self.syntax))
            if self.syntax is None:
                case(done)
            return
        for index, cell in enumerate(self.request.transcript.cells):
            name = self.request.transcript.cell_name(index)
            try:
                self._cells.append(compile_cell(cell.source, name))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                report(Report(syntax=syntax_report(error, name, cell.source), python=PYTHON))
                return
        report(Report(python=PYTHON))
        self._run_cases(report, case)

    def _run_cases(self, report: Callable[[Report], None], case: Callable[[CaseReport], None]) -> None:
        for begun, names in enumerate(self.request.cases or (Plain("dict"),)):
            try:
                done = self._run_case(dict(decode(names)))  # type: ignore[call-overload]  # a case is a dict
            except Missing as missing:
                report(Report(missing=missing.names, defined=missing.defined, python=PYTHON))
                return
            except GivenFailed as failed:
                if begun:  # it ran well before the answer did
                    case(changed(str(failed)))
                    return
                report(Report(broken=str(failed), python=PYTHON))
                return
            case(done)
            if done.ended in ("limit", "exited"):
                return  # the next one would do the same, and time is limited for all together

    @contextlib.contextmanager
    def _loop(self) -> Iterator[Loop]:
        loop: Loop
        recorder = Recorder(ring=EVENTS, values=True)
        if self.request.clock == "virtual":
            loop = VirtualRecordingLoop(recorder=recorder)
            loop.max_seconds = self._seconds_left
            loop.visitors = False  # a server of the answer has no other clients than the answer
        else:
            loop = RecordingLoop(recorder=recorder)
        loop.max_steps = self._steps_left
        try:
            with virtual_time(loop) if isinstance(loop, VirtualRecordingLoop) else contextlib.nullcontext():
                asyncio.set_event_loop(loop)
                yield loop
        finally:
            asyncio.set_event_loop(None)
            self._steps_left = max(1, self._steps_left - loop.recorder.steps)
            if self.request.clock == "virtual":
                self._seconds_left = max(0.0, self._seconds_left - loop.time())
            self._outputs.tell = lambda text: None
            # Collected now, while nothing listens, and never looked at again.
            gc.collect()
            gc.freeze()

    def _run_case(self, names: Namespace) -> CaseReport:
        with self._loop() as loop:
            current = self._current = Current(loop, Observer(loop, self._own_files), self._outputs)
            self._outputs.tell = partial(loop.recorder.say, "output")
            space: Namespace = {**preloaded(plain=True), "__name__": "answer", "__builtins__": builtins}
            body = self._call(current, space, names)
            if self.request.mode == "transcript":
                body = self._replay(current, space)
            whole = called(self.request.call or "the cells", self._with_given(space, body))
            main = loop.create_task(whole)
            report = self._drive(current, main)
            self._current = None
            return current.finish(main, report)

    async def _with_given(self, space: Namespace, body: Awaitable[CaseReport]) -> CaseReport:
        if self._given is not None:
            try:
                await self._given.run(space)
            except Exception as error:
                body.close()  # type: ignore[attr-defined]  # it is a coroutine of ours
                raise GivenFailed(f"the given code raised {type(error).__name__}: {error}") from error
        return await body

    def _drive(self, current: Current, main: asyncio.Task[CaseReport]) -> CaseReport:
        """Run the loop until the case has ended, whatever the way."""
        try:
            return current.loop.run_until_complete(main)
        except (Missing, GivenFailed):
            raise
        except Deadlock as deadlock:
            return current.so_far("stuck", stuck=deadlock.waits)
        except LoopLimit as limit:
            value = getattr(self.request.limits, limit.kind.replace("-", "_"))
            return current.so_far("limit", limit=Limit(limit.kind, float(value), place_of(main)))
        except SystemExit as leave:
            return current.so_far("exited", how=f"sys.exit({leave.code!r})")
        except BaseException as error:  # KeyboardInterrupt, or one that a task of the answer raised
            return current.so_far("raised", error=error_report(error, self._own_files))

    async def _call(self, current: Current, space: Namespace, names: Namespace) -> CaseReport:
        """The cells, then the call; the report is made in the very moment in which it returns."""
        current.given = dict(space)
        current.begin()
        try:
            for cell in self._cells:
                await cell.run(space)
        except Exception as error:
            return current.so_far("raised", error=error_report(error, self._own_files))
        if self._code is None:
            self._code = compile_cell(self.request.call, CALL)
        current.require(self.request.call, space, names)
        current.begin()
        try:
            value = await self._code.run({**space, **names})
            current.function = function_called(self.request.call, space, value, self._cell_files)
            if inspect.isawaitable(value):
                value = await value
        except (Exception, asyncio.CancelledError) as error:
            report = current.so_far("raised", error=error_report(error, self._own_files))
            forget_frames(error)
        else:
            report = current.so_far("returned", value=encode(value))
        return current.left_behind(report)

    async def _replay(self, current: Current, space: Namespace) -> CaseReport:
        """The cells one after the other, each at its time or when the one before has ended."""
        current.begin()
        context = contextvars.copy_context()
        seconds = 0.0  # of the last cell
        ended: Ended = "returned"
        facts: dict[str, Any] = {}
        start = current.loop.time()
        for index, (cell, code) in enumerate(zip(self.request.transcript.cells, self._cells, strict=True)):
            await asyncio.sleep(max(0.0, start + cell.at - current.loop.time()))
            context.run(current_cell.set, index + 1)
            began = current.loop.time()
            run = called(f"cell {index + 1}", value_of(code, space))
            task = current.loop.create_task(run, context=context)
            root(task)
            if "error" in facts:
                current.cell_errors.append(facts["error"])
            try:
                value = await task
            except (Exception, asyncio.CancelledError) as error:
                ended, facts = "raised", {"error": error_report(error, self._own_files)}
                forget_frames(error)
            else:
                ended, facts = "returned", {"value": encode(value)}
                if value is not None:
                    space["_"] = value
            seconds = current.loop.time() - began
        report = current.so_far(ended, **facts)
        _, unawaited = current.observer.look(this_task())
        # At a prompt what still runs is no leak: background tasks live on while one types.
        errors = tuple(current.cell_errors)
        return replace(report, seconds=seconds, unawaited=unawaited, cell_errors=errors)

    def run_given(self, space: Namespace) -> None:
        """The given code of a script, before the script itself."""
        if self._given is not None and self._given.body is not None:
            exec(self._given.body, space)  # noqa: S102  # the exercise's own code

    def taken_output(self) -> dict[str, Any]:
        """The output since the last case, as fields of a case report."""
        output, cut = self._outputs.take()
        return {"output": output, "output_cut": cut}

    def so_far(self, limit: Limit) -> CaseReport | None:
        """The case that runs now, ended by a limit of real time; None when none runs."""
        return self._current.so_far("limit", limit=limit) if self._current is not None else None
