"""The patterns of asyncio's documentation: workers on a queue, time limits, shield, a subprocess."""

from __future__ import annotations

import asyncio
import contextlib
import sys


async def worker(queue: asyncio.Queue[float], done: list[float]) -> None:
    while True:
        seconds = await queue.get()
        await asyncio.sleep(seconds)
        done.append(seconds)
        queue.task_done()


async def workers() -> None:
    queue: asyncio.Queue[float] = asyncio.Queue(maxsize=4)
    done: list[float] = []
    tasks = [asyncio.create_task(worker(queue, done), name=f"worker-{number}") for number in range(3)]
    for number in range(9):
        await queue.put(0.002 * (number % 3))
    await queue.join()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print("done", len(done), round(sum(done), 3))


async def limits() -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    inner = asyncio.create_task(asyncio.sleep(0.02, "kept"), name="kept")
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.005)
    except TimeoutError:
        print("late, but", await inner)


async def child() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(input()[::-1])", stdin=-1, stdout=-1
    )
    out, _ = await process.communicate(b"drawer\n")
    print(out.decode().strip(), process.returncode)


async def main() -> None:
    await workers()
    await limits()
    jobs = [asyncio.sleep(seconds, seconds) for seconds in (0.03, 0.01, 0.02)]
    print([await job for job in asyncio.as_completed(jobs)])
    await child()
    print(await asyncio.to_thread(pow, 2, 10))


asyncio.run(main())
print(asyncio.run(asyncio.sleep(0, "a second loop")))
