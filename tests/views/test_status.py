from __future__ import annotations

import asyncio
import io
import re
import time
from collections.abc import Callable

import pytest

from playground.loop.recorder import RecordingLoop
from playground.loop.status import LoopStatus, loop_status
from playground.views.look import Look
from playground.views.terminal import draw_status
from playground.views.watch import Watched, draw_watch

from . import statuses
from .golden import LOOKS, check, plain, widest


def a_status(recorded: bool = True) -> LoopStatus:
    """Of a loop with a lock that is waited for, a sleeper, a hold and a failure that nobody looked at."""

    async def main() -> LoopStatus:
        lock, bell = asyncio.Lock(), asyncio.Event()

        async def owner() -> None:
            async with lock:
                await bell.wait()

        async def customer() -> None:
            async with lock:
                pass

        async def outer(task: asyncio.Task[None]) -> None:
            await task

        async def bad() -> None:
            raise ValueError("boom \x1b[31m")

        tasks = [asyncio.create_task(owner(), name="owner"), asyncio.create_task(customer(), name="购物车")]
        tasks.append(asyncio.create_task(outer(tasks[1]), name="outer \x1b[2J"))
        sleeper = asyncio.create_task(asyncio.sleep(30), name="sleeper")
        failing = asyncio.create_task(bad(), name="bad")
        await asyncio.sleep(0)
        time.sleep(0.11)  # long enough to count as a hold
        await asyncio.sleep(0)
        found = loop_status()
        bell.set()
        sleeper.cancel()
        await asyncio.wait([*tasks, sleeper])
        failing.exception()
        return found

    with asyncio.Runner(loop_factory=RecordingLoop if recorded else asyncio.SelectorEventLoop) as runner:
        return runner.run(main())


@pytest.mark.parametrize("size", LOOKS)
@pytest.mark.parametrize("scene", [statuses.busy, statuses.plain_loop, statuses.many, statuses.idle])
def test_screens_of_a_status(scene: Callable[[], LoopStatus], size: str) -> None:
    """Every column for every kind of wait; cycles, lost errors, holds; what cannot be known is named."""
    check(f"status-{scene.__name__.replace('_', '-')}-{size}", draw_status(scene(), LOOKS[size]))


@pytest.mark.parametrize("scene", [statuses.busy, statuses.plain_loop, statuses.many, statuses.idle])
def test_a_status_as_plain_text(scene: Callable[[], LoopStatus]) -> None:
    """`repr` is what a plain shell, a log or a pipe shows: 80 columns, no colour."""
    check(f"status-{scene.__name__.replace('_', '-')}-repr", plain(repr(scene())))


def test_a_chosen_task_s_chain() -> None:
    """Down to what it waits for in the end, a cycle marked, and up to who waits for it."""
    text = draw_watch(statuses.busy(), Watched(chain="A"), Look(80), 30)
    assert "it waits for\n  B (cross): lock 'x', held by A\n    A (cross): lock 'y', held by B" in text
    assert "those wait for it\n  B\n    A ↻" in text
    assert "Task-4" in draw_watch(statuses.busy(), Watched(chain="购物车"), Look(80), 30).split("those")[1]
    assert "gone has ended." in draw_watch(statuses.busy(), Watched(chain="gone"), Look(80), 30)


@pytest.mark.parametrize("size", LOOKS)
def test_the_screen_of_a_watch(size: str) -> None:
    """As many lines as the terminal has; the keys are the last."""
    for watched in (Watched(row=1), Watched(chain="Task-5"), Watched(sure="A"), Watched(pattern="w*")):
        text = draw_watch(statuses.busy(), watched, LOOKS[size], 24)
        assert len(text.split("\n")) == 24
        assert widest(text) <= LOOKS[size].width
        assert "\x1b[2J" not in text
    check(f"watch-{size}", draw_watch(statuses.busy(), Watched(row=1), LOOKS[size], 24))


def test_a_status_tells_who_waits_on_what() -> None:
    """Each task has a row: state, place, what it waits on, who holds that, who waits for it."""
    table = draw_status(a_status(), Look(160)).split("\n\n")[1]
    rows = {line.split()[0]: line for line in table.split("\n")}
    assert "lock 'lock', held by owner ← outer" in rows["购物车"]
    assert re.search(r"sleep\(30\), 29\.\d+ s more", rows["sleeper"])
    assert "event 'bell'" in rows["owner"]


def test_a_status_tells_what_held_the_loop_and_who_waits_for_whom() -> None:
    """The longest step with its task and line; under each task those that it waits for."""
    text = draw_status(a_status(), Look(100))
    assert re.search(r"longest step \d+ ms by Task-\d+ at test_status.py:\d+", text)
    tree = text.split("who waits for whom\n")[1].split("\n\n")[0]
    assert re.search(r"\n  outer .*\n    购物车 .*\n      owner .*", f"\n{tree}")


def test_a_failure_that_nobody_looked_at_is_shown() -> None:
    """What ended of late is told, with the error, and whether anyone looked at it."""
    text = draw_status(a_status(), Look(100))
    assert "failed     bad ValueError: boom \\x1b[31m" in text
    assert "nobody looked at this error" in text


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize(
    "look", [Look(80), Look(120, color=True, lang="zh", emphasis=True), Look(80, unicode=False)]
)
def test_a_status_fits_its_terminal(look: Look, recorded: bool) -> None:
    """No line is wider than the terminal, nothing of a name is obeyed, ASCII stays ASCII."""
    text = draw_status(a_status(recorded), look)
    assert widest(text) <= look.width
    assert "\x1b" not in plain(text)
    if not look.unicode:
        assert text.replace("购物车", "").isascii()


def test_without_a_recorder_it_says_what_it_cannot_know() -> None:
    """On a plain loop the columns of age and cell are missing, and named."""
    text = draw_status(a_status(recorded=False), Look(100))
    assert "Without a recorder not known: age, cell" in text
    assert " age " not in text.split("\n\n")[1]


def test_rich_shows_a_status_in_its_own_width() -> None:
    """rich asks the status itself; the table is as wide as rich's console."""
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=90, force_terminal=True, color_system="standard").print(a_status())
    assert "\x1b[" in out.getvalue()
    assert widest(out.getvalue()) <= 90
    assert "held by owner" in out.getvalue()
