"""janus: a thread puts into a queue that a task takes from, and back."""

from __future__ import annotations

import asyncio

import janus


def thread(numbers: janus.SyncQueue[int], answers: janus.SyncQueue[int]) -> None:
    while (number := numbers.get()) >= 0:
        answers.put(number * 10)
        numbers.task_done()
    numbers.task_done()


async def main() -> None:
    numbers: janus.Queue[int] = janus.Queue(maxsize=2)
    answers: janus.Queue[int] = janus.Queue()
    worker = asyncio.create_task(asyncio.to_thread(thread, numbers.sync_q, answers.sync_q), name="bridge")
    for number in (3, 1, 2, -1):
        await numbers.async_q.put(number)
    print([await answers.async_q.get() for _ in range(3)])
    await worker
    await numbers.async_q.join()
    await numbers.aclose()
    await answers.aclose()


asyncio.run(main())
