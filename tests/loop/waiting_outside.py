"""More cases of what a task waits on: threads, sockets, streams, processes, generators."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import types
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .waiting import Scene, case


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


@case("wait_for", "thread running Event.wait")
async def wait_for_a_thread(scene: Scene) -> None:
    await asyncio.wait_for(asyncio.to_thread(scene.gate.wait), 3600)


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
