from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import pytest

from playground.preloads import coroutines, namespace
from playground.preloads.coroutines import (
    async_gather_example,
    async_tasks_example,
    create_tasks,
    gather_demo,
    simple_coroutine,
)
from playground.preloads.journal import Journal
from playground.preloads.tasks import clock, events

from .conftest import Run


def said(number: int) -> str:
    return f"Coroutine {number} has finished executing."


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was printed, without the time of day."""
    return [re.sub(r"^\d\d:\d\d:\d\d [AP]M \| ", "", line) for line in capsys.readouterr().out.splitlines()]


def test_simple_coroutine(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """It takes one second, logs its line, gives None, and is a job named like its call."""

    async def main() -> tuple[object, float]:
        return await simple_coroutine(7), clock()  # type: ignore[func-returns-value]  # None is the fact

    assert run(main()) == (None, 1.0)
    assert events() == ["simple_coroutine(7)+", said(7), "simple_coroutine(7)-"]
    assert lines(capsys) == [f"INFO: {said(7)}"]


def test_a_call_gives_a_coroutine_of_that_name() -> None:
    """simple_coroutine(1) is a bare coroutine object, named after the function."""
    coroutine: Any = simple_coroutine(1)
    assert (type(coroutine).__name__, coroutine.__qualname__) == ("coroutine", "simple_coroutine")
    coroutine.close()
    assert events() == []


def test_create_tasks(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """It announces its tasks, names them from Task #0, logs each, and does not wait for them."""

    async def main() -> list[str]:
        made = await create_tasks(2)
        assert clock() == 0
        names = [task.get_name() for task in made]
        await asyncio.wait(made)
        return names

    assert run(main()) == ["Task #0", "Task #1"]
    shown = lines(capsys)
    assert shown[0] == "INFO: Creating 2 tasks to be executed..."
    for i in (0, 1):
        created = f"INFO: Created Task: <Task pending name='Task #{i}' coro=<simple_coroutine() running at"
        assert shown[1 + i].startswith(created)
    assert shown[3:] == [f"INFO: {said(0)}", f"INFO: {said(1)}"]


def test_async_gather_example(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three coroutines at once take one second, and the message names the function."""
    monkeypatch.setattr(time, "perf_counter", lambda: clock())
    run(async_gather_example())
    assert lines(capsys) == [
        *(f"INFO: {said(i)}" for i in (1, 2, 3)),
        "Executed async_gather_example in 1.00 seconds.",
    ]


def test_async_tasks_example(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """All five end in time: a SUCCESS line with their names in order, no WARNING."""
    run(async_tasks_example())
    assert lines(capsys)[-1] == f"SUCCESS: 5 tasks completed: {[f'Task #{i}' for i in range(5)]}"


def test_async_tasks_example_tidies_up(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Late tasks are counted and named as pending, then cancelled and awaited."""
    monkeypatch.setattr(coroutines, "PATIENCE", 0.5)

    async def main() -> int:
        await async_tasks_example()
        return len(asyncio.all_tasks())

    assert run(main()) == 1
    assert lines(capsys)[-1] == f"WARNING: 5 tasks pending: {[f'Task #{i}' for i in range(5)]}"


@pytest.mark.parametrize("n", [0, 1, 3, 10])
def test_gather_demo(n: int, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """n coroutines take as long as one, and each has its line."""

    async def main() -> float:
        await gather_demo(n, seconds=4)
        return clock()

    assert run(main()) == (4.0 if n else 0.0)
    assert lines(capsys) == [f"INFO: {said(i)}" for i in range(1, n + 1)]


def test_ten_thousand_stay_readable(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The first lines, how many are left out, and the last; events() has them all."""
    run(gather_demo(10_000))
    shown = lines(capsys)
    assert shown == [*(f"INFO: {said(i)}" for i in range(1, 6)), "… 9,994 more …", f"INFO: {said(10_000)}"]
    assert sum(text.startswith("Coroutine") for text in events()) == 10_000


def test_every_name_tells_what_it_is() -> None:
    """Each callable of ours at the prompt has a docstring."""
    names: dict[str, Any] = namespace(plain=True)
    assert [name for name, value in names.items() if not (value.__doc__ or "").strip()] == []
    assert {"simple_coroutine", "gather_demo", "compare_demo", "LOGGER", "work", "clock"} <= names.keys()
    Journal.restart()
