"""The virtual clock: what time it is, and what runs when."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from playground.loop import LoopLimit, VirtualClockLoop


def run(main: Coroutine[Any, Any, Any], **attributes: Any) -> VirtualClockLoop:
    """Runs main on a fresh loop and gives the closed loop back."""
    loop = VirtualClockLoop()
    for name, value in attributes.items():
        setattr(loop, name, value)
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(main)
    return loop


def test_sums_are_exact() -> None:
    """Ten sleeps of 0.1 s end at 1.0 s, which ten floats of 0.1 do not add up to."""

    async def main() -> None:
        for _ in range(10):
            await asyncio.sleep(0.1)

    assert run(main()).time() == 1.0


def test_begins_at_zero_with_nanoseconds() -> None:
    """A new loop stands at 0, and its clock tells nanoseconds apart."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert loop.time() == 0.0
        await asyncio.sleep(1e-9)
        assert loop.time() == 1e-9

    assert run(main()).now_ns == 1


def test_jumps_to_the_deadline() -> None:
    """The clock is put to the next deadline, so that a timer's own time is the time at which it runs."""
    seen: list[tuple[float, float]] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0.7)
        for when in (0.7 + 0.1, 1 / 3 + 1, 2.675):
            loop.call_at(when, lambda due: seen.append((due, loop.time())), when)
        await asyncio.sleep(3)

    run(main())
    assert [round(when, 9) for when, _ in seen] == [at for _, at in seen]


def test_equal_deadlines_in_the_order_set() -> None:
    """Timers of the same nanosecond run in the order in which they were set, however many they are."""
    order: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in range(500):
            loop.call_later(1.0 if number % 2 else 0.7 + 0.3, order.append, number)
        await asyncio.sleep(2)

    run(main())
    assert order == list(range(500))


def test_a_delay_is_at_least_a_tick() -> None:
    """A delay too small for the clock still moves it, so that waiting for a moment comes to an end."""

    async def main() -> int:
        loop = asyncio.get_running_loop()
        turns = 0
        while loop.time() < 0.3:
            await asyncio.sleep((0.3 - loop.time()) / 2)
            turns += 1
        return turns

    loop = run(main())
    assert 0.3 <= loop.time() < 0.3 + 1e-6


@pytest.mark.parametrize("delay", [0, -1, -0.5])
def test_no_delay_moves_nothing(delay: float) -> None:
    """A delay of 0, or one that is over already, takes no time."""

    async def main() -> None:
        for _ in range(5):
            await asyncio.sleep(delay)

    assert run(main()).time() == 0.0


def test_far_times_still_run() -> None:
    """After a sleep of three hundred years the next one of a second ends too."""

    async def main() -> None:
        await asyncio.sleep(1e10)
        await asyncio.sleep(1)

    assert run(main()).now_ns == 10_000_000_001 * 10**9


def test_a_sleep_without_end_is_no_timer() -> None:
    """sleep(inf) never ends, and does not keep others from ending."""

    async def main() -> None:
        forever = asyncio.create_task(asyncio.sleep(math.inf))
        await asyncio.sleep(5)
        forever.cancel()

    assert run(main()).time() == 5.0


def test_ready_before_timers() -> None:
    """What is ready runs before the clock moves, in the order in which it became ready."""
    order: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.call_later(0.001, order.append, "timer")
        for name in "abc":
            loop.call_soon(order.append, name)
        for _ in range(3):
            await asyncio.sleep(0)
            order.append("turn")
        await asyncio.sleep(1)

    run(main())
    assert order == ["a", "b", "c", "turn", "turn", "turn", "timer"]


def test_asking_and_asking_takes_time_at_last() -> None:
    """A task that only asks whether a second is over gets there, as on a real loop, if not soon."""
    turns = 0

    async def main() -> None:
        nonlocal turns
        alarm = asyncio.create_task(asyncio.sleep(1))
        while not alarm.done():
            turns += 1
            await asyncio.sleep(0)

    assert run(main()).time() == 1.0
    assert 10_000 < turns < 150_000


def test_turns_take_no_time() -> None:
    """Ten thousand turns beside a timer are no reason to move the clock."""

    async def main() -> None:
        async with asyncio.timeout(1):
            for _ in range(9_000):
                await asyncio.sleep(0)

    assert run(main()).time() == 0.0


def test_ties_of_timeouts() -> None:
    """timeout(1) around sleep(1) times out; timeout(0) fires only where the body awaits."""
    seen: list[str] = []

    async def main() -> None:
        try:
            async with asyncio.timeout(1):
                await asyncio.sleep(1)
        except TimeoutError:
            seen.append("tie")
        async with asyncio.timeout(0):
            seen.append("no await")
        try:
            await asyncio.wait_for(asyncio.sleep(0), 0)
        except TimeoutError:
            seen.append("wait_for 0")

    assert run(main()).time() == 1.0
    assert seen == ["tie", "no await", "wait_for 0"]


