"""One program, again and again: how many different outcomes it has.

    python -m tests.benchmarks.determinism [--repeats 1000] [--seeds 4] [--busy 2] [--python PATH …]

The program uses what usually makes the order chance: as_completed, wait, groups that cancel,
threads that compete, and streams. It runs so many times in each of as many processes as there are
hash seeds, for each interpreter, beside busy processes; every time with other addresses. An
outcome is all that the program said, with its times, and the trace, event for event.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from typing import Any

from playground.loop import record

from .busy import busy


async def fetch(name: int, delay: float, said: list[str]) -> int:
    """Sleeps, and says how it ended."""
    try:
        await asyncio.sleep(delay)
        said.append(f"{name} done at {time.monotonic()}")
        return name
    except asyncio.CancelledError:
        said.append(f"{name} cancelled")
        raise


async def fail() -> None:
    await asyncio.sleep(1)
    raise ValueError


def in_thread(name: int, lock: threading.Lock, said: list[str]) -> int:
    """Takes its turn at a lock of threads."""
    with lock:
        time.sleep(0.5)  # on the virtual clock
        said.append(f"{name} in a thread at {time.monotonic()}")
    return name


async def streams(said: list[str]) -> None:
    """Five clients at once talk to a server."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            await asyncio.sleep(len(line) / 10)
            writer.write(line.upper())
        writer.close()
        await writer.wait_closed()

    async def talk(name: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for word in ("one", "three", "eleven"):
            writer.write(f"{word} {name}\n".encode())
            said.append(f"{name} heard {await reader.readline()!r} at {time.monotonic()}")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        # A hundredth between them: what arrives at one moment arrives in the kernel's order.
        await asyncio.gather(*(later(number / 100, talk(number)) for number in range(5)))
    finally:
        server.close()  # and no wait for it: since 3.12 that takes a turn


async def later(delay: float, awaitable: Any) -> Any:
    await asyncio.sleep(delay)
    return await awaitable


async def program(said: list[str]) -> None:
    """All of it, one after the other."""
    tasks = [asyncio.create_task(fetch(i, 1 + i % 2, said)) for i in range(20)]
    done, pending = await asyncio.wait(tasks, timeout=1.5)
    said.extend(task.get_name() for group in (done, pending) for task in group)
    await asyncio.wait(pending, return_when="FIRST_COMPLETED")
    try:
        async with asyncio.TaskGroup() as group:
            for i in range(20):
                group.create_task(fetch(i, 2, said))
            group.create_task(fail())
    except* ValueError:
        said.append("group failed")
    for each in asyncio.as_completed([fetch(i, 1, said) for i in range(20)]):
        said.append(f"as completed: {await each}")
    lock = threading.Lock()
    for each in asyncio.as_completed([asyncio.to_thread(in_thread, i, lock, said) for i in range(4)]):
        said.append(f"thread: {await each}")
    await streams(said)
    said.append(f"ended at {asyncio.get_running_loop().time()}")


def outcome() -> tuple[str, str]:
    """The program's words, and those of its trace, each as a digest."""
    said: list[str] = []
    ballast = [bytearray(random.randrange(2000)) for _ in range(random.randrange(200))]
    recording = record(program(said), clock="virtual")
    assert recording.error is None, recording.error
    assert recording.trace.exact
    events = [
        (event.at, event.kind, event.task, event.text, event.by, event.wait and event.wait.kind)
        for event in recording.trace.events
        if event.kind not in ("held", "timer")
    ]
    del ballast
    return digest(said), digest(events)


def digest(thing: Any) -> str:
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:12]


def main() -> None:
    """Run and count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--busy", type=int, default=2)
    parser.add_argument("--python", action="append", help="interpreters to compare; this one, without")
    parser.add_argument("--here", action="store_true", help="only count in this process, as JSON")
    options = parser.parse_args()
    if options.here:
        found = Counter("words {} trace {}".format(*outcome()) for _ in range(options.repeats))
        print(json.dumps(found))
        return
    total: Counter[str] = Counter()
    with busy(options.busy):
        for python in options.python or [sys.executable]:
            for seed in range(options.seeds):
                command = [python, "-m", "tests.benchmarks.determinism", "--here"]
                done = subprocess.run(
                    [*command, "--repeats", str(options.repeats)],
                    env={**os.environ, "PYTHONHASHSEED": str(seed)},
                    capture_output=True, text=True, check=True,
                )  # fmt: skip
                found = json.loads(done.stdout)
                total.update(found)
                print(f"{python} seed {seed}: {found}", flush=True)
    print(f"{total.total()} runs, {len(total)} outcome(s)")
    sys.exit(len(total) != 1)


if __name__ == "__main__":
    main()
