"""The case that runs now: where it stands, and what is reported of it when it ends, in whatever way."""

from __future__ import annotations

import asyncio
import builtins
from dataclasses import dataclass, field, replace
from typing import Any

from playground.loop.running import RecordingLoop
from playground.loop.virtual import VirtualRecordingLoop
from playground.preloads import namespace as preloaded
from playground.preloads.tasks import Journal
from playground.values.report import CaseReport, ErrorReport, Function

from .calls import Missing, Namespace, names_used
from .endings import with_ended_root
from .observing import Observer
from .outputs import Outputs

__all__ = ["Current", "Loop"]

Loop = RecordingLoop | VirtualRecordingLoop
_PUT_ASIDE: list[object] = []  # kept, so that nothing of it is finalized


@dataclass
class Current:
    """A case, from the making of its loop to its report."""

    loop: Loop
    observer: Observer
    outputs: Outputs
    mark: Any = None
    began: float = 0.0
    holds: int = 0  # before the mark
    function: Function | None = None
    given: Namespace = field(default_factory=dict)  # what stood in the namespace before the answer
    hidden: tuple[str, ...] = ()
    cell_errors: list[ErrorReport] = field(default_factory=list)

    def begin(self) -> None:
        """What is reported begins here: what the definitions took (an import, say) is not the call's."""
        Journal.restart()
        self.loop.recorder.begin_step()
        self.mark = self.loop.recorder.mark()
        self.began = self.loop.time()
        self.holds = len(self.loop.recorder.holds)

    def require(self, call: str, space: Namespace, names: Namespace) -> None:
        """Raise `Missing` where the exercise's call uses a name that nobody gave."""
        wanted = names_used(call)
        missing = tuple(n for n in wanted if n not in space and n not in names and not hasattr(builtins, n))
        if missing:
            own = (n for n in space if n not in self.given and not n.startswith("__"))
            raise Missing(missing, tuple(own))
        ours = preloaded(plain=True)
        self.hidden = tuple(n for n, v in self.given.items() if n not in ours and space.get(n) is not v)

    def so_far(self, ended: Any, **facts: Any) -> CaseReport:
        """The report, of this moment."""
        recorder = self.loop.recorder
        recorder.look_at_step()
        output, cut = self.outputs.take()
        return CaseReport(
            ended=ended,
            seconds=self.loop.time() - self.began,
            trace=with_ended_root(recorder.trace(since=self.mark), ended),
            holds=recorder.holds[self.holds :],
            function=self.function,
            hidden=self.hidden,
            swallowed=tuple(recorder.swallowed),
            output=output,
            output_cut=cut,
            **facts,
        )

    def left_behind(self, report: CaseReport) -> CaseReport:
        """The report, with what the call leaves running and what it never awaited."""
        main = asyncio.current_task()
        assert main is not None  # we run in it
        leaks, unawaited = self.observer.look(main)
        return replace(report, leaks=leaks, unawaited=unawaited)

    def finish(self, main: asyncio.Task[CaseReport], report: CaseReport) -> CaseReport:
        """Put the case aside. What it left running runs no further and is not taken down either.

        To cancel it would run its code once more, outside of any report, and a ring of tasks that
        await one another cannot be cancelled at all. The process ends soon, and all of it then.
        """
        self.loop.recorder.on = False
        if asyncio.all_tasks(self.loop):
            _PUT_ASIDE.append((self.loop, main))
        else:
            self.loop.close()
        return replace(report, lost=tuple(self.observer.lost))
