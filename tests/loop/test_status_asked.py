"""`loop_status()` for some of the tasks, in another order, as JSON, and on loops of another make."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground import loop_status
from playground.loop.clock import VirtualClockLoop
from playground.loop.facts import LoopStatus
from playground.loop.recorder import RecordingLoop


def of_crowd(ask: Callable[[], Any], count: int = 12, factory: Any = asyncio.SelectorEventLoop) -> Any:
    """What `ask()` gives beside tasks "Task #0" … that sleep and one, "spins", that gives its turn away."""

    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    async def main() -> Any:
        tasks = [asyncio.create_task(asyncio.sleep(3600), name=f"Task #{number}") for number in range(count)]
        tasks.append(asyncio.create_task(spin(), name="spins"))
        for _ in range(3):
            await asyncio.sleep(0)
        found = ask()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return found

    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main())


def names(status: LoopStatus) -> list[str]:
    return [task.name for task in status.tasks]


def test_a_pattern_chooses_tasks_by_name_or_function() -> None:
    """`name` is a pattern for the whole name; the function's name counts too."""
    status, by_function = of_crowd(lambda: (loop_status(name="Task #1*"), loop_status(name="*spin")))
    assert names(status) == ["Task #1", "Task #10", "Task #11"]
    assert (status.count, status.matching) == (14, 3)
    assert status.tasks[0].waits_on is not None
    assert names(by_function) == ["spins"]


def test_a_state_chooses_tasks() -> None:
    """`state` leaves those that are in it."""
    waiting, ready, running = of_crowd(
        lambda: [loop_status(state=state) for state in ("waiting", "ready", "running")]
    )
    assert len(waiting.tasks) == 12
    assert names(ready) == ["spins"]
    assert len(running.tasks) == running.matching == 1


def test_top_takes_the_first() -> None:
    """`top` bounds the rows, not what is counted; only the rows are worked out."""
    status = of_crowd(lambda: loop_status(name="Task #*", state="waiting", top=3))
    assert names(status) == ["Task #0", "Task #1", "Task #2"]
    assert (status.count, status.matching, status.detailed, len(status.tasks)) == (14, 12, 3, 3)
    assert "name 'Task #*', waiting: 12 of 14 tasks" in repr(status)
    assert "… and 9 more" in repr(status)
    assert names(of_crowd(lambda: loop_status(top=0))) == []
    assert len(of_crowd(lambda: loop_status(top=99)).tasks) == 14


def test_sorting() -> None:
    """By age the oldest comes first, by state those that run, by function its name; also within `top`."""
    by_age, by_state, by_function = of_crowd(
        lambda: [loop_status(sort=sort, top=2) for sort in ("age", "state", "coroutine")],
        factory=RecordingLoop,
    )
    assert names(by_age)[1] == "Task #0"
    assert [task.state for task in by_state.tasks] == ["running", "ready"]
    assert by_function.tasks[0].coroutine <= by_function.tasks[1].coroutine
    ages = [task.age for task in of_crowd(lambda: loop_status(sort="age"), factory=RecordingLoop).tasks]
    assert ages == sorted(ages, reverse=True)


def test_many_rows_come_in_the_order_asked_for() -> None:
    """Also the rows beyond those that were worked out."""
    status = of_crowd(lambda: loop_status(sort="state", rows=2), count=40)
    assert status.detailed == 2
    states = [task.state for task in status.tasks]
    assert states == ["running", "ready", *["waiting"] * 40]
    assert names(status)[2:] == [f"Task #{number}" for number in range(40)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"state": "wating"}, r"Did you mean 'waiting'\?"),
        ({"sort": "agee"}, r"Did you mean 'age'\?"),
        ({"top": -1}, "top must be a number of tasks, got -1"),
    ],
)
def test_a_wrong_wish_is_told_with_the_near_word(wrong: dict[str, Any], words: str) -> None:
    """What cannot be asked for is refused, with what was probably meant."""
    loop = asyncio.SelectorEventLoop()
    with pytest.raises(ValueError, match=words):
        loop_status(loop, **wrong)
    loop.close()


