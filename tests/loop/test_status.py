"""What `loop_status()` tells, with and without a recorder, and what it costs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground import loop_status
from playground.loop.facts import LoopStatus
from playground.loop.recorder import RecordingLoop, current_cell, hide

from ..work import calls


def on(factory: Callable[[], Any], main: Any) -> Any:
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


async def stopped(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def a_scene() -> tuple[LoopStatus, LoopStatus]:
    """Two tasks and a lock: the status while they wait, and after they ended."""
    lock = asyncio.Lock()
    current_cell.set(4)

    async def use() -> None:
        async with lock:
            await asyncio.sleep(3600)

    async def fail() -> None:
        raise ValueError("boom")

    async def outer() -> None:
        await inner

    inner = asyncio.create_task(use(), name="inner")
    tasks = [inner, asyncio.create_task(use(), name="second"), asyncio.create_task(outer(), name="outer")]
    failing = asyncio.create_task(fail(), name="failing")
    await turns()
    status = loop_status()
    await stopped(*tasks)
    after = loop_status()
    failing.exception()
    return status, after


@pytest.mark.parametrize("factory", [asyncio.SelectorEventLoop, RecordingLoop])
def test_the_tasks_and_what_they_wait_on(factory: Callable[[], Any]) -> None:
    """Each task has its state, its line, what it waits on with the holder, and who awaits it."""
    status, _ = on(factory, a_scene())
    tasks = {task.name: task for task in status.tasks}

    assert {name: task.state for name, task in tasks.items() if name in ("inner", "second", "outer")} == {
        "inner": "waiting",
        "second": "waiting",
        "outer": "waiting",
    }
    assert tasks["inner"].awaited_by == ("outer",)
    assert tasks["inner"].waits_on.kind == "sleep"
    assert tasks["inner"].waits_on.until > status.time + 3000
    assert (tasks["second"].waits_on.what, tasks["second"].waits_on.holders) == ("lock 'lock'", ("inner",))
    assert tasks["outer"].waits_on.tasks == ("inner",)
    assert tasks["second"].place.file == __file__
    assert sum(task.state == "running" for task in status.tasks) == 1


def test_what_only_a_recorder_knows() -> None:
    """Ages, cells and ended tasks come from the recorder; without one they are empty, and it is said."""
    recorded, after = on(RecordingLoop, a_scene())
    plain, _ = on(asyncio.SelectorEventLoop, a_scene())

    inner = next(task for task in recorded.tasks if task.name == "inner")
    assert inner.cell == 4
    assert inner.age is not None
    assert 0 <= inner.age < 60
    assert inner.created is not None
    assert inner.created.function == "a_scene"
    assert recorded.unknown == ()
    assert recorded.longest_step is not None
    assert recorded.lag is not None
    assert recorded.running_since is not None
    ended = {one.name: one for one in after.finished}
    assert (ended["failing"].how, ended["failing"].error, ended["failing"].seen) == (
        "failed",
        "ValueError: boom",
        False,
    )
    assert (ended["inner"].how, ended["inner"].seen) == ("cancelled", True)

    assert "age" in plain.unknown
    assert "finished" in plain.unknown
    assert all(task.age is None and task.cell is None for task in plain.tasks)
    assert "Without a recorder not known" in repr(plain)


def test_the_tree_and_its_cycles() -> None:
    """Under a task stand those that it waits for, a lock's holder too; a deadlock is marked."""

    async def main() -> LoopStatus:
        one, two = asyncio.Lock(), asyncio.Lock()

        async def use(first: asyncio.Lock, second: asyncio.Lock) -> None:
            async with first:
                await asyncio.sleep(0)
                async with second:
                    pass

        tasks = [
            asyncio.create_task(use(one, two), name="A"),
            asyncio.create_task(use(two, one), name="B"),
        ]
        await turns()
        status = loop_status()
        await stopped(*tasks)
        return status

    status: LoopStatus = on(asyncio.SelectorEventLoop, main())

    assert {task.name for task in status.tasks if task.cycle} == {"A", "B"}
    lines = status.tree().splitlines()
    assert lines[1:] == [
        "A (test_the_tree_and_its_cycles.<locals>.main.<locals>.use): lock 'second' held…",
        "  B (test_the_tree_and_its_cycles.<locals>.main.<locals>.use): lock 'second' he…",
        "    A (test_the_tree_and_its_cycles.<locals>.main.<locals>.use): lock 'second' …",
    ]