def _lock() -> Callable[[], Any]:
    lock = asyncio.Lock()

    async def one() -> None:
        async with lock:
            await asyncio.sleep(0.1)

    return one


def _semaphore() -> Callable[[], Any]:
    semaphore = asyncio.Semaphore(3)

    async def one() -> None:
        async with semaphore:
            await asyncio.sleep(0.1)

    return one


def _barrier() -> Callable[[], Any]:
    barrier, delays = asyncio.Barrier(6), iter(range(6))

    async def one() -> None:
        await asyncio.sleep(next(delays) / 10)
        await barrier.wait()

    return one


def _condition() -> Callable[[], Any]:
    condition, turn, numbers = asyncio.Condition(), [0], iter(range(6))

    async def one() -> None:
        number = next(numbers)
        async with condition:
            await condition.wait_for(lambda: turn[0] == number)
            await asyncio.sleep(0.1)
            turn[0] += 1
            condition.notify_all()

    return one


def _queue() -> Callable[[], Any]:
    queue: asyncio.Queue[int] = asyncio.Queue(1)
    numbers = iter(range(6))

    async def one() -> None:
        if next(numbers) % 2:
            for number in range(10):
                await queue.put(number)
        else:
            for _ in range(10):
                await asyncio.sleep(0.1)
                await queue.get()

    return one


@pytest.mark.parametrize(
    ("primitive", "seconds"),
    [(_lock, 0.6), (_semaphore, 0.2), (_barrier, 0.5), (_condition, 0.6), (_queue, 1.0)],
)
def test_primitives_are_exact(primitive: Callable[[], Callable[[], Any]], seconds: float) -> None:
    """Six tasks at one primitive take the time that can be worked out on paper."""

    async def main() -> None:
        one = primitive()
        async with asyncio.TaskGroup() as group:
            for _ in range(6):
                group.create_task(one())

    assert run(main()).time() == seconds


def test_cancelled_timers_do_not_count() -> None:
    """The clock does not go to a timer that was cancelled, and many of them are swept out."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualClockLoop)
        for timer in [loop.call_later(5, print) for _ in range(1000)]:
            timer.cancel()
        await asyncio.sleep(1)
        assert [timer.when() for timer in loop.timers()] == []
        await asyncio.sleep(1)

    loop = run(main())
    assert loop.time() == 2.0
    assert loop._timers == {}
    assert (loop._timer_count, loop._timer_cancelled_count) == (0, 0)


def test_timers_are_told_in_their_order() -> None:
    """timers() gives what is set, as it will run."""
    loop = VirtualClockLoop()
    for delay in (3, 1, 2):
        loop.call_later(delay, print)
    assert [timer.when() for timer in loop.timers()] == [1.0, 2.0, 3.0]
    loop.close()


def test_limit_of_the_virtual_clock() -> None:
    """Past max_seconds the run ends with LoopLimit, and the clock stands at the limit."""
    loop = VirtualClockLoop()
    loop.max_seconds = 60
    with pytest.raises(LoopLimit, match="its limit of 60 s") as caught:
        loop.run_until_complete(asyncio.sleep(61))
    assert (caught.value.kind, caught.value.value, loop.time()) == ("virtual-seconds", 60, 60.0)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def test_debug_mode_checks_and_blames_the_program() -> None:
    """In debug mode a timer from another thread is refused, and a timer tells the program's own line."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        timers = [loop.call_later(1, print), loop.call_at(1, print)]
        assert [timer._source_traceback[-1].name for timer in timers] == ["main", "main"]  # type: ignore[attr-defined]
        task = asyncio.create_task(asyncio.sleep(0))
        assert task._source_traceback[-1].name == "create_task"  # type: ignore[attr-defined]
        assert task._source_traceback[-2].name == "main"  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match="coroutines cannot be used with call_later"):
            loop.call_later(1, main)
        with pytest.raises(RuntimeError, match="Non-thread-safe operation"):
            await asyncio.to_thread(loop.call_later, 1, print)

    run(main())


def test_changes_nothing_outside_itself() -> None:
    """While a bare loop runs, the modules time, datetime and asyncio are as they were."""
    program = """
import asyncio, datetime, time
def facts():
    modules = asyncio, asyncio.tasks, datetime, time
    return {(m.__name__, k): id(v) for m in modules for k, v in vars(m).items()}
before = facts()
from playground.loop import VirtualClockLoop
async def main():
    await asyncio.to_thread(len, "")
    await asyncio.sleep(1)
    now = facts()
    assert {k: now[k] for k in before} == before
with asyncio.Runner(loop_factory=VirtualClockLoop) as runner:
    runner.run(main())
print("as before")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("as before\n", "")
