"""Timelines of what really ran, recorded on the virtual clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from playground.loop.recording import record
from playground.preloads import namespace
from playground.preloads.coroutines import gather_demo
from playground.preloads.journal import Journal
from playground.preloads.tasks import work
from playground.values.trace import Trace
from playground.views.look import Look
from playground.views.terminal import draw_timeline, draw_two, summary_line

from .programs import one_till, recorded


def run(main: Callable[[], Coroutine[Any, Any, Any]]) -> Trace:
    namespace(plain=True)  # LOGGER without threads
    Journal.restart()
    recording = record(main(), clock="virtual")
    namespace(plain=False)
    return recording.trace


def test_gather_demo() -> None:
    """`await gather_demo(3)`: 1.00 s, three tasks, peak 3, three equal lanes."""
    trace = run(lambda: gather_demo(3))
    assert summary_line(trace, Look()) == "1.00 s · 3 tasks · peak 3"
    lines = draw_timeline(trace, Look(80)).split("\n")
    assert [line.split()[0] for line in lines[2:5]] == [f"simple_coroutine({n})" for n in (1, 2, 3)]
    assert len({line.split(" ", 1)[1] for line in lines[2:5]}) == 1
    assert "sleep(1)" in lines[2]


def test_ten_thousand_coroutines(capsys: pytest.CaptureFixture[str]) -> None:
    """`await gather_demo(10_000)`: one line for all of them."""
    trace = run(lambda: gather_demo(10_000))
    text = draw_timeline(trace, Look(80))
    assert summary_line(trace, Look()) == "1.00 s · 10,000 tasks · peak 10,000"
    assert len(text.split("\n")) <= 6
    assert "10,000×" in text


def test_one_by_one_and_at_once() -> None:
    """Two ways to do the same, side by side: three bars end to end, three below each other."""

    async def one_by_one() -> list[str]:
        return [await work(name, 1) for name in "ABC"]

    async def at_once() -> list[str]:
        return list(await asyncio.gather(*(work(name, 1) for name in "ABC")))

    text = draw_two(run(one_by_one), run(at_once), Look(120))
    assert "yours  3.00 s · 0 tasks · peak 1" in text
    assert "the solution  1.00 s · 3 tasks · peak 3" in text
    assert "First difference at 0 s: yours A- (at 1 s), the solution B+." in text


def test_a_hold_is_drawn_where_it_happened() -> None:
    """time.sleep in a coroutine: its lane holds the loop, the other is ready and must wait."""

    async def blocks() -> None:
        await asyncio.sleep(1)
        time.sleep(2)

    async def main() -> None:
        await asyncio.gather(work("A", 2), blocks())

    lanes = draw_timeline(run(main), Look(80)).split("\n")
    assert "▓▓▓▓▓▓▓▓" in next(line for line in lanes if "blocks" in line)
    assert "░░░░░░░░" in next(line for line in lanes if line.startswith("A"))


def test_turns_without_time() -> None:
    """Tasks that only take turns are drawn in the order of their steps."""

    async def main() -> None:
        await asyncio.gather(work("A", 0), work("B", 0))

    trace = run(main)
    assert trace.elapsed == 0
    text = draw_timeline(trace, Look(80))
    assert "step by step" in text
    lanes = [line for line in text.split("\n") if line.startswith(("A", "B"))]
    assert lanes[0].index("░") < lanes[1].index("░")


def test_the_path_through_a_lock_on_the_virtual_clock() -> None:
    """Waits that begin and end at one moment do not hide who ended the long one: the path goes on to it."""
    trace = recorded(one_till)
    names = {task.number: task.name for task in trace.tasks}
    path = [(names[one.task or 0], one.begin, one.end) for one in trace.critical_path]
    assert path == [("ann", 0.0, 2.0), ("ben", 2.0, 4.0)]


async def served() -> None:
    """A server, and one client that is let in."""

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        await reader.read()
        writer.close()


def test_what_asyncio_starts_for_itself_is_not_named() -> None:
    """The names of its private coroutines tell a learner nothing, and took a third of the picture."""
    text = draw_timeline(record(served(), clock="virtual").trace, Look(80))
    labels = [line.split()[:2] for line in text.split("\n") if line.startswith("Task-")]
    assert [words[1] for words in labels].count("asyncio") == 2
    assert not any(words[1].startswith("_") for words in labels)
    assert "serve" in [words[1] for words in labels]
