"""Which tasks of a loop somebody wants to see, and in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import translate
from typing import Any, Literal, get_args

from .ring import TaskEntry
from .waits import Columns, State

__all__ = ["ALL", "Asked", "Sort", "order_of"]

Sort = Literal["name", "age", "state", "coroutine"]
_STATES = {state: place for place, state in enumerate(get_args(State))}


@dataclass(frozen=True, slots=True)
class Asked:
    """`name` is a pattern like ``Task #*`` for the task's name or its coroutine's; `top` the most rows.

    Sorted by "age" the oldest task comes first, by "state" those that run or could run.
    """

    name: str | None = None
    state: State | None = None
    top: int | None = None
    sort: Sort = "name"

    def __post_init__(self) -> None:
        _one_of("state", self.state, get_args(State))
        _one_of("sort", self.sort, get_args(Sort))
        if self.top is not None and self.top < 0:
            raise ValueError(f"top must be a number of tasks, got {self.top}")

    def chosen(self, columns: Columns) -> list[int] | None:
        """The rows that are asked for, by their places in the columns; None for all."""
        names, states, coroutines = columns
        if self.name is None and self.state is None:
            return None
        rows = range(len(names))
        if self.state is not None:
            state = self.state
            found = [row for row in rows if states[row] == state]
        else:
            found = list(rows)
        if self.name is not None:
            matches = re.compile(translate(self.name)).match
            found = [row for row in found if matches(names[row]) or matches(coroutines[row])]
        return found


def _one_of(what: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        near = get_close_matches(str(value), known, 1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"{what} must be one of {', '.join(map(repr, known))}, got {value!r}.{hint}")


ALL = Asked()


def order_of(sort: Sort, columns: Columns, entries: list[TaskEntry | None]) -> Callable[[int], Any]:
    """A key by which rows are sorted; Task-2 comes before Task-10."""
    names, states, coroutines = columns

    def by_name(row: int) -> Any:
        return len(names[row]), names[row], row

    def by_age(row: int) -> Any:
        entry = entries[row]
        return entry.at if entry is not None else float("inf"), by_name(row)

    return {
        "name": by_name,
        "age": by_age,
        "state": lambda row: (_STATES[states[row]], by_name(row)),
        "coroutine": lambda row: (coroutines[row], by_name(row)),
    }[sort]
