from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from playground.loop.recording import record
from playground.preloads import measure
from playground.preloads.compare import PROGRAM, WAYS, Measured, chart, compare, compare_demo

CHART = """
seconds
  one by one  ##############################     2.00 s
  threads     ########                           0.50 s
  processes   - not run: 100 Pythons
  asyncio     #                                  0.01 s

memory needed more
  one by one                                       0 kB
  threads     ##############################     1.5 MB
  processes   - not run: 100 Pythons
  asyncio     ##                                  90 kB"""


def test_the_chart() -> None:
    """Bars have the length of their figures; what was not run says why."""
    ways = (
        Measured("one by one", 2.0, 0),
        Measured("threads", 0.5, 3 * 2**19),
        Measured("processes", left_out="100 Pythons"),
        Measured("asyncio", 0.01, 90 * 1024),
    )
    assert chart(ways, "#", "-") == CHART


def test_a_bar_is_exact_to_an_eighth() -> None:
    """A share too small for a column is a sliver, not a block; nothing is nothing."""
    ways = (
        Measured("threads", 3.0, 0),
        Measured("one by one", 1.55, 300 * 2**20),
        Measured("asyncio", 0.001, 1),
    )
    bars = [line[14:44].rstrip() for line in chart(ways).split("\n") if line.startswith("  ")]
    assert bars == ["█" * 30, "█" * 15 + "▌", "▏", "", "█" * 30, "▏"]


def test_it_makes_no_tasks() -> None:
    """A recording of the demo shows the learner's tasks, and none that the measuring needs."""
    recording = record(compare(1, 0.01))
    assert [task.coroutine for task in recording.trace.tasks] == ["compare"]


def test_the_chart_without_memory() -> None:
    """Where the system does not tell the memory, only seconds are shown."""
    assert "memory" not in chart((Measured("threads", 1.0, None),))


def test_the_program_knows_all_ways() -> None:
    """What is asked for is what the measuring program can run."""
    assert tuple(measure.RUN) == WAYS
    assert Path(measure.__file__) == PROGRAM


def test_it_measures_really() -> None:
    """One by one takes the sum of the waits; threads and asyncio overlap them; the loop goes on."""

    async def main() -> tuple[dict[str, Measured], int]:
        turns = 0

        async def tick() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.01)

        ticking = asyncio.create_task(tick())
        ways = await compare(2, 0.1)
        ticking.cancel()
        return {one.way: one for one in ways}, turns

    ways, turns = asyncio.run(main())
    assert [one.left_out for one in ways.values()] == [""] * 4
    assert ways["one by one"].seconds >= 0.2
    assert 0.1 <= ways["asyncio"].seconds < ways["one by one"].seconds
    assert turns > 10
    if sys.platform == "linux":
        memory = {way: one.memory or 0 for way, one in ways.items()}
        assert memory["processes"] > 10 * max(memory["threads"], memory["asyncio"])


def test_too_much_is_left_out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand waits: only asyncio is run, the others say what they would need."""
    asyncio.run(compare_demo(10_000, 0.01))
    out = capsys.readouterr().out
    assert "one by one  · not run: would take 100 s" in out
    assert "processes   · not run: 10,000 Pythons" in out
    assert "threads     · not run: 10,000 threads" in out
    assert "asyncio     ███" in out


def test_a_cancelled_demo_leaves_no_process() -> None:
    """Cancelling ends the measuring program at once."""

    async def main() -> float:
        loop = asyncio.get_running_loop()
        begin = loop.time()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(compare(1, 50), 0.2)
        return loop.time() - begin

    assert asyncio.run(main()) < 10


def test_what_went_wrong_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A way that fails shows the last line of its error instead of figures."""
    program = tmp_path / "fails.py"
    program.write_text("raise OSError('no more threads')")
    monkeypatch.setattr("playground.preloads.compare.PROGRAM", program)
    assert {one.left_out for one in asyncio.run(compare(1, 0.01))} == {"OSError: no more threads"}
