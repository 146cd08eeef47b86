"""anyio: a producer and two consumers around a memory stream, a time limit, a thread."""

from __future__ import annotations

import anyio
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream


async def produce(send: MemoryObjectSendStream[int]) -> None:
    async with send:
        for number in range(6):
            await send.send(number)


async def consume(receive: MemoryObjectReceiveStream[int], found: list[int]) -> None:
    async with receive:
        async for number in receive:
            await anyio.sleep(0.005)
            found.append(number * number)


async def main() -> None:
    found: list[int] = []
    send, receive = anyio.create_memory_object_stream[int](2)
    async with anyio.create_task_group() as group:
        group.start_soon(produce, send, name="producer")
        group.start_soon(consume, receive.clone(), found, name="consumer-1")
        group.start_soon(consume, receive, found, name="consumer-2")
    print(sorted(found))
    with anyio.move_on_after(0.02) as scope:
        await anyio.sleep(10)
    print("given up:", scope.cancelled_caught)
    print(await anyio.to_thread.run_sync(sum, [1, 2, 3]))


anyio.run(main)
