"""What a deadlock says."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Coroutine
from typing import Any

import pytest

from playground.loop import Deadlock, LoopLimit, VirtualClockLoop


def stuck(main: Coroutine[Any, Any, Any]) -> Deadlock:
    """The deadlock in which main ends."""
    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner, pytest.raises(Deadlock) as caught:
        runner.run(main)
    return caught.value


def test_names_task_place_and_thing() -> None:
    """Each task has a line: its name, the line where it waits, and what it waits on."""

    async def main() -> None:
        await asyncio.Event().wait()

    deadlock = stuck(main())
    assert isinstance(deadlock, RuntimeError)
    (line,) = deadlock.waits
    assert line.startswith("Task-1 at test_clock_deadlock.py:")
    assert "waits on Event" in line
    assert line in str(deadlock)


def test_names_holders_and_draws_the_cycle() -> None:
    """Two tasks that hold each other's lock are told with who holds what, and their ring is drawn."""

    async def take(first: asyncio.Lock, second: asyncio.Lock) -> None:
        async with first:
            await asyncio.sleep(1)
            async with second:
                pass

    async def main() -> None:
        fork, spoon = asyncio.Lock(), asyncio.Lock()
        async with asyncio.TaskGroup() as group:
            group.create_task(take(fork, spoon), name="ann")
            group.create_task(take(spoon, fork), name="bob")

    deadlock = stuck(main())
    assert [line.split(" ")[0] for line in deadlock.waits] == ["Task-1", "ann", "bob"]
    assert deadlock.waits[1].endswith("held by bob")
    assert deadlock.waits[2].endswith("held by ann")
    assert deadlock.cycle == ("ann", "bob")
    assert "ann -> bob -> ann" in str(deadlock)


def test_a_task_that_waits_for_itself_through_others() -> None:
    """A ring of three awaits is found though a fourth task only waits for it."""

    async def main() -> None:
        tasks: list[asyncio.Task[Any]] = []

        async def wait_for(number: int) -> None:
            await asyncio.sleep(0)
            await tasks[number]

        for name, number in (("a", 1), ("b", 2), ("c", 0)):
            tasks.append(asyncio.create_task(wait_for(number), name=name))
        await asyncio.create_task(asyncio.wait(tasks))

    loop = VirtualClockLoop()
    loop.set_exception_handler(lambda loop, context: None)  # the ring is never finished, and collected so
    with pytest.raises(Deadlock) as caught:
        loop.run_until_complete(main())
    assert caught.value.cycle == ("a", "b", "c")
    loop.close()


def test_an_empty_loop() -> None:
    """A loop with nothing at all says just that."""
    loop = VirtualClockLoop()
    with pytest.raises(Deadlock, match="no task, no timer") as caught:
        loop.run_forever()
    assert caught.value.waits == ()
    loop.close()


def test_the_loop_lives_on() -> None:
    """After a deadlock the loop can run the same tasks again, and finish them."""
    loop = VirtualClockLoop()
    event = asyncio.Event()
    task = loop.create_task(event.wait())
    for _ in range(2):
        with pytest.raises(Deadlock):
            loop.run_until_complete(task)
    event.set()
    assert loop.run_until_complete(task) is True
    loop.close()


@pytest.mark.parametrize(
    "error",
    [Deadlock(("a waits", "b waits"), ("a", "b")), LoopLimit("virtual-seconds", 3600), LoopLimit("steps", 9)],
)
def test_both_travel(error: Deadlock | LoopLimit) -> None:
    """The errors can be sent to another process, facts and words."""
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_limits_have_their_own_sentences() -> None:
    """Each limit says which one it was."""
    assert str(LoopLimit("virtual-seconds", 3600)) == "the virtual clock reached its limit of 3600 s"
    assert str(LoopLimit("steps", 200_000)) == "the loop reached its limit of 200000 steps"
