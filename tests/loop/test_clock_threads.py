"""Threads, processes and sockets beside the virtual clock."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from playground.loop import Deadlock, VirtualClockLoop
from playground.loop.timepatch import virtual_time


def run(main: Coroutine[Any, Any, Any]) -> VirtualClockLoop:
    """Runs main with time itself on the virtual clock."""
    loop = VirtualClockLoop()
    with virtual_time(loop), asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(main)
    return loop


def test_threads_sleep_on_the_virtual_clock() -> None:
    """time.sleep in executor threads takes virtual time, all threads at once, and no real time."""
    began = time.monotonic()

    async def main() -> None:
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 100) for _ in range(20)))

    loop = run(main())
    assert (loop.time(), loop.exact) == (100.0, True)
    assert time.monotonic() - began < 50


def test_the_pool_has_the_same_size_everywhere() -> None:
    """32 jobs run beside one another, whatever the machine; the 33rd waits for a thread."""

    async def main() -> None:
        await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(33)))

    assert run(main()).time() == 2.0


def test_a_pool_of_ones_own_keeps_its_size() -> None:
    """Five one-second jobs in two threads take three seconds, in the order given."""
    order: list[int] = []

    def job(number: int) -> None:
        time.sleep(1)
        order.append(number)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            await asyncio.gather(*(loop.run_in_executor(pool, job, number) for number in range(5)))

    assert run(main()).time() == 3.0
    assert order == list(range(5))


def test_the_end_of_a_pool_holds_the_loop() -> None:
    """Leaving `with ThreadPoolExecutor()` while jobs sleep holds the loop for the virtual time they need."""
    order: list[tuple[str, float]] = []

    def job(name: str, seconds: float) -> None:
        for _ in range(2):
            time.sleep(seconds)
            order.append((name, time.monotonic()))

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(1, lambda: order.append(("timer", loop.time())))
        with concurrent.futures.ThreadPoolExecutor() as pool:
            jobs = [loop.run_in_executor(pool, job, "slow", 2), loop.run_in_executor(pool, job, "fast", 1.5)]
        assert loop.time() == 4.0
        await asyncio.gather(*jobs)

    assert run(main()).exact
    assert order == [("fast", 1.5), ("slow", 2.0), ("fast", 3.0), ("slow", 4.0), ("timer", 4.0)]


def test_threads_go_on_while_a_task_asks_and_asks() -> None:
    """A task that never rests but asks whether a thread is done lets the thread get done."""

    async def main() -> None:
        job = asyncio.create_task(asyncio.to_thread(lambda: "done"))
        while not job.done():
            await asyncio.sleep(0)
        assert job.result() == "done"

    assert run(main()).time() == 0.0


def test_a_raw_lock_is_waited_for_while_its_holder_sleeps() -> None:
    """A thread at a lock that a sleeping thread holds lets the clock go on."""
    lock = threading.Lock()
    out: list[tuple[int, float]] = []

    def job(number: int) -> None:
        with lock:
            time.sleep(1)
            out.append((number, time.monotonic()))

    async def main() -> None:
        await asyncio.gather(*(asyncio.to_thread(job, number) for number in range(3)))

    assert run(main()).exact
    assert out == [(0, 1.0), (1, 2.0), (2, 3.0)]


def _event() -> tuple[Callable[[], object], Callable[[], object]]:
    event = threading.Event()
    return event.wait, event.set


def _queue() -> tuple[Callable[[], object], Callable[[], object]]:
    things: queue.Queue[int] = queue.Queue()
    return things.get, lambda: things.put(1)


def _simple_queue() -> tuple[Callable[[], object], Callable[[], object]]:
    things: queue.SimpleQueue[int] = queue.SimpleQueue()
    return things.get, lambda: things.put(1)


@pytest.mark.parametrize("make", [_event, _queue, _simple_queue])
def test_what_the_loop_releases_goes_on_at_once(make: Callable[[], Any]) -> None:
    """A thread that waits for a task is woken at the virtual second at which the task does it."""
    wait, release = make()

    def job() -> float:
        wait()
        woken = time.monotonic()
        time.sleep(2)
        return woken

    async def main() -> None:
        loop = asyncio.get_running_loop()
        waiting = asyncio.create_task(asyncio.to_thread(job))
        loop.call_later(5, release)
        assert await waiting == 5.0
        assert loop.time() == 7.0

    assert run(main()).exact


def test_a_call_into_the_loop_from_a_thread() -> None:
    """run_coroutine_threadsafe(...).result() in an executor thread takes the coroutine's virtual time."""

    async def main() -> None:
        loop = asyncio.get_running_loop()

        def job() -> str:
            return asyncio.run_coroutine_threadsafe(asyncio.sleep(3, "slept"), loop).result()

        assert await asyncio.to_thread(job) == "slept"

    loop = run(main())
    assert (loop.time(), loop.exact) == (3.0, True)


