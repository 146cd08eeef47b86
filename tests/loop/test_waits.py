"""One table of cases: what a task waits on, and who awaits it, the same on every CPython."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from playground.loop.waits import awaited_by, place_of, state_of, waits_on
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


@case("thread", "thread running Event.wait")
async def to_thread(scene: Scene) -> None:
    await asyncio.to_thread(scene.gate.wait)


@case("thread", "a thread of the executor")
async def executor(scene: Scene) -> None:
    await asyncio.get_running_loop().run_in_executor(None, scene.gate.wait)


@case("socket", "socket 'left'")
async def a_socket(scene: Scene) -> None:
    left, right = socket.socketpair()
    scene.ends += [left.close, right.close]
    left.setblocking(False)
    await asyncio.get_running_loop().sock_recv(left, 1)


@case("stream", "stream 'reader'")
async def stream(scene: Scene) -> None:
    left, right = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=left)
    scene.ends += [writer.close, right.close]
    await reader.readline()


@case("subprocess", "subprocess 'child'")
async def subprocess(scene: Scene) -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=-1)

    async def end() -> None:
        child.kill()
        await child.wait()

    scene.ends.append(end)
    await child.wait()


@case("sleep", "sleep(3600)")
async def async_for(scene: Scene) -> None:
    async def numbers() -> AsyncIterator[int]:
        await asyncio.sleep(3600)
        yield 1

    async for _ in numbers():
        pass


@case("event", "event 'scene.event'")
async def anext_of_a_generator(scene: Scene) -> None:
    async def numbers() -> AsyncIterator[int]:
        await scene.event.wait()
        yield 1

    await anext(numbers(), None)


@case("queue-get", "Queue(maxsize=1)")  # no name stands on the line
async def through_an_awaitable(scene: Scene) -> None:
    class Something:
        def __await__(self) -> Any:
            return scene.queue.get().__await__()

    await Something()


async def run_case(name: str, look: Callable[[asyncio.Task[Any], Scene], Any]) -> Any:
    function, expected = CASES[name]
    scene = Scene()
    subject = scene.task("subject", function(scene))
    try:
        for _ in range(20_000):  # a subprocess takes a while to start
            await asyncio.sleep(0)
            found = waits_on(subject)
            if found is not None and (found.kind, found.what) == (expected.kind, expected.what):
                break
        return look(subject, scene)
    finally:
        for end in scene.ends:
            if asyncio.iscoroutine(ending := end()):
                await ending
        for task in scene.tasks:
            task.cancel()
        await asyncio.gather(*scene.tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)


@pytest.mark.parametrize("name", CASES)
def test_what_a_task_waits_on(name: str) -> None:
    """Each way to wait is told by its kind, its object's name, the tasks waited for and the holders."""
    found = asyncio.run(run_case(name, lambda task, _: waits_on(task)))

    assert found is not None
    expected = CASES[name][1]
    got = Wait(found.kind, found.what, None, found.tasks, found.holders)
    if name == "wait_for_a_queue" and sys.version_info < (3, 12):
        got = Wait(got.kind, got.what, None, (), got.holders)  # there it awaits in a task of its own
    assert got == expected


@pytest.mark.parametrize("name", CASES)
def test_the_place_is_the_program_s_own_line(name: str) -> None:
    """A task is shown at the innermost line of the program, whatever asyncio does below it."""
    place = asyncio.run(run_case(name, lambda task, _: place_of(task)))

    assert place is not None
    assert place.file == __file__


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a_task", "inner"),
        ("gather", "two"),
        ("wait", "one"),
        ("as_completed", "two"),
        ("task_group", "inner"),
        ("shield", "inner"),
        ("wait_for_a_task", "inner"),
    ],
)
def test_who_awaits_a_task(name: str, inner: str) -> None:
    """From the task that is waited for, the one that waits is found, once, through every combinator."""

    def look(task: asyncio.Task[Any], scene: Scene) -> list[str]:
        waited = next(one for one in scene.tasks if one.get_name() == inner)
        return [one.get_name() for one in awaited_by(waited)]

    assert asyncio.run(run_case(name, look)) == ["subject"]


def test_a_sleep_tells_when_it_ends() -> None:
    """`until` is the loop time at which the sleep ends."""

    async def main() -> tuple[float, float]:
        task = asyncio.create_task(asyncio.sleep(3600))
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(0)
        found = waits_on(task)
        task.cancel()
        assert found is not None
        assert found.until is not None
        return before, found.until

    before, until = asyncio.run(main())
    assert 3600 <= until - before < 3700


def test_states() -> None:
    """A task is ready until it runs, then it waits, and in the end it is done."""

    async def main() -> list[str]:
        event = asyncio.Event()
        task = asyncio.create_task(event.wait())
        me = asyncio.current_task()
        assert me is not None
        seen = [state_of(me, me), state_of(task)]
        await asyncio.sleep(0)
        seen.append(state_of(task))
        event.set()
        seen.append(state_of(task))
        await task
        return [*seen, state_of(task)]

    assert asyncio.run(main()) == ["running", "ready", "waiting", "ready", "done"]


def test_a_task_that_gives_its_turn_away_waits_for_its_turn() -> None:
    """`sleep(0)` is a turn, not a wait on something."""

    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    async def main() -> Wait | None:
        task = asyncio.create_task(spin())
        await asyncio.sleep(0)
        found = waits_on(task)
        task.cancel()
        return found

    assert asyncio.run(main()) == Wait("turn")


def test_looking_keeps_nothing_alive() -> None:
    """A look at a waiting task leaves no reference to the program's variables behind."""

    class Thing:
        pass

    async def keep(event: asyncio.Event) -> None:
        thing = Thing()
        await event.wait()
        del thing
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def main() -> int:
        event = asyncio.Event()
        task = asyncio.create_task(keep(event))
        await asyncio.sleep(0)
        waits_on(task), place_of(task), awaited_by(task)
        event.set()
        await asyncio.sleep(0)
        alive = sum(isinstance(one, Thing) for one in gc.get_objects())
        await task
        return alive

    assert asyncio.run(main()) == 0