@pytest.mark.parametrize("factory", [asyncio.SelectorEventLoop, RecordingLoop, VirtualClockLoop])
def test_json_has_all_the_facts(factory: Any) -> None:
    """One JSON document with the names of the attributes; what is not known is null or named."""
    status: LoopStatus = of_crowd(lambda: loop_status(name="Task #*"), factory=factory)
    told = json.loads(status.as_json())

    assert told["version"] == 1
    assert set(told) - {"version"} == set(LoopStatus.__dataclass_fields__)
    assert [task["name"] for task in told["tasks"]] == names(status)
    first = told["tasks"][0]
    assert (first["state"], first["waits_on"]["kind"], first["waits_on"]["what"]) == (
        "waiting",
        "sleep",
        "sleep(3600)",
    )
    assert first["place"] is None or set(first["place"]) == {"file", "line", "function"}
    assert (first["age"] is None) == ("age" in told["unknown"])
    assert told["asked"] == {"name": "Task #*", "state": None, "top": None, "sort": "name"}
    assert told["clock"] == ("virtual" if factory is VirtualClockLoop else "real")


def test_uvloop_as_far_as_it_shows_itself() -> None:
    """Tasks, waits, holders and awaiters are told; what the loop hides is named."""
    uvloop = pytest.importorskip("uvloop")

    async def main() -> LoopStatus:
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.sleep(3600)

        async def outer() -> None:
            await holder

        holder = asyncio.create_task(use(), name="holder")
        others = [asyncio.create_task(use(), name="second"), asyncio.create_task(outer(), name="outer")]
        others.append(asyncio.create_task(asyncio.to_thread([].clear), name="threads"))
        for _ in range(3):
            await asyncio.sleep(0)
        status = loop_status()
        await others.pop()
        for task in (holder, *others):
            task.cancel()
        await asyncio.gather(holder, *others, return_exceptions=True)
        return status

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        status = runner.run(main())
    tasks = {task.name: task for task in status.tasks}

    assert tasks["second"].waits_on is not None
    assert (tasks["second"].waits_on.what, tasks["second"].waits_on.holders) == ("lock 'lock'", ("holder",))
    assert tasks["holder"].awaited_by == ("outer",)
    assert tasks["holder"].waits_on is not None
    assert tasks["holder"].waits_on.kind == "sleep"
    assert {"ready", "timers", "threads", "transports", "age"} <= set(status.unknown)
    assert "Not shown by this loop: ready, timers" in repr(status)
    assert "0 ready" not in repr(status)
    assert sum(task.state == "running" for task in status.tasks) == 1


def test_among_thousands_a_holder_is_found_where_it_is_likely() -> None:
    """Whether the holder runs the same function as those that wait, or another one."""

    async def main() -> list[tuple[str, ...]]:
        lock, gate = asyncio.Lock(), asyncio.Semaphore(2)

        async def use(thing: Any) -> None:
            async with thing:
                await asyncio.sleep(3600)

        async def keep(thing: Any) -> None:
            await asyncio.sleep(0)
            await use(thing)

        tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(50)]
        tasks += [asyncio.create_task(use(gate), name=f"gate {number}") for number in range(2)]
        tasks.append(asyncio.create_task(keep(lock), name="keeper"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(use(lock), name=f"a {number}") for number in range(800)]
        tasks += [asyncio.create_task(use(gate), name=f"b {number}") for number in range(800)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        found = [loop_status(name=name).tasks[0].waits_on for name in ("a 1", "b 1")]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [wait.holders for wait in found if wait is not None]

    assert asyncio.run(main()) == [("keeper",), ("gate 0", "gate 1")]


def test_watching_needs_the_prompt() -> None:
    """In a program of one's own a watch would hold the loop: it is refused, and said why."""
    code = (
        "import asyncio\n"
        "from playground import loop_status\n"
        "async def main():\n"
        "    try: loop_status(watch=True)\n"
        "    except RuntimeError as error: print(error)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path.cwd())
    assert done.stdout.startswith("loop_status(watch=True) needs the playground's prompt"), done.stderr
