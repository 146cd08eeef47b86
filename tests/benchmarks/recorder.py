"""What recording costs: CPU ratios to asyncio's bare loop, paired, beside the neighbours.

    python -m tests.benchmarks.recorder [rounds]

aiomonitor is measured where it is installed. Rounds of all loops are interleaved, so that a busy
machine slows them alike; the ratio of the fastest rounds and the median of the paired ratios are
printed, with the limits that the recorder keeps.
"""

from __future__ import annotations

import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from typing import Any

from playground.loop.recorder import Recorder
from playground.loop.running import RecordingLoop

Workload = Callable[[], Awaitable[object]]


async def switches() -> None:
    """200,000 switches over 1,000 tasks."""

    async def work() -> None:
        for _ in range(200):
            await asyncio.sleep(0)

    await asyncio.gather(*[work() for _ in range(1000)])


async def one() -> int:
    return 1


async def create_and_await() -> None:
    """20,000 tasks, each awaited at once."""
    for _ in range(20_000):
        await asyncio.create_task(one())


async def contended_lock() -> None:
    """100 tasks take turns at one lock, 20,000 times."""
    lock = asyncio.Lock()

    async def work() -> None:
        for _ in range(200):
            async with lock:
                await asyncio.sleep(0)

    await asyncio.gather(*[work() for _ in range(100)])


async def gather_of_four() -> None:
    """5,000 gathers of four coroutines."""
    for _ in range(5000):
        await asyncio.gather(one(), one(), one(), one())


WORKLOADS: dict[str, tuple[Workload, float]] = {
    "switches": (switches, 1.30),
    "create and await": (create_and_await, 1.50),
    "contended lock": (contended_lock, 1.20),
    "gather of four": (gather_of_four, 1.60),
}


def recorder_off() -> RecordingLoop:
    loop = RecordingLoop(recorder=Recorder())
    loop.recorder.on = False
    return loop


def debug_mode() -> asyncio.AbstractEventLoop:
    loop = asyncio.SelectorEventLoop()
    loop.set_debug(True)
    loop.slow_callback_duration = 60.0  # its words are not what is measured
    return loop


def with_aiomonitor() -> asyncio.AbstractEventLoop:
    from aiomonitor.monitor import Monitor  # type: ignore[import-not-found]  # measured where it is installed

    loop = asyncio.SelectorEventLoop()
    monitor = Monitor(loop, hook_task_factory=True)
    loop.set_task_factory(monitor._create_task)
    return loop


def spent(factory: Callable[[], Any], work: Workload) -> float:
    """CPU seconds of one run."""
    loop = factory()
    gc.collect()
    began = time.process_time()
    loop.run_until_complete(work())
    seconds = time.process_time() - began
    loop.close()
    return seconds


def main(rounds: int = 7) -> None:
    loops: dict[str, Callable[[], Any]] = {
        "bare": asyncio.SelectorEventLoop,
        "recorder": RecordingLoop,
        "recorder off": recorder_off,
    }
    slow: dict[str, Callable[[], Any]] = {"debug mode": debug_mode}
    if find_spec("aiomonitor") is not None:
        slow["aiomonitor"] = with_aiomonitor
    print(f"CPython {sys.version.split()[0]}: CPU ratio to the bare loop, best / median of pairs")
    for name, (work, limit) in WORKLOADS.items():
        runs = [{key: spent(factory, work) for key, factory in loops.items()} for _ in range(rounds)]
        for run in runs[:1]:  # they take twenty times as long
            run |= {key: spent(factory, work) for key, factory in slow.items()}
        best = min(run["bare"] for run in runs)
        words = [f"{name:17} bare {best * 1000:5.0f} ms"]
        for key in [*list(loops)[1:], *slow]:
            pairs = [run[key] / run["bare"] for run in runs if key in run]
            fastest = min(run[key] for run in runs if key in run) / best
            words.append(f"{key} {fastest:.2f} / {statistics.median(pairs):.2f}")
        print("   ".join(words), f"  (limit {limit:.2f})")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
