"""`record()`: a run, and what it did."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from playground import record
from playground.values.trace import Trace

virtual = pytest.mark.skipif(
    not (Path(__file__).parents[2] / "playground/loop/clock.py").exists(), reason="needs the virtual clock"
)


async def three(seconds: float) -> list[str]:
    async def wait(name: str, delay: float) -> str:
        await asyncio.sleep(delay)
        return name

    return await asyncio.gather(*[wait(f"n{i}", seconds * i) for i in (1, 2, 3)])


def test_value_and_trace() -> None:
    """A recording has the value, the tasks, numbered from Task-1, and the time of the run."""
    recording = record(three(0.001))

    assert recording.value == ["n1", "n2", "n3"]
    assert recording.error is None
    trace = recording.trace
    assert [task.name for task in trace.tasks] == ["Task-1", "Task-2", "Task-3", "Task-4"]
    assert [task.root for task in trace.tasks] == [True, False, False, False]
    assert trace.peak == 3
    assert 0.003 <= trace.elapsed < 5
    assert trace.clock == "real"
    assert "3 tasks, peak 3" in repr(recording)


def test_names_begin_anew_in_each_run() -> None:
    """Each run numbers its tasks from Task-1, also for the program that runs in it."""

    async def main() -> tuple[str, str]:
        me = asyncio.current_task()
        assert me is not None
        child = asyncio.create_task(asyncio.sleep(0))
        await child
        return me.get_name(), child.get_name()

    assert [record(main()).value for _ in range(2)] == [("Task-1", "Task-2")] * 2


def test_an_error_is_in_the_recording() -> None:
    """An exception is kept, raised by `value`, and the trace is there."""

    async def main() -> None:
        raise LookupError("gone")

    recording = record(main())

    assert isinstance(recording.error, LookupError)
    with pytest.raises(LookupError, match="gone"):
        _ = recording.value
    assert (recording.trace.tasks[0].how, recording.trace.tasks[0].error) == ("failed", "LookupError: gone")
    assert "raised LookupError" in repr(recording)


def test_what_is_left_running_is_pending_in_the_trace() -> None:
    """The trace ends when main does; tasks left behind are pending in it, and cancelled afterwards."""
    ended: list[str] = []

    async def leak() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append("cleaned up")

    async def main() -> None:
        tasks.append(asyncio.create_task(leak()))
        await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []
    recording = record(main())

    assert ended == ["cleaned up"]
    assert [task.how for task in recording.trace.tasks] == ["done", "pending"]
    assert recording.trace.tasks[1].ended is None


def test_the_ring_bounds_the_events() -> None:
    """`ring` is the most events that a trace has; the rest is counted."""

    async def main() -> None:
        for _ in range(1000):
            await asyncio.sleep(0)

    trace = record(main(), ring=50).trace

    assert len(trace.events) == 50
    assert trace.dropped > 1900


def test_wrong_uses_are_told() -> None:
    """A function instead of a coroutine, a wrong clock, and a running loop are refused in words."""

    async def main() -> None:
        with pytest.raises(RuntimeError, match="await the coroutine instead"):
            record(three(0))

    wrong: Any = main
    with pytest.raises(TypeError, match=r"record\(main\(\)\)"):
        record(wrong)
    with pytest.raises(TypeError, match="got int"):
        record(3)  # type: ignore[arg-type]  # on purpose
    clock: Any = "sand"
    with pytest.raises(ValueError, match="'real' or 'virtual', got 'sand'"):
        record(main(), clock=clock)
    assert record(main()).error is None


def test_ctrl_c_comes_through() -> None:
    """A KeyboardInterrupt is not swallowed."""

    async def main() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(main())


def test_debug_mode_is_recorded_too() -> None:
    """In asyncio's debug mode the same is recorded."""
    kinds = [
        [
            event.kind
            for event in record(three(0.0), debug=debug).trace.events
            if event.task and event.kind != "held"  # a busy machine may hold any step
        ]
        for debug in (False, True)
    ]
    assert kinds[0] == kinds[1]


def test_it_can_be_imported_alone() -> None:
    """`record` needs nothing third-party."""
    code = (
        "import sys; sys.modules.update(rich=None, loguru=None, ptpython=None); from playground import record"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path.cwd()).returncode == 0


