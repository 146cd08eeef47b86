"""Random small programs, run on a real loop and on the virtual clock: the same events, in the same order.

    python -m tests.loop.programs --number 2000 [--seed 1]

A program is tasks of steps. Every step tells when it began and ended, in units of time; on the
real loop a unit is some milliseconds. No two timers of a program end at the same moment, since
then the real loop's order would be chance; and a run that the machine made late by a good part of
a unit is no evidence, and is repeated with longer units.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import selectors
import sys
import time
from collections.abc import Callable
from itertools import count
from typing import Any, TypeAlias

from playground.loop import VirtualClockLoop
from playground.loop.ordered import NumberedTask
from playground.loop.timepatch import virtual_time

__all__ = ["Busy", "Program", "Tie", "difference", "random_program", "real", "virtual"]

Step: TypeAlias = "tuple[Any, ...]"  # ("sleep", 3), ("lock", [steps]), ("gather", [[steps], [steps]]) …
Program: TypeAlias = "list[list[Step]]"
Said: TypeAlias = "list[tuple[str, str, int]]"  # who, what, when in units
LONGEST = 60  # units after which a program is ended, whatever it waits for
UNITS = (0.002, 0.008, 0.032, 0.128, 0.128, 0.128)  # seconds; the next when the machine was too busy for one
LATE = 0.4  # units, all delays of a run together; two moments of a program are at least half a one apart


class Tie(Exception):
    """Two timers of the program end at the same moment."""


class Busy(Exception):
    """The machine was never quiet enough to compare with a real loop."""


class Loop(VirtualClockLoop):
    """The virtual loop, which refuses ties."""

    def take_due(self) -> None:
        before = len(self._ready)
        super().take_due()
        if len(self._ready) > before + 1:
            raise Tie

    def jump(self) -> bool:
        before = len(self._ready)
        jumped = super().jump()
        if len(self._ready) > before + 1:
            raise Tie
        return jumped


class Watch(selectors.DefaultSelector):
    """A real loop's selector that notes by how many seconds the machine made the loop late, in all."""

    late = 0.0
    _left: float | None = None

    def select(self, timeout: float | None = None) -> Any:
        came = time.monotonic()
        busy = 0.0 if self._left is None else came - self._left  # the programs compute nothing
        events = super().select(timeout)
        self._left = time.monotonic()
        over = 0.0 if timeout is None else self._left - came - max(0.0, timeout)
        self.late += busy + max(0.0, over)
        return events


class Run:
    """One run of a program, a unit being so many seconds."""

    def __init__(self, program: Program, unit: float) -> None:
        self.program, self.unit = program, unit
        self.said: Said = []
        self.tasks: list[asyncio.Task[None]] = []
        self.late = 0.0  # by how much threads were late, in units and in all

    async def main(self) -> Said:
        loop = asyncio.get_running_loop()
        self.began = loop.time()
        self.lock, self.semaphore, self.event = asyncio.Lock(), asyncio.Semaphore(2), asyncio.Event()
        self.condition: asyncio.Condition = asyncio.Condition()
        self.queue: asyncio.Queue[int] = asyncio.Queue(2)
        for number, steps in enumerate(self.program):
            self.tasks.append(asyncio.create_task(self.steps(f"t{number}", steps)))
        await asyncio.wait(self.tasks, timeout=(LONGEST + 0.5) * self.unit)
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)
        for task in self.tasks:
            self.say("main", "cancelled" if task.cancelled() else repr(task.exception()))
        return self.said

    def say(self, who: str, what: str) -> None:
        units = (asyncio.get_running_loop().time() - self.began) / self.unit
        self.said.append((who, what, int(units + 0.05)))  # a real loop may be late, never early

    async def steps(self, who: str, steps: list[Step]) -> None:
        for step in steps:
            self.say(who, f"{step[0]} begins")
            try:
                await getattr(self, f"do_{step[0]}")(who, *step[1:])
            except BaseException as error:
                self.say(who, f"{step[0]} ends with {type(error).__name__}")
                raise
            self.say(who, f"{step[0]} ends")

    async def do_turn(self, who: str) -> None:
        await asyncio.sleep(0)

    async def do_sleep(self, who: str, units: int) -> None:
        await asyncio.sleep(units * self.unit)

    async def do_thread(self, who: str, units: int) -> None:
        begun = asyncio.get_running_loop().time()
        await asyncio.to_thread(time.sleep, units * self.unit)
        spent = asyncio.get_running_loop().time() - begun
        self.late += max(0.0, spent / self.unit - units)

    async def do_lock(self, who: str, steps: list[Step]) -> None:
        async with self.lock:
            await self.steps(who, steps)

    async def do_semaphore(self, who: str, steps: list[Step]) -> None:
        async with self.semaphore:
            await self.steps(who, steps)

    async def do_timeout(self, who: str, units: int, steps: list[Step]) -> None:
        try:
            async with asyncio.timeout(units * self.unit):
                await self.steps(who, steps)
        except TimeoutError:
            self.say(who, "timed out")

    async def do_put(self, who: str) -> None:
        await self.queue.put(1)

    async def do_get(self, who: str) -> None:
        await self.queue.get()

    async def do_set(self, who: str) -> None:
        self.event.set()

    async def do_wait(self, who: str) -> None:
        await self.event.wait()

    async def do_notify(self, who: str) -> None:
        async with self.condition:
            self.condition.notify_all()

    async def do_condition(self, who: str) -> None:
        async with self.condition:
            await self.condition.wait()

    async def do_cancel(self, who: str, number: int) -> None:
        self.tasks[number % len(self.tasks)].cancel()

    async def do_fail(self, who: str) -> None:
        raise ValueError(who)

    async def do_gather(self, who: str, several: list[list[Step]]) -> None:
        parts = (self.steps(f"{who}.{number}", steps) for number, steps in enumerate(several))
        await asyncio.gather(*parts, return_exceptions=True)

    async def do_group(self, who: str, several: list[list[Step]]) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for number, steps in enumerate(several):
                    group.create_task(self.steps(f"{who}.{number}", steps))
        except* ValueError as errors:
            self.say(who, f"{len(errors.exceptions)} failed")


