"""What the recorder tells of a run, on asyncio's own clock."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from playground.loop.recorder import RecordingLoop, current_cell, hide, note, root
from playground.values.plain import Plain
from playground.values.trace import Event, Trace


def traced(main: Callable[[], Coroutine[Any, Any, object]], *, debug: bool = False, **options: Any) -> Trace:
    """The trace of one run of `main`; an exception of it is dropped."""
    from playground.loop.recorder import Recorder

    loop = RecordingLoop(recorder=Recorder(**options))
    loop.set_debug(debug)
    try:
        loop.run_until_complete(main())
    except (ValueError, asyncio.CancelledError):
        pass
    finally:
        trace = loop.recorder.trace()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    return trace


def life(trace: Trace, name: str) -> list[str]:
    """The kinds of the events of the task of that name."""
    number = next(task.number for task in trace.tasks if task.name == name)
    return [event.kind for event in trace.events if event.task == number]


def events(trace: Trace, kind: str) -> list[Event]:
    return [event for event in trace.events if event.kind == kind]


async def quick() -> str:
    return "quick"


@pytest.mark.parametrize("debug", [False, True])
def test_the_life_of_a_task(debug: bool) -> None:
    """A task is created, started, waits, is resumed and ends, and the events stand in this order."""

    async def main() -> None:
        event = asyncio.Event()

        async def waiter() -> None:
            await event.wait()

        task = asyncio.create_task(waiter(), name="waiter")
        await asyncio.sleep(0)
        event.set()
        await task

    trace = traced(main, debug=debug)

    assert life(trace, "waiter") == ["created", "started", "waits", "resumed", "done"]
    wait = next(event.wait for event in trace.events if event.kind == "waits" and event.task == 2)
    assert wait is not None
    assert (wait.kind, wait.what) == ("event", "event 'event'")
    assert [event.at for event in trace.events] == sorted(event.at for event in trace.events)


def test_who_created_a_task_where_and_in_which_cell() -> None:
    """A task knows its parent, the line that created it, and the cell that the line belongs to."""

    async def main() -> None:
        current_cell.set(7)
        async with asyncio.TaskGroup() as group:
            group.create_task(quick(), name="child")

    trace = traced(main)

    child = next(task for task in trace.tasks if task.name == "child")
    assert child.parent == 1
    assert child.cell == 7
    assert child.coroutine == "quick"
    assert child.place is not None
    assert (child.place.file, child.place.function) == (__file__, "main")
    assert [task.number for task in trace.tasks if task.root] == [1]


@pytest.mark.parametrize("debug", [False, True])
def test_who_woke_a_task(debug: bool) -> None:
    """A resumed task names the task that made it ready, also through gather's callbacks."""

    async def main() -> None:
        event = asyncio.Event()

        async def setter() -> None:
            await asyncio.sleep(0)
            event.set()

        async def waiter() -> None:
            await event.wait()

        await asyncio.gather(
            asyncio.create_task(waiter(), name="waiter"), asyncio.create_task(setter(), name="setter")
        )

    trace = traced(main, debug=debug)

    by = {event.task: event.by for event in trace.events if event.kind == "resumed"}
    assert by[2] == 3  # the waiter by the setter
    assert by[1] == 2  # main by the last of the two to end


def test_failed_and_cancelled() -> None:
    """A failure is kept as its type and words, a cancellation with the task that asked for it."""

    async def fail() -> None:
        raise ValueError("boom")

    async def main() -> None:
        bad = asyncio.create_task(fail(), name="bad")
        late = asyncio.create_task(asyncio.Event().wait(), name="late")

        async def stop() -> None:
            await asyncio.sleep(0)
            late.cancel()

        await asyncio.gather(bad, late, asyncio.create_task(stop(), name="stop"), return_exceptions=True)

    trace = traced(main)

    records = {task.name: task for task in trace.tasks}
    assert (records["bad"].how, records["bad"].error) == ("failed", "ValueError: boom")
    assert records["late"].how == "cancelled"
    assert records["late"].cancelled_by == records["stop"].number
    asked = events(trace, "cancel")
    assert [(event.task, event.by) for event in asked] == [(records["late"].number, records["stop"].number)]


def test_a_cancellation_goes_back_to_who_asked() -> None:
    """A task that awaited the one that was cancelled first was cancelled by whoever asked it."""

    async def main() -> None:
        async def outer() -> None:
            await asyncio.create_task(asyncio.Event().wait(), name="inner")

        task = asyncio.create_task(outer(), name="outer")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])

    trace = traced(main)

    assert {task.name: task.cancelled_by for task in trace.tasks if task.how == "cancelled"} == {
        "outer": 1,
        "inner": 1,
    }


def test_a_timeout_asks_by_itself() -> None:
    """A cancellation by a timeout has no task behind it, and says so."""

    async def main() -> None:
        async with asyncio.timeout(0.001):
            await asyncio.Event().wait()

    async def outer() -> None:
        with pytest.raises(TimeoutError):
            await main()

    asked = events(traced(outer), "cancel")

    assert [(event.by, event.text) for event in asked] == [(None, "timeout")]


