"""The table of cases of what a task waits on: asyncio's own primitives, tasks and groups of them."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from playground.values.trace import Wait


class Scene:
    """What a case may use; everything that it starts is ended after the case."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.event = asyncio.Event()
        self.queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tasks: list[asyncio.Task[Any]] = []
        self.gate = threading.Event()
        self.ends: list[Callable[[], object]] = [self.gate.set]

    def task(self, name: str, coro: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(coro, name=name)
        self.tasks.append(task)
        return task

    async def hold(self, thing: Any) -> None:
        """Let a task of the name "holder" be inside ``async with thing``."""

        async def inside() -> None:
            async with thing:
                await asyncio.sleep(3600)

        self.task("holder", inside())
        await asyncio.sleep(0)

    async def child(self) -> asyncio.subprocess.Process:
        """A process that lasts as long as the case."""
        code = "import time; time.sleep(3600)"
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=-1, stdout=-1)

        async def end() -> None:
            child.kill()
            await child.wait()

        self.ends.append(end)
        return child

    def sleeper(self, name: str = "inner") -> asyncio.Task[Any]:
        return self.task(name, asyncio.sleep(3600))


Case = Callable[[Scene], Awaitable[object]]
CASES: dict[str, tuple[Case, Wait]] = {}


def case(
    kind: Any, what: str = "", tasks: tuple[str, ...] = (), holders: tuple[str, ...] = ()
) -> Callable[[Case], Case]:
    def keep(function: Case) -> Case:
        CASES[function.__name__] = (function, Wait(kind, what, None, tasks, holders))
        return function

    return keep


@case("sleep", "sleep(3600)")
async def sleeping(scene: Scene) -> None:
    await asyncio.sleep(3600)


@case("task", "task 'inner'", ("inner",))
async def a_task(scene: Scene) -> None:
    await scene.sleeper()


@case("gather", "gather", ("one", "two"))
async def gather(scene: Scene) -> None:
    await asyncio.gather(scene.sleeper("one"), scene.sleeper("two"))


@case("wait", "wait", ("one", "two"))
async def wait(scene: Scene) -> None:
    await asyncio.wait([scene.sleeper("two"), scene.sleeper("one")])


@case("as_completed", "as_completed", ("one", "two"))
async def as_completed(scene: Scene) -> None:
    for first in asyncio.as_completed([scene.sleeper("one"), scene.sleeper("two")]):
        await first


@case("group", "task group", ("inner",))
async def task_group(scene: Scene) -> None:
    async with asyncio.TaskGroup() as group:
        scene.tasks.append(group.create_task(asyncio.sleep(3600), name="inner"))


@case("shield", "shield", ("inner",))
async def shield(scene: Scene) -> None:
    await asyncio.shield(scene.sleeper())


@case("wait_for", "queue 'scene.queue'")
async def wait_for_a_queue(scene: Scene) -> None:
    await asyncio.wait_for(scene.queue.get(), 3600)


@case("wait_for", "task 'inner'", ("inner",))
async def wait_for_a_task(scene: Scene) -> None:
    await asyncio.wait_for(scene.sleeper(), 3600)


@case("sleep", "sleep(3600)")
async def under_a_timeout(scene: Scene) -> None:
    async with asyncio.timeout(60):
        await asyncio.sleep(3600)


@case("lock", "lock 'scene.lock'", holders=("holder",))
async def lock(scene: Scene) -> None:
    async def hold() -> None:
        async with scene.lock:
            await asyncio.sleep(3600)

    scene.task("holder", hold())
    await asyncio.sleep(0)
    async with scene.lock:
        pass


@case("lock", "lock 'mine'", holders=("subject",))
async def lock_held_by_itself(scene: Scene) -> None:
    mine = scene.lock
    async with mine:
        await mine.acquire()


@case("semaphore", "semaphore 'two'", holders=("a", "b"))
async def semaphore(scene: Scene) -> None:
    two = asyncio.Semaphore(2)

    async def hold() -> None:
        async with two:
            await asyncio.sleep(3600)

    scene.task("b", hold())
    scene.task("a", hold())
    await asyncio.sleep(0)
    await two.acquire()


@case("event", "event 'scene.event'")
async def event(scene: Scene) -> None:
    await scene.event.wait()