def test_timers_threads_and_transports() -> None:
    """What is set, running in threads, and open is told by what it is."""

    async def main() -> LoopStatus:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(50, print)
        server = await asyncio.start_server(lambda _reader, peer: peer.close(), "127.0.0.1", 0)
        await asyncio.to_thread(int)
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        await turns()
        status = loop_status()
        timer.cancel()
        writer.close()
        await writer.wait_closed()
        server.close()
        await turns()
        assert ("server", f"127.0.0.1:{port}") in [(one.kind, one.what) for one in status.transports]
        assert ("connection", f"127.0.0.1:{port}") in [(one.kind, one.what) for one in status.transports]
        return status

    status: LoopStatus = on(asyncio.SelectorEventLoop, main())

    assert [(timer.what, 0 < timer.seconds <= 50) for timer in status.timers] == [("print", True)]
    assert status.threads is not None
    assert len(status.threads.names) == 1
    assert status.clock == "real"


def test_the_table_fits_80_columns() -> None:
    """The table is plain text of at most 80 columns, whatever the names."""

    async def main() -> str:
        async def with_a_long_name() -> None:
            await asyncio.sleep(3600)

        tasks = [asyncio.create_task(with_a_long_name(), name="x" * 200) for _ in range(60)]
        await turns()
        text = repr(loop_status())
        await stopped(*tasks)
        return text

    text = on(RecordingLoop, main())

    assert max(map(len, text.splitlines())) <= 80
    assert "… and 21 more" in text


def test_our_own_tasks_are_hidden() -> None:
    """A task of the shell's own is in no row."""

    async def main() -> list[str]:
        own = asyncio.create_task(asyncio.sleep(3600), name="own")
        hide(own)
        await turns()
        names = [task.name for task in loop_status().tasks]
        await stopped(own)
        return names

    assert "own" not in on(asyncio.SelectorEventLoop, main())


def test_it_is_frozen() -> None:
    """A status is a value: it stays as it was, and cannot be changed."""

    async def main() -> tuple[LoopStatus, str]:
        task = asyncio.create_task(asyncio.sleep(3600), name="gone")
        await turns()
        status = loop_status()
        before = repr(status)
        await stopped(task)
        return status, before

    status, before = on(asyncio.SelectorEventLoop, main())

    assert repr(status) == before
    with pytest.raises(AttributeError):
        status.ready = 3
    assert "gone" in [task.name for task in status.tasks]


def test_a_loop_that_does_not_run_can_be_asked() -> None:
    """Another loop is given by hand; without a running one, and none given, it says what to do."""
    loop = asyncio.SelectorEventLoop()
    assert loop_status(loop).running is False
    loop.close()
    with pytest.raises(RuntimeError, match="give one"):
        loop_status()


def test_many_tasks_have_cheap_rows() -> None:
    """Of thousands of tasks only the first page has chains, and a row is cheap."""

    async def main(number: int) -> tuple[LoopStatus, int, int]:
        lock = asyncio.Lock()

        async def use() -> None:
            async with lock:
                await asyncio.sleep(3600)

        tasks = [asyncio.create_task(use()) for _ in range(number)]
        await turns()
        base, cost = calls(asyncio.all_tasks), calls(loop_status)
        status = loop_status()
        await stopped(*tasks)
        return status, base, cost

    _, few_base, few_cost = on(asyncio.SelectorEventLoop, main(1000))
    status, base, cost = on(asyncio.SelectorEventLoop, main(10_000))

    assert len(status.tasks) == 10_001
    assert status.detailed == 100
    assert status.tasks[5].waits_on is not None
    assert status.tasks[5].waits_on.holders != ()
    assert (status.tasks[5000].state, status.tasks[5000].waits_on) == ("waiting", None)
    assert len({task.name for task in status.tasks}) == 10_001
    assert cost - few_cost <= 5 * (base - few_base)


def test_importing_it_imports_little() -> None:
    """`from playground import loop_status` loads nothing but the function's own module."""
    code = (
        "import sys, asyncio, importlib, typing\n"
        "before = set(sys.modules)\n"
        "from playground import loop_status\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path.cwd())

    loaded = set(done.stdout.split())
    assert loaded <= {"__future__", "playground", "playground.loop", "playground.loop.status"}, done.stderr
