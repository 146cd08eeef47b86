"""Traces for tests, built from a few words."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from playground.values.trace import Event, Outcome, TaskRecord, Trace, Wait

Steps = tuple[tuple[float, Wait, float], ...]  # (from, what, to): waits, with steps between them


class Builder:
    """Collects events; `trace()` sorts them by time, as a recorder has them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.tasks: list[TaskRecord] = []

    def task(
        self,
        name: str = "",
        waits: Steps = (),
        end: float | None = None,
        how: Outcome = "done",
        *,
        begin: float = 0.0,
        root: bool = False,
        job: str = "",
        coroutine: str = "work",
        error: str = "",
        cell: int | None = None,
        started: float | None = None,
    ) -> int:
        number = len(self.tasks) + 1
        started = begin if started is None else started
        record = TaskRecord(
            number, name or f"Task-{number}", coroutine, begin, started, end,
            "pending" if end is None else how, None if root else 1, cell, None, error, None, root,
        )  # fmt: skip
        self.tasks.append(record)
        add = self.events.append
        add(Event(begin, "created", number))
        add(Event(started, "started", number, seconds=started - begin))
        if job:
            add(Event(started, "job", number, f"{job}+"))
        for since, wait, until in waits:
            add(Event(since, "waits", number, wait=wait))
            if end is None or until <= end:
                add(Event(until, "resumed", number))
        if end is not None and how != "pending":
            sign = {"done": "-", "failed": "!", "cancelled": "x"}[how]
            if job:
                add(Event(end, "job", number, f"{job}{sign}"))
            add(Event(end, how, number, error))
        return number

    def job(self, task: int, name: str, begin: float, end: float, sign: Literal["-", "!", "x"] = "-") -> None:
        self.events += [Event(begin, "job", task, f"{name}+"), Event(end, "job", task, f"{name}{sign}")]

    def trace(self, elapsed: float) -> Trace:
        return Trace(
            tuple(sorted(self.events, key=lambda event: event.at)), tuple(self.tasks), elapsed, "virtual"
        )


def sleep(seconds: float, at: float = 0.0) -> Wait:
    return Wait("sleep", f"sleep({seconds:g})", at + seconds)


def gathered(*seconds: float, names: str = "ABCDEFGH") -> Trace:
    """Jobs A, B, C… that sleep so long, all at once under a gather."""
    build = Builder()
    end = max(seconds)
    tasks = tuple(f"Task-{number}" for number in range(2, len(seconds) + 2))
    wait = Wait("gather", "gather", tasks=tasks)
    build.task(waits=((0, wait, end),), end=end, root=True, coroutine="main")
    for name, long in zip(names, seconds, strict=False):
        build.task(waits=((0, sleep(long), long),), end=long, job=name)
    return build.trace(end)


def one_by_one(*seconds: float) -> Trace:
    """The same jobs one after the other in main itself."""
    build = Builder()
    at, waits = 0.0, []
    for long in seconds:
        waits.append((at, sleep(long, at), at + long))
        at += long
    main = build.task(waits=tuple(waits), end=at, root=True, coroutine="main")
    for name, (begin, _, end) in zip("ABCDEFGH", waits, strict=False):
        build.job(main, name, begin, end)
    return build.trace(at)


def many(count: int, *, spread: bool = False) -> Trace:
    """That many jobs of one second; with `spread` each begins a little later."""
    build = Builder()
    later = 9.0 / count if spread else 0.0
    end = 1.0 + later * (count - 1)
    wait = Wait("gather", "gather", tasks=tuple(map(str, range(count))))
    build.task(waits=((0, wait, end),), end=end, root=True, coroutine="main")
    for number in range(count):
        begin = number * later
        build.task(
            waits=((begin, sleep(1, begin), begin + 1),), end=begin + 1, begin=begin, job=f"work({number})"
        )
    return build.trace(end)


def mixed() -> Trace:
    """One of everything: a hold, a lock with its holder, a failure, a cancellation, a leak, a late start."""
    build = Builder()
    build.task(waits=((0, Wait("wait", "wait"), 8),), end=8, root=True, coroutine="main", cell=4)
    build.task("owner", ((0, sleep(4), 4),), 4, job="owner")
    lock = Wait("lock", "lock 'till'", holders=("owner",))
    build.task(
        "customer", ((0, lock, 4), (4, sleep(2, 4), 6)), 6, "failed", error="ValueError: no money left"
    )
    build.task("late", ((5, sleep(3, 5), 8),), 6, "cancelled", begin=1, started=5)
    holder = build.task("thinker", ((0, sleep(2), 2),), 5)
    build.events.append(Event(2, "held", holder, seconds=3.0))
    build.task("forgotten", ((0, Wait("queue-get", "queue 'orders'"), 99),))
    build.task("购物车", ((0, Wait("event", "event 'bell'"), 7),), 7)
    trace = build.trace(8)
    return replace(trace, events=tuple(event for event in trace.events if event.at <= 8))