def test_the_lock_and_who_holds_it() -> None:
    """A wait on a lock names the lock as the program does, and the task that holds it."""

    async def main() -> None:
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.sleep(0)

        await asyncio.gather(*[asyncio.create_task(use(), name=name) for name in "abc"])

    trace = traced(main)

    waits = [event.wait for event in events(trace, "waits") if event.wait and event.wait.kind == "lock"]
    assert [(wait.what, wait.holders) for wait in waits] == [("lock 'lock'", ("a",)), ("lock 'lock'", ("a",))]
    assert [waiting.on for waiting in trace.waits if waiting.wait.kind == "lock"] == [(2,), (2, 3)]


def test_an_endless_wait_names_the_holder_too() -> None:
    """A task that still waits for a lock when the trace is taken shows who is inside it."""
    tasks: list[asyncio.Task[None]] = []

    async def main() -> None:
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.Event().wait()

        tasks.extend(asyncio.create_task(use(), name=name) for name in "ab")
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    trace = traced(main)

    waits = [event.wait for event in events(trace, "waits") if event.wait and event.wait.kind == "lock"]
    assert [wait.holders for wait in waits] == [("a",)]


def test_waits_name_the_tasks_waited_for() -> None:
    """gather, wait, shield, a task group and a plain await name the tasks that they wait for."""

    async def main() -> None:
        def task(name: str) -> asyncio.Task[str]:
            return asyncio.create_task(quick(), name=name)

        await task("plain")
        await asyncio.gather(task("g1"), task("g2"))
        await asyncio.wait([task("w1"), task("w2")])
        await asyncio.shield(task("s"))
        async with asyncio.TaskGroup() as group:
            group.create_task(quick(), name="t")

    trace = traced(main)

    waits = [(event.wait.kind, event.wait.tasks) for event in events(trace, "waits") if event.wait]
    assert waits == [
        ("task", ("plain",)),
        ("gather", ("g1", "g2")),
        ("wait", ("w1", "w2")),
        ("shield", ("s",)),
        ("group", ("t",)),
    ]


def test_queues_and_barriers_by_what_the_program_called() -> None:
    """A queue's join and a barrier are named for what they are, not for the event inside."""

    async def main() -> None:
        queue: asyncio.Queue[int] = asyncio.Queue()
        gate = asyncio.Barrier(2)
        queue.put_nowait(1)

        async def worker() -> None:
            await queue.get()
            await gate.wait()
            queue.task_done()

        async def other() -> None:
            await gate.wait()

        tasks = asyncio.create_task(other()), asyncio.create_task(worker())
        await queue.join()
        await asyncio.gather(*tasks)
        await asyncio.wait_for(queue.get(), 0.001)

    async def quiet() -> None:
        with pytest.raises(TimeoutError):
            await main()

    trace = traced(quiet)

    words = {event.wait.what for event in events(trace, "waits") if event.wait}
    assert {"queue 'queue'", "barrier 'gate'"} <= words
    kinds = {event.wait.kind for event in events(trace, "waits") if event.wait}
    assert {"queue-join", "barrier", "queue-get"} <= kinds


def test_notes_of_the_program() -> None:
    """Job, log and output events stand in the trace of the task that noted them; elsewhere they go."""

    async def main() -> None:
        note("job", "A+")
        note("log", "half way")
        note("job", "A-")

    trace = traced(main)
    note("job", "B+")  # no loop runs here

    assert trace.order == ("A+", "half way", "A-")
    assert [(span.name, span.ending, span.task) for span in trace.spans] == [("A", "-", 1)]
    assert trace.peak == 1


def test_values_are_kept_as_plain_data_when_asked() -> None:
    """With values=True each finished task's result is in its record, and only then."""
    with_values, without = traced(quick, values=True), traced(quick)

    assert with_values.tasks[0].value == Plain("str", "quick")
    assert without.tasks[0].value is None


def test_a_mark_begins_a_trace() -> None:
    """A trace since a mark has what happened after it, with times from the mark on."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, RecordingLoop)
        await asyncio.create_task(quick(), name="before")
        mark = loop.recorder.mark()
        await asyncio.create_task(quick(), name="after")
        trace = loop.recorder.trace(since=mark)
        assert [task.name for task in trace.tasks if not task.root] == ["after"]
        assert life(trace, "after") == ["created", "started", "done"]
        assert all(event.at >= 0 for event in trace.events)
        assert loop.recorder.trace(since=loop.recorder.mark()).events == ()

    trace = traced(main)
    assert trace.tasks[0].how == "done", trace.tasks[0].error


def test_a_trace_may_leave_unread_what_was_before_its_mark() -> None:
    """What a task younger than the mark did is the same whether the hours before the mark are read or not."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, RecordingLoop)
        recorder = loop.recorder
        for _ in range(1000):
            await asyncio.create_task(quick())
        mark = recorder.mark()
        await asyncio.gather(*(asyncio.create_task(quick(), name=f"after {n}") for n in range(3)))
        with_all, without = recorder.trace(since=mark), recorder.trace(since=mark, before=0)
        for n in range(3):
            assert told(without, f"after {n}") == told(with_all, f"after {n}")
        assert len(recorder.ring.read(mark.entries)) < len(recorder.ring.read()) / 100

    def told(trace: Trace, name: str) -> list[object]:
        number = next(task.number for task in trace.tasks if task.name == name)
        return [event for event in trace.events if event.task == number]

    trace = traced(main)
    assert trace.tasks[0].how == "done", trace.tasks[0].error


