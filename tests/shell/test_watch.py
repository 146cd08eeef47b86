"""`loop_status(watch=True)`: its keys, without a screen and in a real terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.output import DummyOutput

from playground.loop.asking import ALL, Asked
from playground.shell.watch import Watch
from playground.views.look import Look

from .conftest import ROOT
from .terminal import PYTHON, Terminal


class Surface(DummyOutput):
    def get_size(self) -> Size:
        return Size(rows=24, columns=80)


async def settled() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


def watching(play: Callable[[Watch], object], asked: Asked = ALL) -> None:
    """`play` gets a watch of a loop with three tasks: b waits for the lock that a holds."""

    async def main() -> None:
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.sleep(3600)

        tasks = [asyncio.create_task(use(), name=name) for name in "ab"]
        tasks.append(asyncio.create_task(asyncio.sleep(3600), name="c"))
        await settled()
        watch = Watch((asyncio.get_running_loop(), None, asked), Look(80), (None, Surface()))
        watch.look()
        found = play(watch)
        if asyncio.iscoroutine(found):
            await found
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(main())


def pressed(watch: Watch, *keys: str) -> str:
    for key in keys:
        assert watch.key(key)
    watch.look()
    return watch.text()


def test_a_row_is_chosen_and_its_chain_opened() -> None:
    """Down and Enter open the chain of the second task: the lock, its holder, and who waits for it."""

    def play(watch: Watch) -> None:
        assert watch.chosen() == "a"
        text = pressed(watch, "down", "enter")
        assert watch.chosen() == "b"
        assert "lock 'lock', held by a" in text
        assert "it waits for\n  a (" in text
        text = pressed(watch, "enter", "up", "enter")
        assert "those wait for it\n  b" in text

    watching(play)


def test_sorting_and_filters() -> None:
    """s goes through the orders, f through the states, a pattern leaves those whose name fits."""

    def play(watch: Watch) -> None:
        assert "sorted by age" in pressed(watch, "s")
        assert "waiting: 3 of 4 tasks" in pressed(watch, "f")
        assert "ready: 0 of 4" in pressed(watch, "f")
        assert "running: 1 of 4" in pressed(watch, "f")
        assert "1 of 4" not in pressed(watch, "f")
        assert "Name (a pattern like Task #*; empty: all): [x_" in pressed(watch, "/", "[", "x")
        text = pressed(watch, "backspace", "a", "b", "]", "enter")
        assert "name [ab]: 2 of 4 tasks" in text
        assert "\nc " not in text
        assert "name [ab]: 2 of 4 tasks" in pressed(watch, "/", "escape")

    watching(play)


def test_a_task_is_cancelled_only_after_a_yes() -> None:
    """c asks; any key but y leaves the task alone."""

    async def play(watch: Watch) -> None:
        assert "Cancel a? y: yes" in pressed(watch, "c")
        pressed(watch, "n")
        await settled()
        assert {task.get_name() for task in asyncio.all_tasks()} >= {"a", "b", "c"}
        pressed(watch, "c", "y")
        await settled()
        assert "a" not in {task.get_name() for task in asyncio.all_tasks()}
        assert "a was asked to stop." in watch.text()

    watching(play)


@pytest.mark.parametrize("key", ["q", "escape", "c-c", "c-d"])
def test_it_is_left_with_any_of_these(key: str) -> None:
    """q, Escape, Ctrl-C and Ctrl-D give the prompt back."""

    def play(watch: Watch) -> None:
        assert watch.key(key) is False

    watching(play)


def test_the_chosen_row_is_one_that_is_shown() -> None:
    """Down beyond the last task stays at the last."""

    def play(watch: Watch) -> None:
        pressed(watch, *["down"] * 50)
        assert watch.watched.row == 3

    watching(play)


def test_watching_at_the_prompt(tmp_path: Path, cache_home: Path) -> None:
    """Live: choose, look at the chain, cancel, go back; what was printed meanwhile comes afterwards."""
    env = {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(cache_home)}
    terminal = Terminal(PYTHON, "-m", "playground", "--lang", "en", env=env, columns=80, lines=24)
    try:
        terminal.run("one = asyncio.create_task(asyncio.sleep(60), name='sleeper')")
        terminal.run("one.add_done_callback(lambda _: print('stopped', 6 * 7))")
        terminal.type("loop_status(watch=True, name='sl*')")
        terminal.sees("sleeper", "sleep(60)", "name sl*: 1 of 1 tasks", "↑ ↓ choose")
        terminal.send("\r")
        terminal.sees("stands at", "those wait for it")
        terminal.send("c")
        terminal.sees("Cancel sleeper? y: yes")
        terminal.send("y")
        terminal.sees("sleeper has ended.")
        assert "stopped 42" not in terminal.text
        terminal.send("q")
        terminal.sees("stopped 42")
        terminal.prompt()
    finally:
        terminal.child.close(force=True)
