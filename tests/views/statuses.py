"""Statuses made by hand: the same on every machine."""

from __future__ import annotations

from dataclasses import replace

from playground.loop.asking import Asked
from playground.loop.facts import RECORDED, Ended, LoopStatus
from playground.loop.inside import ThreadPool, Timer, Transport
from playground.loop.rows import Rows, TaskStatus
from playground.values.report import Hold
from playground.values.trace import Place, Wait

__all__ = ["busy", "idle", "many", "plain_loop"]


def rows_of(*tasks: TaskStatus, now: float = 12.5) -> Rows:
    """These rows, all worked out."""
    columns = ([one.name for one in tasks], [one.state for one in tasks], [one.coroutine for one in tasks])
    return Rows(tasks, range(len(tasks)), columns, [None] * len(tasks), now, lambda row: row)


def busy() -> LoopStatus:
    """A lock cycle, a sleeper, a group, a thread, a running task, a lost error, a hold, a server."""

    def at(line: int) -> Place:
        return Place("<cell 3>", line, "f")

    y, x = Wait("lock", "lock 'y'", holders=("B",)), Wait("lock", "lock 'x'", holders=("A",))
    group = Wait("group", "task group", tasks=("Task-5", "购物车"))
    thread, sleep = Wait("thread", "thread running sum"), Wait("sleep", "sleep(10)", 20.0)
    tasks = rows_of(
        TaskStatus("A", "waiting", "cross", 3.2, at(4), y, (), 3, at(9), True),
        TaskStatus("B", "waiting", "cross", 3.2, at(4), x, (), 3, at(9), True),
        TaskStatus("Task-4", "waiting", "main", 9.0, at(12), group, (), 2),
        TaskStatus("Task-5", "waiting", "Shop.serve", 8.9, at(20), sleep, ("Task-4",), 2),
        TaskStatus("购物车", "waiting", "load", 8.9, at(21), thread, ("Task-4",), 2),
        TaskStatus("evil \x1b[2J", "ready", "spin", 0.001, at(30), Wait("turn"), (), 4),
        TaskStatus("Task-9", "running", "cell 4", 0.0, at(1), None, (), 4),
    )
    return LoopStatus(
        loop="RecordingLoop",
        time=12.5,
        clock="real",
        debug=True,
        running=True,
        running_since=12.5,
        tasks=tasks,
        detailed=len(tasks),
        count=len(tasks),
        matching=len(tasks),
        ready=1,
        timers=(Timer(7.5, "sleep"), Timer(40.0, "timeout")),
        lag=(0.0002, 0.31),
        longest_step=Hold("Task-9", 0.31, Place("<cell 4>", 2, "crunch")),
        finished=(
            Ended("Task-7", "failed", 0.4, "ValueError: no milk", seen=False),
            Ended("Task-6", "cancelled", 1.5),
            Ended("Task-3", "done", 125.0),
        ),
        threads=ThreadPool(("asyncio_0", "asyncio_1"), 1, 0, 6),
        transports=(Transport("connection", "127.0.0.1:54321"), Transport("server", "127.0.0.1:8000")),
    )


def plain_loop() -> LoopStatus:
    """The same loop without a recorder, and of another make."""
    status = busy()
    rows = [replace(task, age=None, cell=None, created=None) for task in status.tasks]
    return replace(
        status,
        loop="Loop",
        tasks=rows_of(*rows),
        running_since=None,
        lag=None,
        longest_step=None,
        finished=(),
        ready=0,
        timers=(),
        threads=None,
        transports=(),
        unknown=(*RECORDED, "ready", "timers", "threads", "transports"),
    )


def many() -> LoopStatus:
    """The first three of the thousands that were asked for."""
    wait = Wait("queue-get", "queue 'orders'")
    rows = [
        TaskStatus(f"worker-{n}", "waiting", "work", 60.0 - n, Place("shop.py", 40), wait) for n in range(3)
    ]
    return replace(
        busy(),
        tasks=rows_of(*rows),
        detailed=3,
        count=10_001,
        matching=9_990,
        asked=Asked("worker-*", "waiting", 3, "age"),
        finished=(),
        transports=(),
    )


def idle() -> LoopStatus:
    """A loop that does not run and has nothing."""
    return LoopStatus(
        "VirtualClockLoop", 0.0, "virtual", False, False, None, rows_of(), 0, 0, 0, 0, unknown=RECORDED
    )