def test_a_cell_is_a_root_and_our_own_tasks_are_hidden() -> None:
    """A task made by a hidden task is a root; the hidden one is in no trace."""

    async def cell() -> None:
        await asyncio.create_task(quick(), name="child")

    async def shell() -> None:
        me = asyncio.current_task()
        assert me is not None
        hide(me)
        await asyncio.create_task(cell(), name="cell")
        marked = asyncio.create_task(quick(), name="marked")
        root(marked)
        await marked

    trace = traced(shell)

    assert {task.name: task.root for task in trace.tasks} == {"cell": True, "child": False, "marked": True}
    assert all(event.task is None or event.task > 1 for event in trace.events)
    assert trace.peak == 1


def test_the_ring_is_bounded_and_says_what_it_dropped() -> None:
    """Of more events than the ring holds the last are there, and the others are counted."""

    async def main() -> None:
        for _ in range(2000):
            await asyncio.sleep(0)

    full, short = traced(main), traced(main, ring=100)

    assert full.dropped == 0
    assert len(short.events) == 100
    assert short.dropped + 100 == len(full.events)
    assert [event.kind for event in short.events[-3:]] == [event.kind for event in full.events[-3:]]
    assert short.tasks[0].how == "done"


def test_memory_stays_bounded() -> None:
    """What fell out of the ring is gone: entries of ended tasks too."""
    from playground.loop.recorder import Recorder

    async def main() -> None:
        for _ in range(3000):
            await asyncio.create_task(quick())

    loop = RecordingLoop(recorder=Recorder(ring=200))
    loop.run_until_complete(main())
    kept = sum(len(chunk.entries) for chunk in loop.recorder.ring.chunks)
    loop.close()

    assert kept <= 4 * (200 + 2 * 64 + 64)


@pytest.mark.parametrize("size", [0, -1])
def test_a_ring_has_a_size(size: int) -> None:
    """A ring of no events is refused in words."""
    from playground.loop.recorder import Recorder

    with pytest.raises(ValueError, match="at least 1 event"):
        Recorder(ring=size)


def test_off_means_off() -> None:
    """A recorder that is off adds nothing, and can be put on again."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, RecordingLoop)
        loop.recorder.on = False
        await asyncio.sleep(0)
        before = loop.recorder.ring.count
        await asyncio.create_task(quick(), name="unseen")
        note("log", "unheard")
        assert loop.recorder.ring.count == before
        loop.recorder.on = True
        await asyncio.create_task(quick(), name="seen")

    trace = traced(main)

    names = [task.name for task in trace.tasks]
    assert "seen" in names
    assert "unseen" not in names
    assert trace.order == ()


def test_a_task_made_without_the_loop_is_found_at_its_first_step() -> None:
    """A task that a library makes by itself is adopted when it first runs."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        await asyncio.Task(quick(), loop=loop, name="own")

    assert life(traced(main), "own")[-1] == "done"


def test_a_callback_bound_to_a_task_is_not_its_step() -> None:
    """`call_soon(task.cancel)` is a callback, not a step of the task."""

    async def main() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(asyncio.Event().wait(), name="stopped")
        await asyncio.sleep(0)
        loop.call_soon(task.cancel)
        future = loop.create_future()
        loop.call_soon(future.set_result, None)
        await future
        await asyncio.wait([task])

    assert life(traced(main), "stopped") == ["created", "started", "waits", "cancel", "resumed", "cancelled"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="eager tasks came with 3.12")
def test_eager_tasks() -> None:
    """The first step of an eager task is recorded, and stands before what its creator does next."""

    async def slow() -> None:
        note("log", "in slow")
        await asyncio.create_task(quick(), name="nested")
        await asyncio.sleep(0)

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(getattr(asyncio, "eager_task_factory"))  # noqa: B009 - 3.11 has none
        task = asyncio.create_task(slow(), name="slow")
        note("log", "after")
        await task

    trace = traced(main)

    assert life(trace, "nested") == ["created", "started", "done"]
    assert life(trace, "slow") == ["created", "started", "log", "waits", "resumed", "done"]
    assert trace.order == ("in slow", "after")
    parents = {task.name: task.parent for task in trace.tasks}
    assert parents["nested"] == next(task.number for task in trace.tasks if task.name == "slow")


def test_too_many_steps() -> None:
    """A loop with a limit of steps ends there, with LoopLimit."""
    pytest.importorskip("playground.loop.clock")
    from playground.loop.clock import LoopLimit

    async def main() -> None:
        while True:
            await asyncio.sleep(0)

    loop = RecordingLoop()
    loop.max_steps = 500
    with pytest.raises(LoopLimit, match="500 steps"):
        loop.run_until_complete(main())
    loop.max_steps = None
    for task in asyncio.all_tasks(loop):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(task)
    loop.close()
