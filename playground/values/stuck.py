"""Tasks that cannot go on by themselves, as facts."""

from __future__ import annotations

from dataclasses import dataclass

from .trace import Place

__all__ = ["Link", "Stuck"]


@dataclass(frozen=True, slots=True)
class Link:
    """A task that waits, at `place`, for what `wants` names; `held` when that is something another holds.

    `of` names the tasks that a gather or a group waits for.
    """

    task: str
    wants: str
    place: Place | None = None
    held: bool = False
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """In a ring each task waits for the next, the last for the first; else every task waits, for nothing."""

    links: tuple[Link, ...]
    ring: bool
