"""The facts that `loop_status()` gives: frozen, and shown as a table.

Works on any selector or proactor loop. What only a recorder can know (ages, cells, ended tasks,
lag) is empty without one, and `unknown` says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, Literal

from playground.values.frozen import frozen
from playground.values.trace import Outcome, Place, Wait

from .asking import ALL, Asked, order_of
from .inside import (
    ThreadPool,
    Timer,
    Transport,
    ready_count,
    thread_pool,
    timers_of,
    transports_of,
    unseen_of,
)
from .places import place
from .recorder import Recorder, hidden
from .ring import TaskEntry
from .rows import Rows, TaskStatus, age_of
from .waits import Columns, awaited_by, columns_of, one_look, place_of, waits_on

if TYPE_CHECKING:
    from playground.values.report import Hold

__all__ = ["Ended", "LoopStatus", "TaskStatus", "facts_of"]

DETAILED = 1000  # tasks for all of which a call works out the await chain, at some 10 µs each
PAGE = 100  # of more tasks, the first so many
RECORDED = ("age", "cell", "created", "finished", "lag", "longest step")  # what only a recorder knows


@frozen
class Ended:
    """A task that ended of late, `ago` seconds ago; `seen` is False when nobody looked at its error."""

    name: str
    how: Outcome
    ago: float
    error: str = ""
    seen: bool = True


@dataclass(frozen=True, repr=False)
class LoopStatus:
    """A loop at one moment. Times are seconds; `lag` is (last, worst) lateness of a timer.

    `count` is how many tasks the loop has, `matching` how many of them were `asked` for; `tasks` are
    those, or the first so many. `detailed` is how many of them, from the first, have their await
    chain worked out. `unknown` names the columns that only a recorder, or a loop of asyncio's own
    make, could fill.
    """

    loop: str
    time: float
    clock: Literal["virtual", "real"]
    debug: bool
    running: bool
    running_since: float | None
    tasks: Rows
    detailed: int
    count: int
    matching: int
    ready: int
    timers: tuple[Timer, ...] = ()
    lag: tuple[float, float] | None = None
    longest_step: Hold | None = None
    finished: tuple[Ended, ...] = ()
    threads: ThreadPool | None = None
    transports: tuple[Transport, ...] = ()
    unknown: tuple[str, ...] = ()
    asked: Asked = ALL

    def as_json(self) -> str:
        """The same facts as one JSON document; times in seconds, what is not known is null."""
        from .status_json import as_json

        return as_json(self)

    def tree(self) -> str:
        """Who waits for whom, as text: under each task those that it waits for."""
        from .status_text import tree

        return tree(self)

    def __repr__(self) -> str:
        from .status_text import table

        return table(self)

    def __rich__(self) -> Any:
        # The renderer belongs to a layer above, which this one must not import: it is looked up
        # by name when rich asks; without it the plain table serves.
        from importlib import import_module

        try:
            return import_module("playground.views.status").rich_status(self)
        except ImportError:
            return repr(self)


def facts_of(loop: asyncio.AbstractEventLoop, rows: int | None = None, asked: Asked = ALL) -> LoopStatus:
    """What `loop` does right now; the chain is worked out for `rows` tasks (None: see `DETAILED`)."""
    recorder = getattr(loop, "recorder", None)
    if not isinstance(recorder, Recorder) or not recorder.on:
        recorder = None
    now = loop.time()
    # A set's order jumps through memory. A column of ten thousand tasks costs up to twice as much in
    # it where they lie far apart, as on a loop that records: its own notes are between them.
    every = sorted(asyncio.all_tasks(loop), key=id)
    if hidden:
        ours = {id(task) for task in hidden}
        every = [task for task in every if id(task) not in ours]
    current = asyncio.current_task(loop) if loop.is_running() else None
    tasks, columns = every, columns_of(every, current)
    if (chosen := asked.chosen(columns)) is not None:
        tasks, columns = _only(chosen, tasks, columns)
    matching = len(tasks)
    entries: list[TaskEntry | None] = [getattr(task, "_seen", None) for task in tasks]
    key = order_of(asked.sort, columns, entries)
    if asked.top is not None and asked.top < matching:
        chosen = nsmallest(asked.top, range(matching), key)
        entries = [entries[row] for row in chosen]
        tasks, columns = _only(chosen, tasks, columns)
        key = order_of(asked.sort, columns, entries)
    first = _first(columns, asked, key, _how_many(len(tasks), rows))
    with one_look(every):
        detailed = _detailed(tasks, columns, entries, now, first)
    began = recorder.loop_began if recorder is not None else None
    return LoopStatus(
        loop=type(loop).__name__.lstrip("_"),
        time=now,
        clock="virtual" if hasattr(loop, "now_ns") else "real",
        debug=loop.get_debug(),
        running=loop.is_running(),
        running_since=now - began if began is not None else None,
        tasks=Rows(detailed, first, columns, entries, now, key),
        detailed=len(detailed),
        count=len(every),
        matching=matching,
        ready=ready_count(loop),
        timers=timers_of(loop, now),
        lag=(recorder.lag, recorder.worst_lag) if recorder is not None else None,
        longest_step=recorder.longest if recorder is not None else None,
        finished=_finished(recorder, now) if recorder is not None else (),
        threads=thread_pool(loop),
        transports=transports_of(loop),
        unknown=(*(() if recorder is not None else RECORDED), *unseen_of(loop)),
        asked=asked,
    )


def _only(
    chosen: list[int], tasks: list[asyncio.Task[Any]], columns: Columns
) -> tuple[list[asyncio.Task[Any]], Columns]:
    """The chosen rows alone."""
    names, states, coroutines = columns
    return [tasks[row] for row in chosen], (
        [names[row] for row in chosen],
        [states[row] for row in chosen],
        [coroutines[row] for row in chosen],
    )


def _how_many(count: int, rows: int | None) -> int:
    """For how many rows the chain is worked out: all of a thousand, of more the first page."""
    if rows is not None:
        return min(rows, count)
    return count if count <= DETAILED else PAGE


def _first(columns: Columns, asked: Asked, key: Callable[[int], Any], count: int) -> list[int]:
    """The places of the first `count` rows."""
    names = columns[0]
    if asked.sort == "name":  # the same as by the key, at a third of its cost
        found = nsmallest(count, zip(map(len, names), names, range(len(names)), strict=True))
        return [row for _, _, row in found]
    return nsmallest(count, range(len(names)), key)


def _detailed(
    tasks: list[asyncio.Task[Any]],
    columns: Columns,
    entries: list[TaskEntry | None],
    now: float,
    first: list[int],
) -> tuple[TaskStatus, ...]:
    """The first rows, with all that is known of them."""
    names, states, coroutines = columns
    above: dict[str, tuple[str, ...]] = {}  # name: those that wait for it
    waits: dict[int, Wait | None] = {}
    for index in first:
        found = {up.get_name() for up in awaited_by(tasks[index])}
        above[names[index]] = tuple(sorted(found, key=lambda one: (len(one), one)))
        waits[index] = waits_on(tasks[index])
    circular = _in_cycles(_with_holders(above, {names[index]: wait for index, wait in waits.items()}))
    return tuple(
        TaskStatus(
            names[index],
            states[index],
            coroutines[index],
            age_of(entries[index], now),
            place_of(tasks[index]),
            waits[index],
            above[names[index]],
            *_origin(entries[index]),
            names[index] in circular,
        )
        for index in first
    )


def _with_holders(
    above: dict[str, tuple[str, ...]], waits: dict[str, Wait | None]
) -> dict[str, tuple[str, ...]]:
    """Who waits for whom, those too that wait for what another holds."""
    wider = dict(above)
    for name, wait in waits.items():
        for holder in wait.holders if wait is not None else ():
            wider[holder] = (*wider.get(holder, ()), name)
    return wider


def _origin(entry: TaskEntry | None) -> tuple[int | None, Place | None]:
    """The cell and the line that created a task, where they were recorded."""
    return (entry.cell, place(entry.code, entry.offset)) if entry is not None else (None, None)


def _in_cycles(above: dict[str, tuple[str, ...]]) -> set[str]:
    """The names that can be reached from themselves."""
    circular: set[str] = set()
    for name, awaiters in above.items():
        seen: set[str] = set()
        todo = list(awaiters)
        while todo:
            one = todo.pop()
            if one == name:
                circular.add(name)
                break
            if one not in seen:
                seen.add(one)
                todo.extend(above.get(one, ()))
    return circular


def _finished(recorder: Recorder, now: float) -> tuple[Ended, ...]:
    return tuple(
        Ended(entry.name, entry.how, now - (entry.ended or now), entry.end.error, recorder.was_seen(entry))
        for entry in recorder.finished
    )