def test_cancelling_leaves_the_thread_at_work() -> None:
    """A cancelled to_thread ends at once; its function goes on and ends at its own time."""
    ended: list[float] = []

    def job() -> None:
        time.sleep(2)
        ended.append(time.monotonic())

    async def main() -> None:
        task = asyncio.create_task(asyncio.to_thread(job))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert asyncio.get_running_loop().time() == 0.5
        assert ended == []

    run(main())
    assert ended == [2.0]


def test_a_job_that_waits_for_a_thread_can_be_cancelled() -> None:
    """A job that no thread has taken yet never runs when its future is cancelled."""
    ran: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            first = loop.run_in_executor(pool, time.sleep, 1)
            second = loop.run_in_executor(pool, ran.append, 2)
            third = loop.run_in_executor(pool, ran.append, 3)
            await asyncio.sleep(0.5)
            second.cancel()
            await asyncio.gather(first, third)

    assert run(main()).time() == 1.0
    assert ran == [3]


def test_errors_of_a_job_arrive_as_asyncios() -> None:
    """What a job raises comes out of the await; concurrent.futures' cancellation becomes asyncio's."""

    def cancelled() -> None:
        raise concurrent.futures.CancelledError

    async def main() -> None:
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 // 0)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.to_thread(cancelled)

    run(main())


def test_context_goes_along_with_to_thread() -> None:
    """A job's thread tells which it is, and each runs in a thread of the executor."""

    async def main() -> None:
        here = threading.get_ident()
        there = await asyncio.to_thread(threading.current_thread)
        assert there.ident != here
        assert there.name.startswith("asyncio_")

    run(main())


def test_process_pools_are_refused() -> None:
    """A process pool gives an error that says what to use instead."""

    async def main() -> None:
        with (
            concurrent.futures.ProcessPoolExecutor(1) as pool,
            pytest.raises(RuntimeError, match="process pool"),
        ):
            await asyncio.get_running_loop().run_in_executor(pool, len, "")

    run(main())


def test_a_thread_of_ones_own_has_real_time() -> None:
    """While a thread that the program started lives, the clock goes with real time, and says so."""
    gate = threading.Event()

    async def main() -> None:
        loop = asyncio.get_running_loop()
        future = loop.create_future()

        def work() -> None:
            gate.wait()
            loop.call_soon_threadsafe(future.set_result, "from the thread")

        thread = threading.Thread(target=work)
        thread.start()
        loop.call_later(0.005, gate.set)
        assert await asyncio.wait_for(future, 1000) == "from the thread"
        thread.join()
        assert loop.time() < 500
        await asyncio.sleep(10_000)

    assert not run(main()).exact


