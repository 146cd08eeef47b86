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
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from playground.loop.deadlock import Deadlock, LoopLimit
from playground.loop.recorder import Recorder, current_cell, root
from playground.loop.running import RecordingLoop
from playground.loop.timepatch import virtual_time
from playground.loop.virtual import VirtualRecordingLoop
from playground.loop.waits import place_of
from playground.preloads import namespace as preloaded
from playground.preloads.tasks import Journal
from playground.values.cells import CompiledCell, compile_cell
from playground.values.plain import Plain, decode, encode
from playground.values.report import (
    CaseReport,
    Ended,
    ErrorReport,
    Function,
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
    names_used,
    this_task,
    value_of,
)
from .endings import changed, forget_frames, with_ended_root
from .errors import GIVEN, error_report, syntax_report
from .observing import Observer
from .outputs import Outputs

__all__ = ["Answer"]

EVENTS = 30_000  # kept of one case
PYTHON = sys.version.split()[0]
_PUT_ASIDE: list[object] = []  # kept, so that nothing of it is finalized


@dataclass
class _Current:
    """The case that runs now: what is needed to say where it is when it has to end."""

    loop: RecordingLoop | VirtualRecordingLoop
    observer: Observer
    mark: Any = None
    began: float = 0.0
    holds: int = 0  # before the mark
    function: Function | None = None
    cell_errors: list[ErrorReport] = field(default_factory=list)


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
        self._current: _Current | None = None
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
    def _loop(self) -> Iterator[RecordingLoop | VirtualRecordingLoop]:
        loop: RecordingLoop | VirtualRecordingLoop
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
            current = self._current = _Current(loop, Observer(loop, self._own_files))
            self._outputs.tell = partial(loop.recorder.say, "output")
            space: Namespace = {**preloaded(plain=True), "__name__": "answer", "__builtins__": builtins}
            body = self._call(current, space, names)
            if self.request.mode == "transcript":
                body = self._replay(current, space)
            whole = called(self.request.call or "the cells", self._with_given(space, body))
            main = loop.create_task(whole)
            return self._finish(current, main, self._drive(current, main))

    async def _with_given(self, space: Namespace, body: Awaitable[CaseReport]) -> CaseReport:
        if self._given is not None:
            try:
                await self._given.run(space)
            except Exception as error:
                body.close()  # type: ignore[attr-defined]  # it is a coroutine of ours
                raise GivenFailed(f"the given code raised {type(error).__name__}: {error}") from error
        return await body

    def _drive(self, current: _Current, main: asyncio.Task[CaseReport]) -> CaseReport:
        """Run the loop until the case has ended, whatever the way."""
        try:
            return current.loop.run_until_complete(main)
        except (Missing, GivenFailed):
            raise
        except Deadlock as deadlock:
            return self._so_far("stuck", stuck=deadlock.waits)
        except LoopLimit as limit:
            value = getattr(self.request.limits, limit.kind.replace("-", "_"))
            return self._so_far("limit", limit=Limit(limit.kind, float(value), place_of(main)))
        except SystemExit as leave:
            return self._so_far("exited", how=f"sys.exit({leave.code!r})")
        except BaseException as error:  # KeyboardInterrupt, or one that a task of the answer raised
            return self._so_far("raised", error=error_report(error, self._own_files))

    async def _call(self, current: _Current, space: Namespace, names: Namespace) -> CaseReport:
        """The cells, then the call; the report is made in the very moment in which it returns."""
        Journal.restart()
        self._begin(current)
        try:
            for cell in self._cells:
                await cell.run(space)
        except Exception as error:
            return self._so_far("raised", error=error_report(error, self._own_files))
        if self._code is None:
            self._code = compile_cell(self.request.call, CALL)
        self._require(space, names)
        Journal.restart()
        self._begin(current)
        try:
            value = await self._code.run({**space, **names})
            current.function = function_called(self.request.call, space, value, self._cell_files)
            if inspect.isawaitable(value):
                value = await value
        except (Exception, asyncio.CancelledError) as error:
            report = self._so_far("raised", error=error_report(error, self._own_files))
            forget_frames(error)
        else:
            report = self._so_far("returned", value=encode(value))
        return self._left_behind(current, report)

    def _left_behind(self, current: _Current, report: CaseReport) -> CaseReport:
        main = asyncio.current_task()
        assert main is not None  # we run in it
        leaks, unawaited = current.observer.look(main)
        return replace(report, leaks=leaks, unawaited=unawaited)

    def _require(self, space: Namespace, names: Namespace) -> None:
        wanted = names_used(self.request.call)
        missing = tuple(n for n in wanted if n not in space and n not in names and not hasattr(builtins, n))
        if missing:
            ours = preloaded(plain=True)
            raise Missing(missing, tuple(n for n in space if n not in ours and not n.startswith("__")))

    async def _replay(self, current: _Current, space: Namespace) -> CaseReport:
        """The cells one after the other, each at its time or when the one before has ended."""
        Journal.restart()
        self._begin(current)
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
        report = self._so_far(ended, **facts)
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

    def _begin(self, current: _Current) -> None:
        # What the definitions took (an import, say) is not the call's.
        current.loop.recorder.begin_step()
        current.mark = current.loop.recorder.mark()
        current.began = current.loop.time()
        current.holds = len(current.loop.recorder.holds)

    def so_far(self, limit: Limit) -> CaseReport | None:
        """The case that runs now, ended by a limit of real time; None when none runs."""
        return self._so_far("limit", limit=limit) if self._current is not None else None

    def _so_far(self, ended: Any, **facts: Any) -> CaseReport:
        current = self._current
        assert current is not None  # only asked for while a case runs
        recorder = current.loop.recorder
        recorder.look_at_step()
        return CaseReport(
            ended=ended,
            seconds=current.loop.time() - current.began,
            trace=with_ended_root(recorder.trace(since=current.mark), ended),
            holds=recorder.holds[current.holds :],
            function=current.function,
            swallowed=tuple(recorder.swallowed),
            **self.taken_output(),
            **facts,
        )

    def _finish(self, current: _Current, main: asyncio.Task[CaseReport], report: CaseReport) -> CaseReport:
        """Put the case aside. What it left running runs no further and is not taken down either.

        To cancel it would run its code once more, outside of any report, and a ring of tasks that
        await one another cannot be cancelled at all. The process ends soon, and all of it then.
        """
        self._current = None
        current.loop.recorder.on = False
        if asyncio.all_tasks(current.loop):
            _PUT_ASIDE.append((current.loop, main))
        else:
            current.loop.close()
        return replace(report, lost=tuple(current.observer.lost))