def virtual(program: Program) -> Said:
    """What the program says on the virtual clock, a unit being a second. Tie when it has one."""
    loop = Loop()
    with virtual_time(loop), asyncio.Runner(loop_factory=lambda: loop) as runner:
        said = runner.run(Run(program, 1.0).main())
    if not loop.exact:
        raise AssertionError("real time came in")
    return said


def real(program: Program, unit: float) -> tuple[Said, float]:
    """What the program says on asyncio's own loop, and by how many units it was late, all in all.

    A group there cancels its tasks in their order.
    """
    numbers = count(1)

    def numbered(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> Any:
        task: Any = NumberedTask.__new__(NumberedTask)
        task.number = next(numbers)
        task.__init__(coro, loop=loop, **options)
        return task

    watch = Watch()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(watch)) as runner:
        runner.get_loop().set_task_factory(numbered)
        run = Run(program, unit)
        said = runner.run(run.main())
        return said, run.late + watch.late / unit


def difference(program: Program) -> str:
    """In what the two runs differ, or "". Tie when the program has one, Busy when nothing can be said."""
    ours = virtual(program)
    for unit in UNITS:
        theirs, late = real(program, unit)
        if theirs == ours:
            return ""
        if late < LATE:
            first = next((pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), "length")
            return f"virtual and real differ first in {first}:\n{ours}\n{theirs}"
    raise Busy


def random_program(integer: Callable[[int, int], int]) -> Program:
    """A program; `integer(low, high)` gives the choices."""
    budget = [14]  # steps in all, so that runs stay short

    def steps(depth: int) -> list[Step]:
        made = []
        for _ in range(integer(1, 3)):
            if budget[0] > 0:
                budget[0] -= 1
                made.append(step(depth))
        return made

    def step(depth: int) -> Step:
        simple = ["sleep", "sleep", "sleep", "thread", "turn", "put", "get", "set", "wait", "notify"]
        simple += ["condition", "cancel", "fail"]
        nested = ["lock", "lock", "semaphore", "semaphore", "timeout", "timeout", "gather", "group"]
        kinds = simple + (nested if depth < 2 else [])
        kind = kinds[integer(0, len(kinds) - 1)]
        if kind in ("sleep", "thread"):
            return kind, integer(1, 19)
        if kind == "cancel":
            return kind, integer(0, 4)
        if kind in ("lock", "semaphore"):
            return kind, steps(depth + 1)
        if kind == "timeout":
            return kind, integer(1, 19), steps(depth + 1)
        if kind in ("gather", "group"):
            return kind, [steps(depth + 1) for _ in range(integer(1, 3))]
        return (kind,)

    return [steps(0) for _ in range(integer(2, 5))]


def main() -> None:
    """Compare so many random programs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    choices = random.Random(options.seed)
    found = {"alike": 0, "different": 0, "a tie": 0, "too busy": 0}
    while found["alike"] + found["different"] < options.number:
        program = random_program(choices.randint)
        try:
            words = difference(program)
            found["different" if words else "alike"] += 1
            if words:
                print(program, words, sep="\n")
        except Tie:
            found["a tie"] += 1
        except Busy:
            found["too busy"] += 1
    print(", ".join(f"{number} {kind}" for kind, number in found.items()))
    sys.exit(1 if found["different"] else 0)


if __name__ == "__main__":
    main()
