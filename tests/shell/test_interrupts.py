"""Ctrl-C in the middle of a callback: it is for the learner's own, not for what we do beside them."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from typing import Any

import pytest

import playground
from playground.shell.interrupts import in_a_callback

OURS = str(Path(playground.__file__).parent / "shell" / "pulse.py")
LIBRARY = "/somewhere/site-packages/library.py"
CALLS = "def callback(call):\n    call()\n"
# The standard library is in between, as where something is printed or a lock is taken.
THROUGH = (
    "import contextlib\ndef callback(call):\n    with contextlib.ExitStack() as stack:\n"
    "        stack.callback(call)\n"
)


def written_in(file: str, source: str) -> Any:
    """The function `callback` of a file of that name."""
    names: dict[str, Any] = {}
    exec(compile(source, file, "exec"), names)
    return names["callback"]


def asked(callback: Any, *arguments: Any) -> bool:
    """What is said of the frame that calls the innermost function while the loop runs `callback`."""
    said: list[bool] = []

    def look() -> None:
        said.append(in_a_callback(sys._getframe(1)))

    async def main() -> None:
        asyncio.get_running_loop().call_soon(callback, *arguments, look)
        await asyncio.sleep(0)

    with contextlib.closing(asyncio.SelectorEventLoop()) as loop:
        loop.run_until_complete(main())
    return said == [True]


@pytest.mark.parametrize("source", [CALLS, THROUGH])
@pytest.mark.parametrize(("file", "learners"), [("<cell 3>", True), (LIBRARY, True), (OURS, False)])
def test_whose_callback_it_is(file: str, learners: bool, source: str) -> None:
    """Ours is ours wherever it is just then, also in the standard library."""
    assert asked(written_in(file, source)) is learners


def test_ours_may_call_the_learners() -> None:
    """A `__repr__` of a cell that holds the loop in the middle of our own callback."""
    inner = written_in("<cell 1>", CALLS)
    ours = written_in(OURS, "def callback(inner, call):\n    inner(call)\n")
    assert asked(ours, inner) is True


def test_without_a_running_loop() -> None:
    """Nothing is below a loop then."""
    assert in_a_callback(sys._getframe()) is False
