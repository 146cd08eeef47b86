"""A deadlock between the ends of a connection is told; what may still come is not taken for one."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, closing
from typing import Any

import pytest

from playground.loop import Deadlock, VirtualClockLoop
from playground.loop.descriptors import has_child, only_own


class Alone(VirtualClockLoop):
    """A loop to whose servers nobody comes from outside."""

    visitors = False


def stuck(main: Coroutine[Any, Any, Any], loop: type[VirtualClockLoop] = Alone) -> Deadlock:
    """The deadlock in which main ends."""
    with asyncio.Runner(loop_factory=loop) as runner, pytest.raises(Deadlock) as caught:
        runner.run(main)
    return caught.value


@asynccontextmanager
async def serving(handle: Any, host: str = "127.0.0.1") -> AsyncIterator[tuple[Any, ...]]:
    """A server at work, and the address to connect to; it ends without waiting for connections."""
    server = await asyncio.start_server(handle, host, 0)
    try:
        yield server.sockets[0].getsockname()[:2]
    finally:
        server.close()


def line_of(deadlock: Deadlock, name: str) -> str:
    return next(line for line in deadlock.waits if line.startswith(f"{name} "))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_both_ends_wait_to_read(host: str) -> None:
    """Client and server each wait for the other's line: both are named, with the stream they wait on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name("serve")
        with closing(writer):
            await reader.readline()

    async def main() -> None:
        async with serving(serve, host) as address:
            answers, writer = await asyncio.open_connection(*address)
            with closing(writer):
                writer.write(b"no end of line")
                await answers.readline()

    deadlock = stuck(main())
    assert "waits on stream 'answers'" in line_of(deadlock, "Task-1")
    assert "waits on stream 'reader'" in line_of(deadlock, "serve")


def test_both_ends_wait_to_write() -> None:
    """Two that write and never read fill the buffers between them, and wait for ever in drain()."""

    async def fill(writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(bytes(2**18))
                await writer.drain()
        finally:
            writer.transport.abort()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await fill(writer)

    async def main() -> None:
        async with serving(serve) as address:
            _, out = await asyncio.open_connection(*address)
            await fill(out)

    assert "waits on stream 'writer'" in line_of(stuck(main()), "Task-1")


def test_a_server_that_nobody_calls() -> None:
    """A server with no client is a deadlock where nobody may come from outside."""

    async def main() -> None:
        async with serving(print):
            await asyncio.get_running_loop().create_future()

    assert stuck(main()).waits[0].startswith("Task-1 at test_clock_streams_deadlock.py:")


def test_ends_of_other_kinds() -> None:
    """Socket pairs, pipes, UNIX sockets and datagrams whose other end the program has are no hope either."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        near, far = socket.socketpair()
        near.setblocking(False)
        read, write = os.pipe()
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", 0))
        datagrams.setblocking(False)
        with near, far, os.fdopen(read) as pipe, os.fdopen(write), datagrams:
            transport, _ = await loop.connect_read_pipe(asyncio.Protocol, pipe)
            with closing(transport):
                async with asyncio.TaskGroup() as group:
                    group.create_task(loop.sock_recv(near, 1), name="pair")
                    group.create_task(loop.sock_recv(datagrams, 1), name="datagrams")

    deadlock = stuck(main())
    assert "waits on socket" in line_of(deadlock, "pair")


def test_what_is_on_its_way_arrives() -> None:
    """Megabytes between a writer that is slow to be read and its reader: no wait of them is a deadlock."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(5_000_000))
        await writer.drain()
        writer.close()

    async def main() -> int:
        async with serving(serve) as address:
            reader, writer = await asyncio.open_connection(*address)
            size = 0
            with closing(writer):
                while data := await reader.read(1000):
                    size += len(data)
            return size

    with asyncio.Runner(loop_factory=Alone) as runner:
        assert runner.run(main()) == 5_000_000


def test_a_caller_from_outside() -> None:
    """With visitors, a server waits for a client of another process, which comes when it comes."""
    program = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1]))).send(b'hello')"

    def start(command: list[str]) -> int:
        # A process of a process that has ended: not a child, whom the loop would wait for.
        return subprocess.call(["/bin/sh", "-c", '"$@" &', "sh", *command])

    async def main() -> bytes:
        came: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            came.set_result(await reader.read())
            writer.close()

        async with serving(serve) as (_, port):
            # Not asyncio's subprocess, which the loop would know about; and none of this process.
            client = await asyncio.to_thread(start, [sys.executable, "-c", program, str(port)])
            assert client == 0
            return await came

    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        assert runner.run(main()) == b"hello"


def test_a_child_may_have_the_other_end() -> None:
    """A socket pair whose other end a child process has is waited for."""

    async def main() -> bytes:
        near, far = socket.socketpair()
        with near:
            near.setblocking(False)
            program = f"import socket; socket.socket(fileno={far.fileno()}).send(b'from the child')"
            with far:
                child = subprocess.Popen([sys.executable, "-c", program], pass_fds=[far.fileno()])
            try:
                return await asyncio.get_running_loop().sock_recv(near, 100)
            finally:
                child.wait()

    with asyncio.Runner(loop_factory=Alone) as runner:
        assert runner.run(main()) == b"from the child"


def test_a_thread_may_write() -> None:
    """While a thread of one's own lives, it may write: its connection is waited for."""

    async def main() -> bytes:
        near, far = socket.socketpair()
        near.setblocking(False)
        go = threading.Event()

        def write() -> None:
            go.wait(10)
            far.send(b"from the thread")

        with near, far:
            thread = threading.Thread(target=write)
            thread.start()
            asyncio.get_running_loop().call_soon(go.set)
            data = await asyncio.get_running_loop().sock_recv(near, 100)
            thread.join()
            return data

    with asyncio.Runner(loop_factory=Alone) as runner:
        assert runner.run(main()) == b"from the thread"


def test_only_visitors_make_a_server_a_hope() -> None:
    """A socket that listens is the program's own exactly where nobody comes from outside."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert only_own([server.fileno()], visitors=False)
        assert not only_own([server.fileno()], visitors=True)


def test_the_other_end_decides() -> None:
    """A connection whose other end is closed or elsewhere is not the program's own; a twin makes it so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        assert only_own([client.fileno()], visitors=True)  # not accepted yet, and waits with the server
        accepted, _ = server.accept()
    with client:
        assert only_own([client.fileno()], visitors=True)
        accepted.close()
        assert not only_own([client.fileno()], visitors=True)
    read, write = os.pipe()
    with os.fdopen(read) as pipe:
        assert only_own([read], visitors=True)
        os.close(write)
        assert not only_own([pipe.fileno()], visitors=True)


def test_a_child_is_known_while_it_lives() -> None:
    """Whoever has a child process cannot know that all ends are its own."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        assert has_child()
