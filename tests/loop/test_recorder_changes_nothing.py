"""A program on the recording loop meets nothing that it would not meet on asyncio's own."""

from __future__ import annotations

import asyncio
import gc
import logging
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.loop.recorder import Recorder, RecordingLoop

LOOPS: list[Callable[[], Any]] = [asyncio.SelectorEventLoop, RecordingLoop]


def on_both(main: Callable[[], Any]) -> list[Any]:
    """What `main()` returns on asyncio's loop and on the recording one."""
    results = []
    for factory in LOOPS:
        with asyncio.Runner(loop_factory=factory) as runner:
            results.append(runner.run(main()))
    return results


class Result:
    """Something that a weak reference can follow."""


def test_names_are_those_of_asyncio() -> None:
    """Tasks get asyncio's next default names, also the very first."""
    code = (
        "import asyncio\n"
        "from playground.loop.recorder import RecordingLoop\n"
        "async def main():\n"
        "    task = asyncio.create_task(asyncio.sleep(0))\n"
        "    await task\n"
        "    print(asyncio.current_task().get_name(), task.get_name())\n"
        "with asyncio.Runner(loop_factory=RecordingLoop) as runner: runner.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path.cwd())

    assert (done.stdout, done.stderr) == ("Task-1 Task-2\n", "")


def test_tasks_and_futures_are_of_the_same_class_and_show_the_same() -> None:
    """The types, `repr` and stack of tasks and futures are asyncio's."""

    async def main() -> tuple[Any, ...]:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(asyncio.sleep(0), name="one")
        future = loop.create_future()
        shown = repr(task), repr(future), len(task.get_stack())
        await task
        return (*shown, type(task), type(future), repr(task))

    plain, recorded = on_both(main)
    assert plain == recorded


def test_all_tasks_are_the_program_s() -> None:
    """`all_tasks()` has no task of ours."""

    async def main() -> int:
        task = asyncio.create_task(asyncio.sleep(0))
        count = len(asyncio.all_tasks())
        await task
        return count

    assert on_both(main) == [2, 2]


def test_no_thread_of_ours_is_seen() -> None:
    """The sampler is not among the program's threads, and is gone when the loop has stopped."""

    async def main() -> list[str]:
        return [thread.name for thread in threading.enumerate()]

    plain, recorded = on_both(main)
    assert plain == recorded


def test_the_task_factory_is_the_program_s() -> None:
    """The loop has no task factory of its own, and uses the program's."""
    made: list[str] = []

    def factory(loop: Any, coro: Any, **kwargs: Any) -> Any:
        made.append(coro.__qualname__)
        return asyncio.Task(coro, loop=loop, **kwargs)

    async def main() -> Any:
        loop = asyncio.get_running_loop()
        before = loop.get_task_factory()
        loop.set_task_factory(factory)
        await asyncio.create_task(asyncio.sleep(0))
        return before, loop.get_task_factory() is factory

    assert on_both(main) == [(None, True), (None, True)]
    assert made.count("sleep") == 2


def test_a_factory_s_error_leaves_no_task_behind() -> None:
    """A factory that raises leaves nothing in the trace."""

    def factory(loop: Any, coro: Any, **kwargs: Any) -> Any:
        coro.close()
        raise LookupError("none today")

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(factory)
        with pytest.raises(LookupError):
            await asyncio.create_task(asyncio.sleep(0))

    loop = RecordingLoop()
    loop.run_until_complete(main())
    trace = loop.recorder.trace()
    loop.close()
    assert [task.coroutine.rpartition(".")[2] for task in trace.tasks] == ["main"]


@pytest.mark.parametrize("how", ["returns", "raises", "held in a variable"])
def test_results_and_errors_are_freed_as_before(how: str) -> None:
    """The recorder keeps no task, result, exception or variable alive."""
    seen: list[weakref.ref[Any]] = []

    async def work() -> Any:
        thing = Result()
        seen.append(weakref.ref(thing))
        await asyncio.sleep(0)
        if how == "raises":
            raise ValueError(thing)
        return thing if how == "returns" else None

    async def main() -> list[bool]:
        seen.clear()
        task = asyncio.create_task(work())
        seen.append(weakref.ref(task))
        await asyncio.wait([task])
        if how == "raises":
            task.exception()
        del task
        gc.collect()
        await asyncio.sleep(0)
        return [ref() is None for ref in seen]

    plain, recorded = on_both(main)
    assert plain == recorded == [True, True]


def test_what_waits_were_on_is_freed() -> None:
    """A lock, a queue or a future that was waited on goes when the program lets go of it."""

    async def main() -> list[bool]:
        refs: list[weakref.ref[Any]] = []

        async def use() -> None:
            lock, queue = asyncio.Lock(), asyncio.Queue[int]()
            future = asyncio.get_running_loop().create_future()
            refs.extend(weakref.ref(thing) for thing in (lock, queue, future))
            async with lock:
                second = asyncio.create_task(lock.acquire())
                getter = asyncio.create_task(queue.get())
                await asyncio.sleep(0)
                queue.put_nowait(1)
            asyncio.get_running_loop().call_soon(future.set_result, None)
            await asyncio.gather(second, getter, future)

        await use()
        await asyncio.sleep(0)
        gc.collect()
        return [ref() is None for ref in refs]

    plain, recorded = on_both(main)
    assert plain == recorded == [True, True, True]


def test_never_retrieved_is_still_reported(caplog: pytest.LogCaptureFixture) -> None:
    """An error that nobody looks at is reported by asyncio as ever, when its task goes."""

    async def main() -> None:
        async def fail() -> None:
            raise ValueError("unseen")

        task = asyncio.create_task(fail())
        del task  # and nobody ever asks how it ended
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        gc.collect()

    with caplog.at_level(logging.ERROR, logger="asyncio"):
        on_both(main)

    assert [record.getMessage().splitlines()[0] for record in caplog.records] == [
        "Task exception was never retrieved"
    ] * 2


def test_a_callback_s_error_is_reported_in_the_same_words() -> None:
    """The exception handler gets the same context, and a traceback that begins in the program."""

    async def main() -> tuple[Any, ...]:
        loop = asyncio.get_running_loop()
        told: list[dict[str, Any]] = []
        loop.set_exception_handler(lambda _, context: told.append(context))

        def bad(number: int) -> None:
            raise ValueError(number)

        loop.call_soon(bad, 3)
        await asyncio.sleep(0)
        context = told[0]
        last = context["exception"].__traceback__
        while last.tb_next is not None:
            last = last.tb_next
        return context["message"].split(" at ")[0], sorted(context), last.tb_frame.f_code.co_name

    plain, recorded = on_both(main)
    assert plain == recorded


def test_exits_pass_through() -> None:
    """SystemExit in a task ends the run, and the task is recorded as failed."""

    async def main() -> None:
        raise SystemExit(3)

    loop = RecordingLoop()
    with pytest.raises(SystemExit):
        loop.run_until_complete(main())
    trace = loop.recorder.trace()
    loop.close()

    assert (trace.tasks[0].how, trace.tasks[0].error) == ("failed", "SystemExit: 3")


def test_debug_mode_is_asyncio_s(caplog: pytest.LogCaptureFixture) -> None:
    """In debug mode the creation traceback ends at the program's line, and slow callbacks are told."""

    async def main() -> tuple[Any, ...]:
        loop = asyncio.get_running_loop()
        loop.slow_callback_duration = 0.0
        task: Any = asyncio.create_task(asyncio.sleep(0))
        frame = task._source_traceback[-1]
        await task
        return Path(frame.filename).name, frame.name

    places = []
    for factory in LOOPS:
        with asyncio.Runner(loop_factory=factory, debug=True) as runner:
            caplog.clear()
            places.append(runner.run(main()))
            assert any("Executing" in record.getMessage() for record in caplog.records)
    assert places[0] == places[1]


def test_many_cancelled_timers_are_cleared() -> None:
    """Cancelled timers leave the heap when they are many, as in asyncio."""

    async def main() -> bool:
        loop: Any = asyncio.get_running_loop()
        handles = [loop.call_later(3600, print) for _ in range(300)]
        for handle in handles:
            handle.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return len(loop._scheduled) < 100

    assert on_both(main) == [True, True]


def test_a_hold_is_found_with_its_line() -> None:
    """A step that holds the loop is noted with its task, its length and the line that held it."""
    import time

    recorder = Recorder()
    recorder.held_after = 0.12

    async def main() -> None:
        end = time.monotonic() + 0.2
        while time.monotonic() < end:  # the line
            pass

    loop = RecordingLoop(recorder=recorder)
    task = loop.create_task(main(), name="holder")
    loop.run_until_complete(task)
    trace = recorder.trace()
    loop.close()

    (hold,) = recorder.holds
    assert hold.task == "holder"
    assert 0.2 <= hold.seconds < 5
    assert hold.place is not None
    assert (hold.place.file, hold.place.function) == (__file__, "main")
    assert hold.place.line - main.__code__.co_firstlineno in (2, 3)
    held = next(event for event in trace.events if event.kind == "held")
    assert held.seconds == hold.seconds
    assert trace.lanes[1][-1].state == "held"
