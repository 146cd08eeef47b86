"""The screen of a replay: one waiter, many tables, at every size, in both languages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from playground import record
from playground.values.cells import remember_source
from playground.values.replay import Replay
from playground.values.trace import Event, TaskRecord, Trace, Wait
from playground.views.look import Look
from playground.views.moment import MOMENT_WORDS, tell
from playground.views.replay import draw_moment, list_replay

from .golden import LOOKS, check, plain, widest

CODE = """\
async def customer(lock, name):
    async with lock:
        await asyncio.sleep(1)
    if name == "猫":
        raise ValueError("no milk")

async def main():
    lock = asyncio.Lock()
    async with asyncio.timeout(5):
        await asyncio.gather(*[customer(lock, name) for name in ("A", "猫")], return_exceptions=True)
    task = asyncio.create_task(asyncio.sleep(9), name="too long")
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
"""


@pytest.fixture(scope="module")
def replay() -> Replay:
    """Of a program with a lock, a failure and a cancellation, typed as cell 1."""
    remember_source(CODE, "<cell 1>")
    names: dict[str, Any] = {"asyncio": asyncio}
    exec(compile(CODE, "<cell 1>", "exec"), names)
    return Replay(record(names["main"](), clock="virtual").trace)


@pytest.mark.parametrize("size", LOOKS)
def test_screens_of_a_replay(replay: Replay, size: str) -> None:
    """What happened in words, where the waiter is with the source line, the queue, every table."""
    screens = [draw_moment(replay, number, LOOKS[size], 16) for number in (0, 8, 12, len(replay) - 1)]
    check(f"replay-{size}", "\n\n".join(screens))


@pytest.mark.parametrize("size", LOOKS)
def test_the_list_of_a_replay(replay: Replay, size: str) -> None:
    """In a pipe all moments stand below one another."""
    check(f"replay-list-{size}", list_replay(replay, LOOKS[size]))


def test_every_screen_fits_its_terminal(replay: Replay) -> None:
    """No line is wider than the terminal, and there are not more lines than it has."""
    for look in (Look(40), Look(80, lang="zh"), Look(120, color=True)):
        for number in range(len(replay)):
            text = draw_moment(replay, number, look, 20)
            assert widest(text) <= look.width
            assert len(text.split("\n")) == 20


def test_the_keys_are_the_last_line_however_long_the_words(replay: Replay) -> None:
    """Going on and back moves nothing but what changes: the keys stay in the last line."""
    last = {draw_moment(replay, number, Look(80), 24).split("\n")[-1] for number in range(len(replay))}
    assert last == {"← → step · Home End · space play, pause · q back"}


def test_thousands_of_tables_are_counted() -> None:
    """Those that matter now are shown, the others counted by how they stand."""
    events = [Event(0.0, "created", number) for number in range(1, 3001)]
    events += [Event(0.0, "started", 1), Event(0.0, "waits", 1, wait=Wait("sleep", "sleep(1)", 1.0))]
    records = tuple(TaskRecord(number, f"t{number}", "f", 0.0) for number in range(1, 3001))
    text = draw_moment(Replay(Trace(tuple(events), records, 1.0)), 3001, Look(80), 24)
    assert "Ready, the next first: t2, t3," in text
    assert "─ t1 " in text
    assert "2,990 more: 2,990 ready" in text
    assert len(text.split("\n")) == 24


def test_control_characters_are_shown_and_not_sent() -> None:
    """A task's name and what it printed are never obeyed by the terminal."""
    events = (Event(0.0, "created", 1), Event(0.0, "output", 1, "\x1b[2J\x07"))
    trace = Trace(events, (TaskRecord(1, "\x1b]0;x", "f", 0.0),), 0.0)
    for number in (0, 1):
        assert "\x1b" not in plain(draw_moment(Replay(trace), number, Look(80)))
    assert "\x1b" not in list_replay(Replay(trace), Look(80))


def test_every_kind_of_moment_has_its_sentence() -> None:
    """Whatever a trace tells is said, also where nothing more is known."""
    kinds: tuple[Any, ...] = (
        "created", "started", "waits", "resumed", "done", "failed", "cancelled", "cancel", "held", "timer",
        "output", "job", "log",
    )  # fmt: skip
    for kind in kinds:
        replay = Replay(Trace((Event(0.0, kind, 1),)))
        for moment in replay:
            assert tell(replay, moment, Look(80))
    assert all(words.zh for words in MOMENT_WORDS.values())


def test_an_empty_trace_says_so() -> None:
    """There is nothing to step through, and that is what it says."""
    assert draw_moment(Replay(Trace()), 0, Look(80)) == list_replay(Replay(Trace()), Look(80))
    assert "Nothing happened" in draw_moment(Replay(Trace()), 0, Look(80))
