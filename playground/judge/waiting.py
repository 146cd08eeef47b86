"""What tasks wait on, as words: taken from the last wait of each task that did not end."""

from __future__ import annotations

from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.trace import Place, TaskRecord, Trace, Wait, WaitKind

from .words import names, seconds

__all__ = ["Waiting", "circle", "still_waiting", "wait_words", "why_stuck"]

_KINDS: dict[WaitKind, Text] = {
    "sleep": Text("a sleep", "睡眠"),
    "turn": Text("its turn", "轮到它"),
    "task": Text("another task", "另一个任务"),
    "gather": Text("a gather", "gather"),
    "wait": Text("asyncio.wait", "asyncio.wait"),
    "as_completed": Text("the next result of as_completed", "as_completed 的下一个结果"),
    "group": Text("the end of a TaskGroup", "TaskGroup 结束"),
    "shield": Text("a shielded task", "被 shield 保护的任务"),
    "wait_for": Text("wait_for", "wait_for"),
    "lock": Text("a lock", "锁"),
    "semaphore": Text("a semaphore", "信号量"),
    "event": Text("an event", "事件"),
    "condition": Text("a condition", "条件变量"),
    "barrier": Text("a barrier", "屏障"),
    "queue-get": Text("an item from a queue", "队列里的元素"),
    "queue-put": Text("room in a queue", "队列的空位"),
    "queue-join": Text("a queue's join", "队列的 join"),
    "future": Text("a future", "future"),
    "thread": Text("a thread", "线程"),
    "socket": Text("a socket", "套接字"),
    "stream": Text("a stream", "流"),
    "subprocess": Text("a subprocess", "子进程"),
    "generator": Text("an asynchronous generator", "异步生成器"),
    "unknown": Text("something", "某个东西"),
}

_WHY: dict[WaitKind, Text] = {
    "lock": Text(
        "A lock is free again only when the task that holds it leaves its `async with`.",
        "只有持有锁的任务离开它的 `async with`，锁才会空出来。",
    ),
    "semaphore": Text(
        "A place is free again only when a task that holds one gives it back.",
        "只有占着名额的任务归还名额，才会有空位。",
    ),
    "event": Text("Nobody is left who would set it.", "已经没有谁会来设置（set）它了。"),
    "condition": Text("Nobody is left who would notify it.", "已经没有谁会来通知（notify）它了。"),
    "barrier": Text("Not as many come to it as it waits for.", "来到屏障的任务没有它等待的那么多。"),
    "queue-get": Text("Nobody is left who would put anything in.", "已经没有谁会再往里放（put）东西了。"),
    "queue-put": Text("Nobody is left who would take anything out.", "已经没有谁会再从里面取（get）东西了。"),
    "queue-join": Text(
        "`join` counts: it waits for one `task_done` for every `put`.",
        "`join` 在计数：每一次 `put` 都要等到一次 `task_done`。",
    ),
    "future": Text("Nobody is left who would give it a result.", "已经没有谁会给它设置结果了。"),
}


@frozen
class Waiting:
    """A task that has not ended, and what it waited on last."""

    task: TaskRecord
    wait: Wait
    place: Place | None


def still_waiting(trace: Trace) -> tuple[Waiting, ...]:
    """The tasks that were waiting when the trace ended, in order of creation."""
    last: dict[int, tuple[Wait, Place | None] | None] = {}
    for event in trace.events:
        if event.task is None:
            continue
        if event.kind == "waits" and event.wait is not None:
            last[event.task] = (event.wait, event.place)
        elif event.kind in ("resumed", "started", "done", "failed", "cancelled"):
            last[event.task] = None
    found = []
    for task in trace.tasks:
        wait = last.get(task.number)
        if task.how == "pending" and wait is not None:
            found.append(Waiting(task, *wait))
    return tuple(found)


def wait_words(wait: Wait) -> Text:
    """What is waited on: "lock 'a', held by 'B'"."""
    kind = _KINDS[wait.kind]
    if wait.kind == "sleep" and wait.until is not None:
        until = seconds(wait.until)
        return Text(f"a sleep until {until.en}", f"睡到第 {until.zh}")
    what = Text(wait.what, f" {wait.what}") if wait.what else kind
    if wait.holders:
        held = names(wait.holders, 3)
        return Text(f"{what.en}, held by {held.en}", f"{what.zh}（被 {held.zh} 持有）")
    if wait.tasks:
        others = names(wait.tasks, 3)
        return Text(f"{what.en}: {others.en}", f"{what.zh}：{others.zh}")
    return what


def circle(waiting: tuple[Waiting, ...]) -> tuple[str, ...]:
    """Names of tasks each of which waits for what the next one holds; () when there is no circle."""
    holder = {each.task.name: each.wait.holders for each in waiting if each.wait.holders}
    for start in holder:
        path = [start]
        while (nexts := holder.get(path[-1])) and nexts[0] not in path:
            path.append(nexts[0])
        if nexts and nexts[0] == start:
            return tuple(path)
    return ()


def why_stuck(waiting: tuple[Waiting, ...]) -> Text:
    """Why nobody can go on, as far as the kinds of the waits tell."""
    round_trip = circle(waiting)
    if len(round_trip) == 1:
        return Text(
            f"'{round_trip[0]}' holds it itself: an asyncio lock cannot be taken twice, not even by the "
            "same task.",
            f"持有它的正是 '{round_trip[0]}' 自己：asyncio 的锁不能拿两次，同一个任务也不行。",
        )
    if round_trip:
        return Text(
            "It is a circle: each holds what the next one wants.",
            "这是一个环：每个任务都持有下一个任务想要的东西。",
        )
    kinds = [each.wait.kind for each in waiting]
    return next((_WHY[kind] for kind in kinds if kind in _WHY), Text(""))