@virtual
def test_a_virtual_run_takes_no_time() -> None:
    """On the virtual clock an hour passes at once, and the trace is exact to the second."""
    began = time.monotonic()
    recording = record(three(1200), clock="virtual")

    assert recording.value == ["n1", "n2", "n3"]
    assert time.monotonic() - began < 30
    trace = recording.trace
    assert (trace.elapsed, trace.clock, trace.exact, trace.peak) == (3600.0, "virtual", True, 3)
    assert [task.ended for task in trace.tasks] == [3600.0, 1200.0, 2400.0, 3600.0]
    assert [(s.begin, s.end, s.state) for s in trace.segments(3)] == [(0.0, 2400.0, "waiting")]
    assert sum(s.seconds for s in trace.critical_path) == 3600.0
    assert {s.task for s in trace.critical_path} == {4}


@virtual
def test_a_virtual_run_is_the_same_each_time() -> None:
    """Two virtual runs give the same trace, event by event."""

    async def main() -> None:
        queue: asyncio.Queue[int] = asyncio.Queue(1)

        async def produce() -> None:
            for number in range(5):
                await queue.put(number)
                await asyncio.sleep(0.5)

        async def consume() -> None:
            for _ in range(5):
                await queue.get()
                await asyncio.sleep(1)

        async with asyncio.TaskGroup() as group:
            group.create_task(produce())
            group.create_task(consume())

    first, second = (record(main(), clock="virtual").trace for _ in range(2))
    assert first == second


@virtual
def test_blocking_in_a_virtual_run_is_a_hold() -> None:
    """`time.sleep` moves the virtual clock, holds the loop, and is told with its line."""

    async def main() -> float:
        begin = time.monotonic()
        time.sleep(2)  # the hold
        await asyncio.sleep(1)
        return time.monotonic() - begin

    recording = record(main(), clock="virtual")

    assert recording.value == 3.0
    (hold,) = recording.holds
    assert (hold.task, hold.seconds, hold.sleeping) == ("Task-1", 2.0, True)
    assert hold.place is not None
    assert hold.place.function == "main"
    held = [(event.at, event.seconds) for event in recording.trace.events if event.kind == "held"]
    assert held == [(0.0, 2.0)]
    assert [(s.begin, s.end, s.state) for s in recording.trace.segments(1)] == [
        (0.0, 2.0, "held"),
        (2.0, 3.0, "waiting"),
    ]


@virtual
def test_a_deadlock_is_an_error_of_the_recording() -> None:
    """A deadlock is in `error`, and the trace shows who waits for whom."""
    from playground.loop import Deadlock

    async def main() -> None:
        lock = asyncio.Lock()
        async with lock:
            await asyncio.create_task(lock.acquire(), name="second")

    recording = record(main(), clock="virtual")

    assert isinstance(recording.error, Deadlock)
    assert "second" in str(recording.error)
    assert [task.how for task in recording.trace.tasks] == ["pending", "pending"]
    assert [waiting.on for waiting in recording.trace.waits] == [(2,), (1,)]


def test_a_wait_tells_its_line() -> None:
    """Each wait has the program's innermost line, also one that was only a turn given away."""

    async def helper() -> None:
        await asyncio.sleep(1)

    async def main() -> None:
        await helper()
        await asyncio.sleep(0)
        await asyncio.create_task(helper())

    trace = record(main(), clock="virtual").trace
    first = helper.__code__.co_firstlineno - 1
    places = [event.place for event in trace.events if event.kind == "waits"]

    assert [place and place.line - first for place in places] == [2, 6, 7, 2]
    assert {place and place.file for place in places} == {__file__}


def test_lines_are_noted_for_the_first_waits_only() -> None:
    """A long run pays for the lines of its first thousand waits, and the next mark begins anew."""

    async def main() -> Trace:
        for _ in range(1200):
            await asyncio.sleep(0)
        recorder = asyncio.get_running_loop().recorder  # type: ignore[attr-defined]  # record's loop has one
        mark = recorder.mark()
        await asyncio.sleep(0)  # in the iteration that runs already
        await asyncio.sleep(0)
        later: Trace = recorder.trace(mark)
        return later

    recording = record(main(), clock="virtual")
    known = [event.place is not None for event in recording.trace.events if event.kind == "waits"]
    assert known == [True] * 1000 + [False] * 201 + [True]
    later = [event.place is not None for event in recording.value.events if event.kind == "waits"]
    assert later == [False, True]


def test_a_trace_is_exact_though_the_loop_is_gone() -> None:
    """Whether real time came in is kept with the recording, not asked of the loop."""
    recording = record(asyncio.sleep(1), clock="virtual")
    gc.collect()
    assert recording.trace.exact


def test_the_function_is_what_the_name_gives_whatever_was_imported_before() -> None:
    """`playground.loop.record` is the function also after its module has been imported."""
    import playground.loop
    import playground.loop.recording

    assert callable(playground.loop.record)
    assert playground.loop.record is playground.loop.recording.record