def test_a_call_that_does_not_wake_the_loop() -> None:
    """call_soon from a foreign thread does not wake the loop: only its next timer does."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        assert isinstance(loop, VirtualClockLoop)

        def work() -> None:
            while not loop._rest._asleep:
                time.sleep(0.0001)
            loop.call_soon(future.set_result, None)

        threading.Thread(target=work).start()
        loop.call_later(0.2, lambda: None)
        await future
        assert loop.time() == 0.2

    run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_streams_over_the_loopback(host: str) -> None:
    """Data through the loopback arrives before any timer: no time passes, and no timeout fires."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await asyncio.sleep(0.25)
            writer.write(line)
            await writer.drain()
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(echo, host, 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection(host, port)
        for number in range(20):
            writer.write(f"{number}\n".encode())
            assert await asyncio.wait_for(reader.readline(), 0.5) == f"{number}\n".encode()
        writer.close()
        await writer.wait_closed()
        server.close()

    loop = run(main())
    assert (loop.time(), loop.exact) == (5.0, True)


def test_much_data_over_the_loopback() -> None:
    """Five megabytes go through at second 0."""
    size = 5 * 2**20

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(str(len(await reader.read())).encode())
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(swallow, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(bytes(size))
        writer.write_eof()
        assert int(await asyncio.wait_for(reader.read(), 1)) == size
        writer.close()
        server.close()

    loop = run(main())
    assert (loop.time(), loop.exact) == (0.0, True)


def test_datagrams_over_the_loopback() -> None:
    """A datagram there and back takes no time."""

    class Echo(asyncio.DatagramProtocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, address: Any) -> None:
            self.transport.sendto(data, address)

    class Client(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.got: asyncio.Queue[bytes] = asyncio.Queue()

        def datagram_received(self, data: bytes, address: Any) -> None:
            self.got.put_nowait(data)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        server, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
        address = server.get_extra_info("sockname")
        sender, client = await loop.create_datagram_endpoint(Client, remote_addr=address)
        for number in range(20):
            sender.sendto(bytes([number]))
            assert await asyncio.wait_for(client.got.get(), 0.1) == bytes([number])
            await asyncio.sleep(1)
        sender.close()
        server.close()

    loop = run(main())
    assert (loop.time(), loop.exact) == (20.0, True)


def test_names_of_this_machine() -> None:
    """localhost is known without a thread and without time."""

    async def main() -> None:
        loop, before = asyncio.get_running_loop(), set(threading.enumerate())
        found = await loop.getaddrinfo("localhost", 80, type=socket.SOCK_STREAM)
        assert ("127.0.0.1", 80) in [address[:2] for *_, address in found]
        assert set(threading.enumerate()) <= before

    assert run(main()).time() == 0.0


def test_subprocesses_have_real_time() -> None:
    """A child's output arrives under a timeout, and the loop says that its times are not exact."""

    async def main() -> None:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "print('hello')", stdout=subprocess.PIPE
        )
        output, _ = await asyncio.wait_for(child.communicate(), 60)
        assert (output, child.returncode) == (b"hello\n", 0)
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(1000)
        assert asyncio.get_running_loop().time() == before + 1000

    loop = run(main())
    assert not loop.exact
    assert loop.time() < 1060


def test_signals_reach_the_loop() -> None:
    """A signal with a handler of the loop is handled, though every task only waits."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        came = asyncio.Event()
        loop.add_signal_handler(signal.SIGUSR1, came.set)
        os.kill(os.getpid(), signal.SIGUSR1)
        await asyncio.wait_for(came.wait(), 1)
        loop.remove_signal_handler(signal.SIGUSR1)
        assert loop.time() == 0.0

    run(main())


def test_a_loop_that_closes_lets_its_threads_go() -> None:
    """Threads that sleep on a loop which is closed go on by themselves, and the process can end."""
    program = """
import asyncio, time
from playground.loop import VirtualClockLoop
from playground.loop.timepatch import virtual_time
def job():
    time.sleep(1000)
    print("woken")
loop = VirtualClockLoop()
with virtual_time(loop):
    async def main():
        loop.run_in_executor(None, job)
        await asyncio.sleep(1)
    loop.run_until_complete(main())
    if CLOSE:
        loop.close()
"""
    for close in ("True", "False"):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program.replace("CLOSE", close)],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.stdout == "woken\n", done.stderr


def test_a_thread_that_waits_for_nothing_is_not_a_deadlock_but_no_thread_is() -> None:
    """Without timer, thread, descriptor or child, a task that waits is a deadlock."""

    async def main() -> None:
        await asyncio.to_thread(len, "")
        await asyncio.Event().wait()

    with pytest.raises(Deadlock):
        run(main())
