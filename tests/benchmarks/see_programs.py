"""The programs that `see` runs under each tool: loads for the clock, and small scenes to be shown.

    python -m tests.benchmarks.see_programs NAME [aiomonitor FILE]

A load prints the CPU seconds that it took. With aiomonitor, which is asked while a program runs, what
it answers about the scene is written to FILE.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.recorder import contended_lock, create_and_await, gather_of_four, switches

ASK: Callable[[], None] = lambda: None  # noqa: E731 - replaced where there is somebody to ask


async def queue_of_three() -> None:
    """20,000 items through Queue(3)."""
    queue: asyncio.Queue[int] = asyncio.Queue(3)

    async def produce() -> None:
        for number in range(20_000):
            await queue.put(number)

    producing = asyncio.create_task(produce())
    for _ in range(20_000):
        await queue.get()
    await producing


async def three_sleeps() -> None:
    async def nap(seconds: float) -> None:
        await asyncio.sleep(seconds)

    naps = [asyncio.create_task(nap(seconds), name=f"nap-{seconds}") for seconds in (0.1, 0.2, 0.3)]
    await asyncio.sleep(0.05)
    ASK()
    await asyncio.gather(*naps)


async def lock_cycle() -> None:
    left, right = asyncio.Lock(), asyncio.Lock()

    async def take(first: asyncio.Lock, second: asyncio.Lock) -> None:
        async with first:
            await asyncio.sleep(0.01)
            async with second:
                pass

    tasks = [
        asyncio.create_task(take(left, right), name="taker-1"),
        asyncio.create_task(take(right, left), name="taker-2"),
    ]
    await asyncio.wait(tasks, timeout=1.5)
    ASK()
    for task in tasks:
        task.cancel()


async def held_loop() -> None:
    async def hold() -> None:
        time.sleep(0.5)  # the line that holds the loop

    task = asyncio.create_task(hold(), name="holder")
    await task
    ASK()


async def leaked_task() -> None:
    async def forgotten() -> None:
        await asyncio.sleep(3600)

    asyncio.get_running_loop().kept = asyncio.create_task(forgotten(), name="forgotten")  # type: ignore[attr-defined]
    await asyncio.sleep(0.05)
    ASK()


async def lost_exception() -> None:
    async def fail() -> None:
        raise LookupError("lost words")

    asyncio.create_task(fail(), name="failer")  # noqa: RUF006 - that nobody keeps it is the scene
    await asyncio.sleep(0.05)
    ASK()


async def bounded_queue() -> None:
    orders: asyncio.Queue[int] = asyncio.Queue(2)

    async def produce() -> None:
        for number in range(6):
            await orders.put(number)

    producing = asyncio.create_task(produce(), name="producer")
    await asyncio.sleep(0.05)
    ASK()
    for _ in range(6):
        await orders.get()
        await asyncio.sleep(0.01)
    await producing


async def echo_server() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            writer.write(line)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for _ in range(3):
        writer.write(b"hello\n")
        await reader.readline()
        await asyncio.sleep(0.02)
    ASK()
    writer.close()
    await writer.wait_closed()
    server.close()


LOADS = {
    "switches": switches,
    "creation": create_and_await,
    "lock": contended_lock,
    "gather of four": gather_of_four,
    "queue of three": queue_of_three,
}
SCENES = {
    one.__name__: one
    for one in (
        three_sleeps, lock_cycle, held_loop, leaked_task, lost_exception, bounded_queue, echo_server
    )
}  # fmt: skip


def _with_aiomonitor(work: Callable[[], Awaitable[object]], out: str) -> Callable[[], Any]:
    """The work beside a monitor that hooks the task factory; asked, its answers go to a file."""
    import contextlib
    from io import StringIO

    from aiomonitor.monitor import Monitor  # type: ignore[import-not-found]  # measured where it is installed

    async def run() -> None:
        global ASK
        loop = asyncio.get_running_loop()
        monitor = Monitor(loop, hook_task_factory=True, console_enabled=False)
        monitor.start()

        def ask() -> None:
            said = StringIO()
            for task in monitor.format_running_task_list("", False):
                print(vars(task) if hasattr(task, "__dict__") else task, file=said)
                with contextlib.suppress(Exception):  # one that has ended meanwhile
                    print(*monitor.format_running_task_stack(task.task_id), file=said)
            for task in monitor.format_terminated_task_list("", False):
                print(task, file=said)
            Path(out).write_text(said.getvalue())

        ASK = ask
        try:
            await loop.create_task(work())  # type: ignore[arg-type]  # a coroutine
        finally:
            monitor.close()

    return run


def main() -> None:
    name, *more = sys.argv[1:]
    work: Callable[[], Any] = LOADS.get(name) or SCENES[name]
    if more:
        work = _with_aiomonitor(work, more[1])
    began = time.process_time()
    asyncio.run(work())
    print(time.process_time() - began)


if __name__ == "__main__":
    main()
