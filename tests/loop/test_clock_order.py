"""One program, one order of events: in every run, under every hash seed, on every machine."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from playground.loop import VirtualClockLoop
from playground.loop.timepatch import virtual_time

ROOT = Path(__file__).parents[2]

# What sets of tasks would shuffle: the order in which wait gives, a group cancels, as_completed begins.
PROGRAM = """
import asyncio, sys, threading, time
import playground.loop
from playground.loop.timepatch import virtual_time

said = []
ballast = [object() for _ in range(int(sys.argv[1]))]

async def fetch(name, delay):
    try:
        await asyncio.sleep(delay)
        said.append(f"{name} done at {time.monotonic()}")
        return name
    except asyncio.CancelledError:
        said.append(f"{name} cancelled")
        raise

async def fail():
    await asyncio.sleep(1)
    raise ValueError

def in_thread(name, lock):
    with lock:
        time.sleep(0.5)
        said.append(f"{name} in a thread at {time.monotonic()}")
    return name

async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(fetch(i, 1 + i % 2)) for i in range(20)]
    done, pending = await asyncio.wait(tasks, timeout=1.5)
    said.extend(t.get_name() for t in done)
    said.extend(t.get_name() for t in pending)
    await asyncio.wait(pending, return_when="FIRST_COMPLETED")
    futures = {loop.create_future() for _ in range(20)}
    for number, future in enumerate(futures):
        loop.call_later(1, future.set_result, number)
    said.extend(f.result() for f in (await asyncio.wait(futures))[0])
    try:
        async with asyncio.TaskGroup() as group:
            for i in range(20):
                group.create_task(fetch(i, 2))
            group.create_task(fail())
    except* ValueError:
        said.append("group failed")
    for each in asyncio.as_completed([fetch(i, 1) for i in range(20)]):
        said.append(await each)
    lock = threading.Lock()
    jobs = [asyncio.to_thread(in_thread, i, lock) for i in range(4)]
    for each in asyncio.as_completed(jobs):
        said.append(await each)
    done, _ = await asyncio.wait({loop.run_in_executor(None, in_thread, i, lock) for i in range(4)})
    said.extend(f.result() for f in done)
    said.append((loop.time(), loop.exact))

loop = getattr(playground.loop, sys.argv[2])()
with virtual_time(loop), asyncio.Runner(loop_factory=lambda: loop) as runner:
    runner.run(main())
print(said)
"""


def outcome(seed: int, loop: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed * 997), loop],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("loop", ["VirtualClockLoop", "VirtualRecordingLoop"])
def test_one_outcome(loop: str) -> None:
    """Tasks, futures and threads in sets come out the same under other addresses and hash seeds."""
    outcomes = {outcome(seed, loop) for seed in range(4)}
    assert len(outcomes) == 1
    said = outcomes.pop()
    assert said.endswith("(9.0, True)]\n")
    # And the same on every version of Python: this one is from 3.11.
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == "35a417544c647a10"


def names(*tasks: Any) -> list[str]:
    return [task.get_name() for task in tasks]


def test_names_begin_at_one_in_each_loop() -> None:
    """Tasks are called Task-1, Task-2, … by their place in the loop, not in the process."""

    async def main() -> list[str]:
        named = asyncio.create_task(asyncio.sleep(0), name="mine")
        third = asyncio.create_task(asyncio.sleep(0))
        await asyncio.wait([named, third])
        return names(asyncio.current_task(), named, third)

    for _ in range(2):
        with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
            assert runner.run(main()) == ["Task-1", "mine", "Task-3"]


def test_tasks_look_like_asyncios() -> None:
    """A task shows itself as asyncio's does, and is one."""

    async def main() -> None:
        task = asyncio.create_task(asyncio.sleep(1), name="mine")
        plain = asyncio.Task(asyncio.sleep(1), name="mine")
        assert isinstance(task, asyncio.Task)
        cut = slice(0, len("<Task pending name='mine' coro=<sleep()"))
        assert repr(task)[cut] == repr(plain)[cut]
        assert str(type(task)) == str(type(plain))
        future = asyncio.get_running_loop().create_future()
        assert repr(future) == "<Future pending>"
        await asyncio.wait([task, plain])

    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        runner.run(main())


def test_a_factory_of_ones_own_makes_the_tasks() -> None:
    """A task factory that the program sets is asked, and what it makes is used."""

    class Mine(asyncio.Task[Any]):
        pass

    def factory(loop: Any, coro: Any, **options: Any) -> Any:
        return Mine(coro, loop=loop, **options)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(factory)
        assert loop.get_task_factory() is factory
        task = asyncio.create_task(asyncio.sleep(1, "slept"), name="mine")
        assert type(task) is Mine
        assert (await task, task.get_name(), loop.time()) == ("slept", "mine", 1.0)

    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        runner.run(main())


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with 3.12")
def test_eager_tasks_begin_at_once_and_keep_their_order() -> None:
    """With asyncio's eager factory a task's first step runs in create_task, and sets keep their order."""
    began: list[int] = []

    async def one(number: int) -> int:
        began.append(number)
        await asyncio.sleep(1)
        return number

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(vars(asyncio)["eager_task_factory"])
        tasks = [asyncio.create_task(one(number)) for number in range(20)]
        assert began == list(range(20))
        done, _ = await asyncio.wait(tasks)
        assert [task.result() for task in done] == began
        assert names(*tasks[:2]) == ["Task-2", "Task-3"]

    with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
        runner.run(main())


def test_as_completed_waits_to_begin_as_asyncios_does() -> None:
    """What as_completed refuses, and when it begins, is as it was."""

    async def main() -> None:
        with pytest.raises(TypeError):
            list(asyncio.as_completed(asyncio.get_running_loop().create_future()))
        late = asyncio.as_completed([asyncio.sleep(9)], timeout=1)
        with pytest.raises(TimeoutError):
            await next(iter(late))

    loop = VirtualClockLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner, virtual_time(loop):
        runner.run(main())
    assert loop.time() == 1.0


def test_one_trace_and_one_outcome() -> None:
    """as_completed, wait, a group that cancels, threads and streams: one outcome, and one trace of it."""
    found = set()
    for seed in range(2):
        command = [sys.executable, "-m", "tests.benchmarks.determinism", "--here", "--repeats", "3"]
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=ROOT)
        found |= set(json.loads(done.stdout))
    (outcome,) = found
    assert outcome.startswith("words ce4ce12d64b7 trace ")  # the same words on every version of Python
