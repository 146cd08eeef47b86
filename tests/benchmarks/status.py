"""What `loop_status()` costs: milliseconds for which it holds the loop, beside asyncio's own looks.

    python -m tests.benchmarks.status [rounds]

All tasks wait in a realistic mix: sleeps, a lock, a queue, tasks, events. `loop_status` takes the
facts, `page` draws the first page of them; `print_stack` is `Task.print_stack` of every task. CPU
time of the thread, the least of some rounds. The limits: at 10,000 tasks four times `all_tasks` and
10 ms; at 100,000 half a second with the first page drawn.
"""

from __future__ import annotations

import asyncio
import gc
import io
import sys
import time
from collections.abc import Callable
from typing import Any

from playground.loop.running import RecordingLoop
from playground.loop.status import loop_status
from playground.views.look import Look
from playground.views.status import draw_status


def spent(function: Callable[[], object], rounds: int) -> float:
    """Milliseconds of this thread's time, the least of some rounds."""
    found = []
    for _ in range(rounds):
        gc.collect()
        began = time.thread_time()
        function()
        found.append((time.thread_time() - began) * 1000)
    return min(found)


def stacks() -> None:
    """Every task's stack, as text."""
    out = io.StringIO()
    for task in asyncio.all_tasks():
        task.print_stack(file=out)


async def crowd(count: int) -> list[asyncio.Task[Any]]:
    """So many tasks that wait."""
    lock, bell, queue = asyncio.Lock(), asyncio.Event(), asyncio.Queue[int]()
    await lock.acquire()

    async def locked() -> None:
        async with lock:
            await asyncio.sleep(3600)

    async def deep(levels: int) -> None:
        await (deep(levels - 1) if levels else bell.wait())

    tasks: list[asyncio.Task[Any]] = []
    for number in range(count):
        kind = number % 5
        if kind == 4:
            coro: Any = asyncio.wait([tasks[-1]])
        else:
            coro = (lambda: asyncio.sleep(3600), locked, queue.get, lambda: deep(5))[kind]()
        tasks.append(asyncio.create_task(coro))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def measure(count: int, rounds: int) -> dict[str, float]:
    tasks = await crowd(count)
    look = Look(100, color=True)
    found = {
        "all_tasks": spent(asyncio.all_tasks, rounds),
        "loop_status": spent(loop_status, rounds),
        "page": spent(lambda: draw_status(loop_status(), look), rounds),
        "filtered": spent(lambda: loop_status(name="Task-*", state="waiting", top=20), rounds),
        "print_stack": spent(stacks, 1),
    }
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return found


def main(rounds: int = 5) -> None:
    print(f"CPython {sys.version.split()[0]}: milliseconds of CPU for which the loop is held")
    loops: dict[str, Callable[[], Any]] = {"selector": asyncio.SelectorEventLoop, "recording": RecordingLoop}
    for count in (1_000, 10_000, 100_000):
        for name, factory in loops.items():
            with asyncio.Runner(loop_factory=factory) as runner:
                found = runner.run(measure(count, rounds))
            words = "   ".join(f"{what} {ms:8.1f}" for what, ms in found.items())
            limit = 4 * found["all_tasks"] + 10
            held, drawn = found["loop_status"], found["page"]
            kept = held <= limit if count <= 10_000 else drawn < 500
            bound = f"loop_status <= {limit:.1f}" if count <= 10_000 else "page < 500"
            print(f"{count:7,} tasks, {name:9}  {words}   ({bound}: {'kept' if kept else 'NOT kept'})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
