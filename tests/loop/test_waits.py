"""One table of cases: what a task waits on, and who awaits it, the same on every CPython."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from typing import Any

import pytest

from playground.loop.waits import awaited_by, place_of, state_of, waits_on
from playground.values.trace import Wait

from . import waiting_outside  # noqa: F401  # adds its cases
from .waiting import CASES, Scene


async def run_case(name: str, look: Callable[[asyncio.Task[Any], Scene], Any]) -> Any:
    function, expected = CASES[name]
    scene = Scene()
    subject = scene.task("subject", function(scene))
    try:
        for _ in range(20_000):  # a subprocess takes a while to start
            await asyncio.sleep(0)
            found = waits_on(subject)
            if found is not None and (found.kind, found.what) == (expected.kind, expected.what):
                break
        return look(subject, scene)
    finally:
        for end in scene.ends:
            if asyncio.iscoroutine(ending := end()):
                await ending
        for task in scene.tasks:
            task.cancel()
        await asyncio.gather(*scene.tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)


@pytest.mark.parametrize("name", CASES)
def test_what_a_task_waits_on(name: str) -> None:
    """Each way to wait is told by its kind, its object's name, the tasks waited for and the holders."""
    found = asyncio.run(run_case(name, lambda task, _: waits_on(task)))

    assert found is not None
    expected = CASES[name][1]
    got = Wait(found.kind, found.what, None, found.tasks, found.holders)
    if name in ("wait_for_a_queue", "wait_for_a_lock", "wait_for_a_thread") and sys.version_info < (3, 12):
        got = Wait(got.kind, got.what, None, (), got.holders)  # there it awaits in a task of its own
    assert got == expected


@pytest.mark.parametrize("name", CASES)
def test_the_place_is_the_program_s_own_line(name: str) -> None:
    """A task is shown at the innermost line of the program, whatever asyncio does below it."""
    place = asyncio.run(run_case(name, lambda task, _: place_of(task)))

    assert place is not None
    assert place.file == CASES[name][0].__code__.co_filename


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("a_task", "inner"),
        ("gather", "two"),
        ("wait", "one"),
        ("as_completed", "two"),
        ("task_group", "inner"),
        ("shield", "inner"),
        ("shield_of_a_gather", "two"),
        ("gathers_inside_a_gather", "three"),
        ("a_group_in_a_group", "inner"),
        ("wait_for_the_first", "inner"),
        ("wait_for_a_task", "inner"),
    ],
)
def test_who_awaits_a_task(name: str, inner: str) -> None:
    """From the task that is waited for, the one that waits is found, once, through every combinator."""

    def look(task: asyncio.Task[Any], scene: Scene) -> list[str]:
        waited = next(one for one in scene.tasks if one.get_name() == inner)
        return [one.get_name() for one in awaited_by(waited)]

    assert asyncio.run(run_case(name, look)) == ["subject"]


def test_a_sleep_tells_when_it_ends() -> None:
    """`until` is the loop time at which the sleep ends."""

    async def main() -> tuple[float, float]:
        task = asyncio.create_task(asyncio.sleep(3600))
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(0)
        found = waits_on(task)
        task.cancel()
        assert found is not None
        assert found.until is not None
        return before, found.until

    before, until = asyncio.run(main())
    assert 3600 <= until - before < 3700


def test_states() -> None:
    """A task is ready until it runs, then it waits, and in the end it is done."""

    async def main() -> list[str]:
        event = asyncio.Event()
        task = asyncio.create_task(event.wait())
        me = asyncio.current_task()
        assert me is not None
        seen = [state_of(me, me), state_of(task)]
        await asyncio.sleep(0)
        seen.append(state_of(task))
        event.set()
        seen.append(state_of(task))
        await task
        return [*seen, state_of(task)]

    assert asyncio.run(main()) == ["running", "ready", "waiting", "ready", "done"]


def test_a_task_that_gives_its_turn_away_waits_for_its_turn() -> None:
    """`sleep(0)` is a turn, not a wait on something."""

    async def spin() -> None:
        while True:
            await asyncio.sleep(0)

    async def main() -> Wait | None:
        task = asyncio.create_task(spin())
        await asyncio.sleep(0)
        found = waits_on(task)
        task.cancel()
        return found

    assert asyncio.run(main()) == Wait("turn")


def test_looking_keeps_nothing_alive() -> None:
    """A look at a waiting task leaves no reference to the program's variables behind."""

    class Thing:
        pass

    async def keep(event: asyncio.Event) -> None:
        thing = Thing()
        await event.wait()
        del thing
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def main() -> int:
        event = asyncio.Event()
        task = asyncio.create_task(keep(event))
        await asyncio.sleep(0)
        waits_on(task), place_of(task), awaited_by(task)
        event.set()
        await asyncio.sleep(0)
        alive = sum(isinstance(one, Thing) for one in gc.get_objects())
        await task
        return alive

    assert asyncio.run(main()) == 0
