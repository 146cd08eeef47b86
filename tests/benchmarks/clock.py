"""What a virtual second costs, beside the neighbours: CPU and memory, in one run.

    python -m tests.benchmarks.clock [--rounds 7] [--timers 1000000] [--only seedloop,stock]

Each measurement has a process of its own; the loops take turns, and the best of all rounds
counts. Neighbours are measured where they are installed: looptime, aiotools, async-solipsism,
seedloop, simloop. "stock" is asyncio's loop, for what it can do without waiting.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import Any

MAIN = Callable[[], Coroutine[Any, Any, None]]


async def ten_thousand_sleeps() -> None:
    """10,000 tasks that sleep for whole seconds."""
    await asyncio.gather(*(asyncio.sleep(number % 100) for number in range(10_000)))


async def random_sleeps() -> None:
    """10,000 tasks that sleep for random times."""
    random.seed(1)
    await asyncio.gather(*(asyncio.sleep(random.random() * 100) for _ in range(10_000)))


async def one_after_another() -> None:
    """100,000 sleeps in one task."""
    for _ in range(100_000):
        await asyncio.sleep(0.25)


async def producers_and_consumers() -> None:
    """1,000 producers and consumers at one queue of ten places."""
    queue: asyncio.Queue[int] = asyncio.Queue(10)

    async def produce(number: int) -> None:
        for item in range(10):
            await asyncio.sleep(number / 1000)
            await queue.put(item)

    async def consume() -> None:
        for _ in range(10):
            await queue.get()
            await asyncio.sleep(0.01)

    await asyncio.gather(*(produce(number) for number in range(500)), *(consume() for _ in range(500)))


WORK: dict[str, MAIN] = {
    "10,000 sleeps": ten_thousand_sleeps,
    "10,000 random sleeps": random_sleeps,
    "100,000 one after another": one_after_another,
    "1,000 producers and consumers": producers_and_consumers,
}


def loop_of(name: str) -> asyncio.AbstractEventLoop:
    """A fresh loop of that kind."""
    homes = {
        "ours": ("playground.loop", "VirtualClockLoop"),
        "ours, recording": ("playground.loop", "VirtualRecordingLoop"),
        "stock": ("asyncio", "SelectorEventLoop"),
        "aiotools": ("asyncio", "SelectorEventLoop"),
        "async-solipsism": ("async_solipsism", "EventLoop"),
        "looptime": ("looptime", "new_event_loop"),
        "seedloop": ("seedloop._loop", "DeterministicLoop"),
        "simloop": ("simloop._loop", "SimLoop"),
    }
    module, attribute = homes[name]
    loop: asyncio.AbstractEventLoop = getattr(import_module(module), attribute)()
    return loop


def neighbours() -> list[str]:
    """The loops that can be measured here, ours first."""
    found = ["ours", "ours, recording"]
    for name in ("seedloop", "async-solipsism", "looptime", "aiotools", "simloop"):
        if find_spec(name.replace("-", "_")) is not None:
            found.append(name)
    return found


def run(name: str, main: MAIN) -> float:
    """Seconds of CPU that main takes on a loop of that kind."""
    loop = loop_of(name)

    async def measured() -> float:
        with ExitStack() as stack:
            if name == "aiotools":
                stack.enter_context(import_module("aiotools").VirtualClock().patch_loop())
            began = time.process_time()
            await main()
            return time.process_time() - began

    gc.collect()
    gc.freeze()
    spent = loop.run_until_complete(measured())
    loop.close()
    return spent


def timers(name: str, number: int) -> tuple[float, float]:
    """Bytes a timer when so many are set, and seconds of CPU to set and run them."""
    loop = loop_of(name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()

    async def main() -> None:
        running = asyncio.get_running_loop()
        for index in range(number):
            running.call_later(1 + index * 7919 % number / 1000, int)
        await asyncio.sleep(number / 1000 + 2)

    loop.run_until_complete(main())
    spent = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return grown * 1024 / number, spent


def import_time() -> float:
    """Milliseconds of CPU by which importing our loop is dearer than importing asyncio."""

    def spent(statement: str) -> float:
        program = f"import time; t=time.process_time(); {statement}; print(time.process_time()-t)"
        return float(subprocess.check_output([sys.executable, "-c", program]))

    rounds = range(11)
    ours = min(spent("from playground.loop import VirtualClockLoop") for _ in rounds)
    return 1000 * (ours - min(spent("import asyncio") for _ in rounds))


def _in_a_process(*arguments: str) -> Any:
    command = [sys.executable, "-m", "tests.benchmarks.clock", *arguments]
    return json.loads(subprocess.check_output(command, text=True))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--timers", type=int, default=1_000_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--one", nargs=2, metavar=("LOOP", "WORK"), help="one measurement, as JSON")
    options = parser.parse_args()
    if options.one:
        name, work = options.one
        print(json.dumps(timers(name, options.timers) if work == "timers" else run(name, WORK[work])))
        return
    names = [name for name in neighbours() if not options.only or name in options.only.split(",")]
    best: dict[tuple[str, str], float] = {}
    for _ in range(options.rounds):
        for work in WORK:
            for name in names:
                seconds = _in_a_process("--one", name, work)
                best[work, name] = min(best.get((work, name), seconds), seconds)
    print("CPU in milliseconds, best of rounds; in brackets, ours to theirs")
    for work in WORK:
        ours = best.get((work, "ours"), 0.0)
        cells = [f"{name} {best[work, name] * 1000:.0f} ({ours / best[work, name]:.2f})" for name in names]
        print(f"  {work}: " + ", ".join(cells))
    print(f"{options.timers:,} timers: bytes each, seconds of CPU")
    for name in names:
        size, seconds = _in_a_process("--one", name, "timers", "--timers", str(options.timers))
        print(f"  {name}: {size:.0f} B, {seconds:.2f} s")
    print(f"from playground.loop import VirtualClockLoop: {import_time():+.1f} ms to import asyncio")


if __name__ == "__main__":
    main()
