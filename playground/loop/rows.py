"""The tasks of a status: cheap columns for all of them, everything for the first page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, overload

from playground.values.frozen import frozen
from playground.values.trace import Place, Wait

from .ring import TaskEntry
from .waits import Columns, State

__all__ = ["Rows", "TaskStatus"]


@frozen
class TaskStatus:
    """One task. `age` is in seconds; `age`, `cell` and `created` need a recorder.

    `awaited_by` has the names of the tasks that wait for this one. `cycle` says that the task
    waits, through others, for itself. In rows beyond those worked out (`LoopStatus.detailed`),
    place, waits and awaiters are empty.
    """

    name: str
    state: State
    coroutine: str
    age: float | None = None
    place: Place | None = None
    waits_on: Wait | None = None
    awaited_by: tuple[str, ...] = ()
    cell: int | None = None
    created: Place | None = None
    cycle: bool = False


class Rows(Sequence[TaskStatus]):
    """Tasks in the order asked for; `detailed` are the first, the rest is made when it is wanted.

    `first` are the places of the detailed ones in the columns, `key` sorts places. A row of ten
    thousand that nobody looks at costs a fifth of a microsecond.
    """

    def __init__(
        self,
        detailed: tuple[TaskStatus, ...],
        first: Sequence[int],
        columns: Columns,
        entries: list[TaskEntry | None],
        now: float,
        key: Callable[[int], Any],
    ) -> None:
        self._detailed = detailed
        self._first = first
        self._columns = columns
        self._entries = entries
        self._now = now
        self._key = key

    @cached_property
    def _all(self) -> tuple[TaskStatus, ...]:
        rest = set(range(len(self))).difference(self._first)
        return self._detailed + tuple(self._plain(index) for index in sorted(rest, key=self._key))

    @cached_property
    def by_name(self) -> dict[str, TaskStatus]:
        """The rows by their names; of two with one name the last."""
        return {row.name: row for row in self}

    def _plain(self, index: int) -> TaskStatus:
        names, states, coroutines = self._columns
        return TaskStatus(
            names[index], states[index], coroutines[index], age_of(self._entries[index], self._now)
        )

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, index: int) -> TaskStatus: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[TaskStatus, ...]: ...
    def __getitem__(self, index: int | slice) -> TaskStatus | tuple[TaskStatus, ...]:
        known = len(self._detailed)
        if isinstance(index, slice):
            begin, end, step = index.indices(len(self))
            if step == 1 and end <= known:  # the first page, without the rest
                return self._detailed[begin:end]
        elif 0 <= index < known:
            return self._detailed[index]
        return self._all[index]

    def __iter__(self) -> Iterator[TaskStatus]:
        return iter(self._detailed if len(self._detailed) == len(self) else self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self._all == other._all

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return f"<{len(self)} tasks>"


def age_of(entry: TaskEntry | None, now: float) -> float | None:
    """Seconds since the task was created, where that was recorded."""
    return now - entry.at if entry is not None else None
