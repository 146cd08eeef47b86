"""One table of cases: what a task waits on, and who awaits it, the same on every CPython."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import sys
import threading
import types
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
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
    child = await scene.child()
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


@case("wait_for", "thread running Event.wait")
async def wait_for_a_thread(scene: Scene) -> None:
    await asyncio.wait_for(asyncio.to_thread(scene.gate.wait), 3600)


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


@case("thread", "thread looking up 'localhost'")
async def looking_up_a_name(scene: Scene) -> None:
    loop = asyncio.get_running_loop()
    pool = ThreadPoolExecutor(1)
    pool.submit(scene.gate.wait)
    loop.set_default_executor(pool)
    await loop.getaddrinfo("localhost", 80)


@case("thread", "a thread of the executor")
async def a_future_of_a_pool(scene: Scene) -> None:
    pool = ThreadPoolExecutor(1)
    scene.ends.append(lambda: pool.shutdown(wait=False))
    await asyncio.wrap_future(pool.submit(scene.gate.wait))


@case("socket", "server 'server'")
async def a_server(scene: Scene) -> None:
    server = await asyncio.start_server(lambda _, peer: peer.close(), "127.0.0.1", 0)
    async with server:
        await server.serve_forever()


@case("socket", "socket 'listening'")
async def accepting(scene: Scene) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    scene.ends.append(listening.close)
    listening.setblocking(False)
    await asyncio.get_running_loop().sock_accept(listening)


@case("stream", "stream 'reader'")
async def exactly_so_many_bytes(scene: Scene) -> None:
    left, right = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=left)
    scene.ends += [writer.close, right.close]
    await reader.readexactly(3)


@case("stream", "stream 'reader'")
async def lines_of_a_stream(scene: Scene) -> None:
    left, right = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=left)
    scene.ends += [writer.close, right.close]
    async for _ in reader:
        pass


@case("stream", "stream 'writer'")
async def a_full_stream(scene: Scene) -> None:
    left, right = socket.socketpair()
    _, writer = await asyncio.open_connection(sock=left)
    scene.ends += [writer.transport.abort, right.close]
    writer.write(bytes(10_000_000))
    await writer.drain()


@case("stream", "stream 'child.stdout'")
async def output_of_a_subprocess(scene: Scene) -> None:
    child = await scene.child()
    assert child.stdout is not None
    await child.stdout.readline()


@case("subprocess", "subprocess 'child'")
async def communicating(scene: Scene) -> None:
    child = await scene.child()
    await child.communicate()


@case("sleep", "sleep(3600)")
async def closing_a_generator(scene: Scene) -> None:
    async def numbers() -> AsyncGenerator[int, None]:
        try:
            yield 1
        finally:
            await asyncio.sleep(3600)

    generator = numbers()
    await anext(generator)
    await generator.aclose()


@case("sleep", "sleep(3600)")
async def throwing_into_a_generator(scene: Scene) -> None:
    async def numbers() -> AsyncGenerator[int, None]:
        with contextlib.suppress(ValueError):
            yield 1
        await asyncio.sleep(3600)

    generator = numbers()
    await anext(generator)
    await generator.athrow(ValueError())


@case("sleep", "sleep(3600)")
async def in_a_comprehension(scene: Scene) -> None:
    async def numbers() -> AsyncIterator[int]:
        await asyncio.sleep(3600)
        yield 1

    [number async for number in numbers()]


@case("sleep", "sleep(3600)")
async def in_a_context_manager(scene: Scene) -> None:
    @contextlib.asynccontextmanager
    async def slow() -> AsyncIterator[None]:
        await asyncio.sleep(3600)
        yield

    async with slow():
        pass


@case("sleep", "sleep(3600)")
async def through_a_generator_of_old(scene: Scene) -> None:
    @types.coroutine
    def old() -> Any:
        yield from asyncio.sleep(3600).__await__()

    await old()


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
    if name in ("wait_for_a_queue", "wait_for_a_lock", "wait_for_a_thread") and sys.version_info < (3, 12):
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
        ("shield_of_a_gather", "two"),
        ("gathers_inside_a_gather", "three"),
        ("a_group_in_a_group", "inner"),
        ("wait_for_the_first", "inner"),
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
