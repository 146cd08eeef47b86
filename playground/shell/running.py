"""One cell that runs, as a task of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import Context
from typing import Any

from playground.loop.recorder import hide
from playground.values.cells import CompiledCell

from .cells import Source

__all__ = ["Run"]


class Run:
    """The run of a cell. It is over when it `ended`, or when nobody waits for it any more."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        source: Source,
        code: CompiledCell,
        namespace: dict[str, Any],
        context: Context,
        wake: Callable[[], None],
    ) -> None:
        self.source = source
        self.presses = 0  # of Ctrl-C
        self.ended = False
        self.abandoned = False
        self.interrupted = False
        self.exit: SystemExit | None = None
        self.seconds = 0.0
        self._loop = loop
        self._wake = wake
        name = f"cell {source.number}"
        # The context is the same for all cells: a context variable set in one is seen in the next.
        body: Any = self._body(code, namespace)
        body.__name__ = body.__qualname__ = "cell"  # what `tasks` and `loop_status` call it
        self.task = loop.create_task(body, name=name, context=context)
        if not source.number:  # what an exercise gives is no cell of the learner's
            hide(self.task)

    async def _body(self, code: CompiledCell, namespace: dict[str, Any]) -> object:
        begun = time.perf_counter()
        try:
            return await code.run(namespace)
        except SystemExit as stop:
            self.exit = stop  # it must not leave the task: that would stop the loop
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self.seconds = time.perf_counter() - begun
            self.ended = True
            self._loop.stop()  # `spin` looks whether it waits for this; if not, it goes on
        return None

    @property
    def over(self) -> bool:
        """Whether the prompt may come back."""
        return self.ended or self.abandoned

    def cancel(self) -> None:
        """Ask the cell to stop."""
        self.task.cancel()
        self._wake()

    def abandon(self) -> None:
        """Let it go on in the background."""
        self.abandoned = True
        self._wake()

    @property
    def error(self) -> str:
        """The type of what it raised, or "" as long as it has raised nothing."""
        if self.interrupted:
            return "KeyboardInterrupt"
        if not self.task.done():
            return ""
        if self.task.cancelled():
            return "KeyboardInterrupt" if self.presses else "CancelledError"
        error = self.task.exception()
        return "" if error is None else type(error).__name__

    def result(self) -> object:
        """What the cell gave; raises what it raised, CancelledError also when Ctrl-C cancelled it."""
        return self.task.result()
