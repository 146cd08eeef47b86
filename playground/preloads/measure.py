"""Run n waits in one way and print ``[seconds, bytes]`` as JSON. A program of its own.

    python measure.py "threads" 4 0.5

It imports nothing of ours, so that its memory is that of the waits. Each way is the plainest that
the standard library has, and the memory is read while all the waits are under way.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path

__all__ = ["RUN", "measure"]


def one_by_one(n: int, seconds: float) -> int | None:
    memory = None
    for number in range(n):
        if number == n // 2:
            memory = resident()
        time.sleep(seconds)  # the wait that is measured
    return memory


def threads(n: int, seconds: float) -> int | None:
    started = [threading.Thread(target=time.sleep, args=(seconds,)) for _ in range(n)]
    for thread in started:
        thread.start()
    memory = resident()
    for thread in started:
        thread.join()
    return memory


def processes(n: int, seconds: float) -> int | None:
    # "spawn" is the way that every system has; a forked copy shares memory with its parent and
    # would look smaller than it is.
    spawn = multiprocessing.get_context("spawn")
    waiting = spawn.Semaphore(0)
    started: list[BaseProcess] = [spawn.Process(target=wait, args=(seconds, waiting)) for _ in range(n)]
    for process in started:
        process.start()
    for _ in started:
        waiting.acquire()
    parts = [resident(), *(resident(process.pid) for process in started)]
    for process in started:
        process.join()
    return None if None in parts else sum(part or 0 for part in parts)


def wait(seconds: float, waiting: threading.Semaphore) -> None:
    waiting.release()
    time.sleep(seconds)  # the wait that is measured


def in_asyncio(n: int, seconds: float) -> int | None:
    async def main() -> int | None:
        waits = [asyncio.create_task(asyncio.sleep(seconds)) for _ in range(n)]
        await asyncio.sleep(0)  # let each of them begin
        memory = resident()
        await asyncio.gather(*waits)
        return memory

    return asyncio.run(main())


def resident(pid: int | str | None = "self") -> int | None:
    """Bytes of memory that the process holds now; None where the system has no /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return None


RUN: dict[str, Callable[[int, float], int | None]] = {
    "one by one": one_by_one, "threads": threads, "processes": processes, "asyncio": in_asyncio,
}  # fmt: skip


def measure(way: str, n: int, seconds: float) -> tuple[float, int | None]:
    """Seconds that the waits took, and bytes that they needed more than before."""
    before = resident()
    begin = time.perf_counter()
    during = RUN[way](n, seconds)
    took = time.perf_counter() - begin
    return took, None if during is None or before is None else max(0, during - before)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))))