@case("condition", "condition 'changed'")
async def condition(scene: Scene) -> None:
    changed = asyncio.Condition()
    async with changed:
        await changed.wait()


@case("condition", "condition 'changed'")
async def condition_wait_for(scene: Scene) -> None:
    changed = asyncio.Condition()
    async with changed:
        await changed.wait_for(lambda: False)


@case("barrier", "barrier 'start'")
async def barrier(scene: Scene) -> None:
    start = asyncio.Barrier(2)
    await start.wait()


@case("queue-get", "queue 'scene.queue'")
async def queue_get(scene: Scene) -> None:
    await scene.queue.get()


@case("queue-put", "queue 'scene.queue'")
async def queue_put(scene: Scene) -> None:
    await scene.queue.put(1)
    await scene.queue.put(2)


@case("queue-join", "queue 'scene.queue'")
async def queue_join(scene: Scene) -> None:
    await scene.queue.put(1)
    await scene.queue.join()


@case("future", "future 'scene.future'")
async def a_future(scene: Scene) -> None:
    await scene.future


@case("shield", "shield", ("one", "two"))
async def shield_of_a_gather(scene: Scene) -> None:
    await asyncio.shield(asyncio.gather(scene.sleeper("one"), scene.sleeper("two")))


@case("gather", "gather", ("one", "two", "three"))
async def gathers_inside_a_gather(scene: Scene) -> None:
    inner = asyncio.gather(scene.sleeper("two"), asyncio.shield(scene.sleeper("three")))
    await asyncio.gather(scene.sleeper("one"), inner)


@case("group", "task group", ("inner",))
async def a_group_in_a_group(scene: Scene) -> None:
    async with asyncio.TaskGroup(), asyncio.TaskGroup() as group:
        scene.tasks.append(group.create_task(asyncio.sleep(3600), name="inner"))


@case("wait", "wait", ("inner",))
async def wait_for_the_first(scene: Scene) -> None:
    await asyncio.wait({scene.sleeper()}, timeout=60, return_when="FIRST_COMPLETED")


@case("wait_for", "future 'scene.future'")
async def wait_for_a_future(scene: Scene) -> None:
    await asyncio.wait_for(scene.future, 3600)


@case("wait_for", "lock 'scene.lock'", holders=("holder",))
async def wait_for_a_lock(scene: Scene) -> None:
    await scene.hold(scene.lock)
    await asyncio.wait_for(scene.lock.acquire(), 3600)


@case("lock", "lock 'scene.lock'", holders=("holder",))
async def a_lock_under_a_timeout(scene: Scene) -> None:
    await scene.hold(scene.lock)
    async with asyncio.timeout(60):
        async with scene.lock:
            pass


@case("semaphore", "semaphore 'one'", holders=("holder",))
async def a_bounded_semaphore(scene: Scene) -> None:
    one = asyncio.BoundedSemaphore(1)
    await scene.hold(one)
    async with one:
        pass


@case("lock", "lock of condition 'changed'", holders=("holder",))
async def entering_a_condition(scene: Scene) -> None:
    changed = asyncio.Condition()
    await scene.hold(changed)
    async with changed:
        pass


@case("lock", "lock of condition 'changed'", holders=("holder",))
async def a_condition_whose_lock_another_has(scene: Scene) -> None:
    changed = asyncio.Condition(scene.lock)

    async def notify() -> None:
        async with scene.lock:
            changed.notify()
            await asyncio.sleep(3600)

    async with changed:
        scene.task("holder", notify())
        await changed.wait()


@case("queue-get", "queue 'urgent'")
async def a_priority_queue(scene: Scene) -> None:
    urgent: asyncio.PriorityQueue[int] = asyncio.PriorityQueue()
    await urgent.get()


@case("future", "a future")
async def a_future_without_a_name(scene: Scene) -> None:
    await asyncio.Future()


@case("lock", "lock 'second'", holders=("other",))
async def a_deadlock(scene: Scene) -> None:
    first, second = asyncio.Lock(), asyncio.Lock()

    async def crosswise() -> None:
        async with second:
            await asyncio.sleep(0)
            async with first:
                pass

    async with first:
        scene.task("other", crosswise())
        await asyncio.sleep(0)
        async with second:
            pass
