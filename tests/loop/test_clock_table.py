"""What virtual clocks get wrong, row by row: ours does as a real loop does, without waiting."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import pytest

from playground.loop import Deadlock, VirtualClockLoop, record
from playground.loop.timepatch import virtual_time


def run(main: Any) -> tuple[Any, VirtualClockLoop]:
    """What main gives on a virtual clock that `time` follows, and the loop."""
    loop = VirtualClockLoop()
    with virtual_time(loop), asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(main), loop


def test_equal_sleeps_end_in_the_order_in_which_they_began() -> None:
    """Eight tasks that sleep for the same time finish 0 to 7, every time."""

    async def main() -> list[int]:
        ended: list[int] = []

        async def one(number: int) -> None:
            await asyncio.sleep(0.1)
            ended.append(number)

        await asyncio.gather(*(one(number) for number in range(8)))
        return ended

    assert [run(main())[0] for _ in range(40)] == [list(range(8))] * 40


def test_ten_tenths_are_one() -> None:
    """Ten sleeps of 0.1 s one after another end at exactly 1.0."""

    async def main() -> float:
        for _ in range(10):
            await asyncio.sleep(0.1)
        return asyncio.get_running_loop().time()

    assert run(main())[0] == 1.0


def test_sleeping_threads_sleep_at_once_and_nobody_waits() -> None:
    """Three threads that sleep for an hour take one virtual hour, and next to no real time."""

    async def main() -> float:
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 3600) for _ in range(3)))
        return asyncio.get_running_loop().time()

    assert run(main())[0] == 3600.0


def test_a_thread_under_wait_for() -> None:
    """A thread that sleeps 0.3 s is in time for a limit of 60, and late for one of 0.2."""

    async def main() -> float:
        await asyncio.wait_for(asyncio.to_thread(time.sleep, 0.3), 60)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.to_thread(time.sleep, 0.3), 0.2)
        return asyncio.get_running_loop().time()

    seconds, loop = run(main())
    assert (seconds, loop.exact) == (0.5, True)


def test_an_echo_over_the_loopback_under_wait_for() -> None:
    """A line there and back through real sockets takes no time, and no limit strikes."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()

    async def main() -> tuple[bytes, float]:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\n")
        line = await asyncio.wait_for(reader.readline(), 5)
        writer.close()
        server.close()
        return line, asyncio.get_running_loop().time()

    assert run(main())[0] == (b"hello\n", 0.0)


def test_a_subprocess_under_wait_for() -> None:
    """A child process ends within its limit; its time is real, and the loop says so."""

    async def main() -> bytes:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print('hello')", stdout=asyncio.subprocess.PIPE
        )
        said, _ = await asyncio.wait_for(child.communicate(), 60)
        return said

    said, loop = run(main())
    assert (said.strip(), loop.exact) == (b"hello", False)


def test_a_blocking_sleep_is_charged_and_flagged() -> None:
    """time.sleep in a coroutine moves the clock for everybody, and the trace names task, line and length."""

    async def blocks() -> None:
        time.sleep(2)

    async def main() -> float:
        await asyncio.gather(blocks(), asyncio.sleep(1))
        return asyncio.get_running_loop().time()

    recording = record(main(), clock="virtual")
    assert recording.value == 3.0  # the other begins to sleep when the loop is free
    (held,) = [event for event in recording.trace.events if event.kind == "held"]
    assert (held.seconds, held.place and held.place.function) == (2.0, "blocks")
    task = recording.trace.task(held.task or 0)
    assert task is not None
    assert task.coroutine.endswith("blocks")


def test_a_deadlock_names_task_line_and_thing() -> None:
    """Who waits for a lock that nobody will release is told, with the line and the holder."""

    async def main() -> None:
        door = asyncio.Lock()
        async with door, asyncio.TaskGroup() as group:
            group.create_task(door.acquire(), name="waiter")

    with pytest.raises(Deadlock) as caught:
        run(main())
    (line,) = [line for line in caught.value.waits if line.startswith("waiter")]
    assert "waits on Lock" in line or "waits on lock" in line
    assert "held by Task-1" in line
    assert caught.value.cycle == ("Task-1", "waiter")
