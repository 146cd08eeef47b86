"""Which lock, event, condition or queue asks for a future: told by the object itself.

Each of asyncio's primitives gets the loop by `self._get_loop()` just before it asks for the future
that a task will wait on. While a recording loop runs, that method tells the loop who asks. Looking
into the asking frame instead costs ten times as much, a tenth of a contended lock's whole switch.
"""

# ruff: noqa: SLF001 - stands in for a method of asyncio's own
from __future__ import annotations

from asyncio import mixins
from asyncio.events import _get_running_loop
from typing import Any

__all__ = ["begin", "end"]

_Bound: Any = mixins._LoopBoundMixin
_plain = _Bound._get_loop
thing: Any = None  # who asked for the loop last; whoever makes the future takes it
told: Any = None  # the loop that is told; a second one that runs in another thread looks at frames


def _get_loop(self: Any) -> Any:
    global thing
    loop = _get_running_loop()
    if loop is told and loop is self._loop:
        thing = self
        return loop
    return _plain(self)


def begin(loop: Any) -> None:
    """`loop` begins to run, and wants to be told."""
    global told
    if told is None and _Bound._get_loop is _plain:
        told = loop
        _Bound._get_loop = _get_loop


def end(loop: Any) -> None:
    """`loop` runs no longer."""
    global told, thing
    if told is loop:
        told = thing = None
        _Bound._get_loop = _plain
