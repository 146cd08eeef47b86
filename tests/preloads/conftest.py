import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from playground.loop.clock import VirtualClockLoop
from playground.preloads.journal import Journal
from playground.preloads.log import choose_writer

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run() -> Run:
    """Runs a coroutine on the virtual clock."""

    def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
            return runner.run(coroutine)

    return run


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    Journal.restart()
    choose_writer(plain=True)
    yield
    choose_writer(plain=False)
