"""How a run on the virtual clock ends when it cannot go on: Deadlock and LoopLimit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playground.values.trace import Place, Wait

__all__ = ["Deadlock", "LoopLimit", "describe"]


class Deadlock(RuntimeError):
    """Every task waits, and nothing can ever wake one of them.

    `waits` has one line a task, in the order of their creation: its name, its place, what it
    waits on and who holds that. `cycle` names the tasks that wait for one another, if some do:
    each waits for the next, the last for the first.
    """

    def __init__(self, waits: tuple[str, ...] = (), cycle: tuple[str, ...] = ()) -> None:
        self.waits = waits
        self.cycle = cycle
        lines = ["deadlock: every task waits, and nothing is left that could wake one"]
        if not waits:
            lines = ["deadlock: the loop has no task, no timer and nothing else to wait for"]
        lines += [f"  {wait}" for wait in waits]
        if cycle:
            lines.append("  cycle: " + " -> ".join((*cycle, cycle[0])))
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.waits, self.cycle)


class LoopLimit(RuntimeError):
    """The loop was told how far it may go, and got there.

    `kind` says which limit it was, `value` where it stood: seconds of virtual time, or steps.
    `place` is the line that was running, if it is known.
    """

    def __init__(
        self, kind: Literal["virtual-seconds", "steps"], value: float, place: Place | None = None
    ) -> None:
        self.kind = kind
        self.value = value
        self.place = place
        words = {
            "virtual-seconds": f"the virtual clock reached its limit of {value:.12g} s",
            "steps": f"the loop reached its limit of {value:.12g} steps",
        }
        super().__init__(words[kind])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.kind, self.value, self.place)


def describe(tasks: Iterable[asyncio.Task[Any]]) -> Deadlock:
    """The Deadlock of these tasks, all of which wait."""
    lines: list[str] = []
    edges: dict[str, tuple[str, ...]] = {}
    for task in tasks:
        place, wait = _look(task)
        line = task.get_name() + (f" at {place}" if place else "")
        if wait is not None:
            edges[task.get_name()] = (*wait.holders, *wait.tasks)
            line += f" waits on {wait.what or wait.kind}"
            if wait.holders:
                line += f", held by {' and '.join(wait.holders)}"
            elif wait.tasks and not any(name in wait.what for name in wait.tasks):
                line += f" ({', '.join(wait.tasks)})"
        lines.append(line)
    return Deadlock(tuple(lines), _cycle(edges))


def _look(task: asyncio.Task[Any]) -> tuple[Place | None, Wait | None]:
    # Late: only a deadlock needs to look into tasks, and the loop must be cheap to import.
    from . import waits

    return waits.place_of(task), waits.waits_on(task)


def _cycle(edges: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The first ring found among who waits for whom, as the names along it."""
    safe: set[str] = set()  # nothing reachable from these is part of a ring

    for start, first in edges.items():
        path: list[str] = [start]
        ahead = [iter(first)]
        while path:
            following = next(ahead[-1], None)
            if following is None:
                safe.add(path.pop())
                ahead.pop()
            elif following in path:
                return tuple(path[path.index(following) :])
            elif following not in safe:
                path.append(following)
                ahead.append(iter(edges.get(following, ())))
    return ()
