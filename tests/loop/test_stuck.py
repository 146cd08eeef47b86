"""Who is stuck on a loop on the real clock: rings of tasks, and loops in which nothing can wake anybody."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable

import pytest

from playground.loop.running import RecordingLoop
from playground.loop.stuck import Suspicion
from playground.values.stuck import Stuck
from playground.views.stuck import stuck_words

Setup = Callable[[], Awaitable[object]]


async def turns(count: int = 10) -> None:
    """Let the others get to where they wait."""
    for _ in range(count):
        await asyncio.sleep(0)


def looked_at(setup: Setup, everyone: bool = False) -> Stuck | None:
    """What two looks find when the tasks that `setup` makes have come to rest; the second look tells."""
    loop = RecordingLoop()
    found: list[Stuck | None] = []

    async def main() -> None:
        kept = await setup()
        await turns()
        suspicion = Suspicion(loop)
        main_itself = asyncio.current_task()
        assert main_itself is not None
        loop.call_soon(lambda: found.append(suspicion.look(everyone=False)))
        await turns(2)
        if everyone:
            return  # main is over: what is left are the tasks that wait
        found.append(suspicion.look(everyone=False))
        found.append(suspicion.look(everyone=False))
        del kept

    try:
        loop.run_until_complete(main())
        if everyone:
            suspicion = Suspicion(loop)
            for _ in range(2):
                loop.call_soon(loop.stop)  # at the end of this iteration
                loop.call_soon(lambda: found.append(suspicion.look()))
                loop.run_forever()
            return found[-1]
        assert found[0] is None, "one look alone tells nothing"
        assert found[2] is None, "nothing is told twice"
        return found[1]
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(turns())
        loop.close()


async def take(first: asyncio.Lock, second: asyncio.Lock) -> None:
    async with first:
        await asyncio.sleep(0)
        async with second:
            pass


def two(*, limit: float | None = None) -> Setup:
    async def setup() -> object:
        left, right = asyncio.Lock(), asyncio.Lock()

        async def limited() -> None:
            async with asyncio.timeout(limit):
                await take(right, left)

        return [
            asyncio.create_task(take(left, right), name="A"),
            asyncio.create_task(limited() if limit else take(right, left), name="B"),
        ]

    return setup


def test_a_ring_of_two_locks() -> None:
    """Who holds what, who waits for what, and where; in one sentence, in both languages."""
    found = looked_at(two())
    assert found is not None
    assert found.ring
    assert [link.task for link in found.links] == ["A", "B"]
    line = take.__code__.co_firstlineno + 3
    place = f"test_stuck.py:{line}"
    assert stuck_words(found) == (
        f"A holds lock 'second' #2 and waits for lock 'second' #1, held by B at {place}; "
        "B waits for lock 'second' #2"
    )
    assert f"B（{place}）" in stuck_words(found, "zh")


def test_a_time_limit_will_break_the_ring() -> None:
    """A task that a timer will cancel lets go of its lock then: nothing is stuck."""
    assert looked_at(two(limit=60)) is None


async def themselves() -> object:
    lock = asyncio.Lock()

    async def twice() -> None:
        async with lock:
            await lock.acquire()

    return asyncio.create_task(twice(), name="alone")


async def parent_and_child() -> object:
    lock = asyncio.Lock()

    async def child() -> None:
        async with lock:
            pass

    async def parent() -> None:
        async with lock:
            await asyncio.gather(asyncio.create_task(child(), name="child"))

    return asyncio.create_task(parent(), name="parent")


async def group_and_child() -> object:
    semaphore = asyncio.Semaphore(1)

    async def child() -> None:
        async with semaphore:
            pass

    async def parent() -> None:
        async with semaphore, asyncio.TaskGroup() as group:
            group.create_task(child(), name="child")

    return asyncio.create_task(parent(), name="parent")


async def three() -> object:
    locks = a, b, c = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
    pairs = zip("ABC", ((a, b), (b, c), (c, a)), strict=True)
    return locks, [asyncio.create_task(take(*pair), name=name) for name, pair in pairs]


@pytest.mark.parametrize(
    ("setup", "tasks", "said"),
    [
        (themselves, ["alone"], "holds lock 'lock' and waits for it again"),
        (parent_and_child, ["parent", "child"], "parent holds lock 'lock' and waits for gather of child"),
        (group_and_child, ["parent", "child"], "child waits for semaphore 'semaphore'"),
        (three, ["A", "B", "C"], "; B waits for lock 'second' #2, held by C at"),
    ],
)
def test_rings_of_other_kinds(setup: Setup, tasks: list[str], said: str) -> None:
    """A lock taken twice, a parent that waits for a child which wants its lock, three in a round."""
    found = looked_at(setup)
    assert found is not None
    assert [link.task for link in found.links] == tasks
    assert said in stuck_words(found)


def test_a_gather_in_chinese() -> None:
    """No English word between the names, and no blank behind a wide bracket."""
    found = looked_at(parent_and_child)
    assert found is not None
    words = stuck_words(found, "zh")
    assert "gather（child）" in words
    assert " of " not in words
    assert "） " not in words


async def a_queue_for_two() -> object:
    lock = asyncio.Lock()

    async def hold() -> None:
        async with lock:
            await asyncio.sleep(3600)

    return [asyncio.create_task(hold()), *[asyncio.create_task(take(lock, lock)) for _ in range(3)]]


async def a_semaphore_for_two() -> object:
    """Of two holders one may let go."""
    semaphore, lock = asyncio.Semaphore(2), asyncio.Lock()

    async def hold() -> None:
        async with semaphore:
            await asyncio.sleep(3600)

    async def other() -> None:
        async with semaphore, lock, semaphore:
            pass

    return [asyncio.create_task(hold()), asyncio.create_task(other())]


@pytest.mark.parametrize("setup", [a_queue_for_two, a_semaphore_for_two])
def test_who_waits_for_somebody_who_goes_on_is_not_stuck(setup: Setup) -> None:
    """A queue at a lock is no ring."""
    assert looked_at(setup) is None


async def nobody() -> object:
    queue: asyncio.Queue[int] = asyncio.Queue()
    event = asyncio.Event()

    async def get() -> None:
        await queue.get()

    async def see() -> None:
        await event.wait()

    return [asyncio.create_task(get(), name="getter"), asyncio.create_task(see(), name="watcher")]


def test_a_loop_in_which_nothing_can_happen() -> None:
    """Every task with its line and what it waits for."""
    found = looked_at(nobody, everyone=True)
    assert found is not None
    assert not found.ring
    words = stuck_words(found)
    assert words.startswith(
        "every task waits, and nothing is left that could wake one: getter at test_stuck.py:"
    )
    assert "waits for queue 'queue'; watcher at" in words
    assert words.endswith("waits for event 'event'")


async def with_a_timer() -> object:
    asyncio.get_running_loop().call_later(3600, print)
    return await nobody()


async def with_a_socket() -> object:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    asyncio.get_running_loop().add_reader(ours, print)
    return ours, theirs, await nobody()


@pytest.mark.parametrize("setup", [with_a_timer, with_a_socket])
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the sockets end with the test
def test_what_may_still_wake_a_task(setup: Setup) -> None:
    """A timer, a descriptor: nothing is said."""
    assert looked_at(setup, everyone=True) is None


def test_a_thread_may_still_wake_a_task() -> None:
    """A thread of the program's that lives may call into the loop."""
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert looked_at(nobody, everyone=True) is None
    finally:
        ended.set()
        thread.join()
    assert looked_at(nobody, everyone=True) is not None
