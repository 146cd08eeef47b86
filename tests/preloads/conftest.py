import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from playground.preloads.journal import Journal
from playground.preloads.log import choose_writer


class _Jump(selectors.DefaultSelector):
    """Takes no time: the loop's clock moves by what it would have waited."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        ready = super().select(0)
        if not ready:
            self.now += timeout or 0.0
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.selector = _Jump()
        super().__init__(self.selector)
        self.timers = 0

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> asyncio.TimerHandle:  # type: ignore[override]  # the same, without its TypeVarTuple
        # Equal deadlines run in the order in which they were set; a heap alone does not keep it.
        self.timers += 1
        return super().call_at(when + self.timers * 1e-13, callback, *args, context=context)

    def time(self) -> float:
        return self.selector.now


Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run() -> Run:
    """Runs a coroutine on a clock that jumps."""

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            return runner.run(coroutine)

    return run


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    Journal.restart()
    choose_writer(plain=True)
    yield
    choose_writer(plain=False)
