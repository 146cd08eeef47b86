"""A trace as moments: what stands where after each thing that happened, forwards and backwards."""

from __future__ import annotations

import asyncio
from typing import Literal

import pytest

from playground import record
from playground.values.replay import Moment, Replay
from playground.values.trace import Event, Place, TaskRecord, Trace, Wait


async def two_and_a_lock() -> None:
    """A holds the lock for a second, B wants it; both are gathered."""
    lock = asyncio.Lock()

    async def use() -> None:
        async with lock:
            await asyncio.sleep(1)

    await asyncio.gather(use(), use())


def replay_of(clock: Literal["real", "virtual"] = "virtual") -> Replay:
    return Replay(record(two_and_a_lock(), clock=clock).trace)


def lines(replay: Replay) -> list[tuple[str, int | None]]:
    return [(moment.kind, moment.event.task) for moment in replay]


EXPECTED = [
    ("created", 1), ("started", 1), ("created", 2), ("created", 3), ("waits", 1),
    ("started", 2), ("waits", 2), ("started", 3), ("waits", 3),
    ("timer", None), ("woken", 2), ("resumed", 2), ("done", 2),
    ("woken", 3), ("resumed", 3), ("waits", 3),
    ("timer", None), ("woken", 3), ("resumed", 3), ("done", 3),
    ("woken", 1), ("resumed", 1), ("done", 1),
]  # fmt: skip


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_moments_come_in_the_order_in_which_they_happened(clock: Literal["real", "virtual"]) -> None:
    """A step begins before what it does, also where it takes no time; who is woken comes after who wakes."""
    assert lines(replay_of(clock)) == EXPECTED


def test_each_moment_tells_how_all_tasks_stand() -> None:
    """Who runs, who is ready and in which order, who sleeps until when, who waits on what held by whom."""
    replay = replay_of()
    both_made = replay[3]
    assert (both_made.running, both_made.ready) == (1, (2, 3))
    assert [task.name for task in both_made.queue] == ["Task-2", "Task-3"]

    stuck = replay[8]
    assert stuck.running is None
    assert [(task.number, task.wait and task.wait.until) for task in stuck.sleeping] == [(2, 1.0)]
    waits = {task.number: task.wait for task in stuck.waiting}
    assert waits[1] is not None
    assert waits[1].tasks == ("Task-2", "Task-3")
    assert waits[3] is not None
    assert (waits[3].kind, waits[3].holders) == ("lock", ("Task-2",))

    last = replay[-1]
    assert [task.number for task in last.ended] == [1, 2, 3]
    assert {task.state for task in last.tasks} == {"done"}


def test_idle_time_is_told_where_the_loop_had_nothing_to_do() -> None:
    """Between the last step and the timer nobody was ready: a second in which the loop waited itself."""
    assert [(moment.number, moment.idle) for moment in replay_of() if moment.idle] == [(9, 1.0), (16, 1.0)]


def test_backwards_shows_what_forwards_showed() -> None:
    """In whatever order moments are asked for, each is the same."""
    trace = record(two_and_a_lock(), clock="virtual").trace
    forwards = list(Replay(trace))
    again = Replay(trace)
    assert [again[number] for number in reversed(range(len(again)))] == forwards[::-1]
    assert [again[number] for number in (5, 20, 0, 20, 7)] == [forwards[n] for n in (5, 20, 0, 20, 7)]
    assert again[-1] == forwards[-1]
    assert again[2:4] == forwards[2:4]
    with pytest.raises(IndexError):
        again[len(forwards)]


def test_a_long_trace_is_walked_backwards_over_its_checkpoints() -> None:
    """Thousands of moments, from the last to the first and in jumps, are those of the way forwards."""

    async def busy() -> None:
        await asyncio.gather(*[one(number) for number in range(40)])

    async def one(number: int) -> None:
        for _ in range(30):
            await asyncio.sleep(0.01 * (1 + number % 3))

    trace = record(busy(), clock="virtual").trace
    forwards = list(Replay(trace))
    assert len(forwards) > 3000
    replay = Replay(trace)
    assert [replay[number] for number in range(len(replay) - 1, -1, -1)] == forwards[::-1]
    jumps = [number * 397 % len(replay) for number in range(200)]
    assert [replay[number] for number in jumps] == [forwards[number] for number in jumps]


def test_a_second_leads_to_its_moment() -> None:
    """`at` gives the last moment that is not later."""
    replay = replay_of()
    assert [replay[replay.at(at)].kind for at in (-1.0, 0.5, 1.0, 99.0)] == [
        "created",
        "waits",
        "waits",
        "done",
    ]


def test_a_failure_and_a_cancellation_end_their_tasks() -> None:
    """How a task ended stays, with the error's words."""

    async def main() -> None:
        async def fail() -> None:
            raise ValueError("boom")

        failing, stopped = asyncio.create_task(fail()), asyncio.create_task(asyncio.sleep(9))
        await asyncio.sleep(0)
        stopped.cancel()
        await asyncio.wait([failing, stopped])
        failing.exception()

    last = Replay(record(main(), clock="virtual").trace)[-1]
    assert [(task.state, task.error) for task in last.ended] == [
        ("done", ""),
        ("failed", "ValueError: boom"),
        ("cancelled", ""),
    ]


def test_a_trace_that_begins_in_the_middle_is_told_as_far_as_it_is_known() -> None:
    """Tasks that were made before the trace began appear when something happens to them."""
    here = Place("a.py", 3)
    trace = Trace(
        events=(
            Event(1.0, "resumed", 7, seconds=0.5, by=3),
            Event(1.0, "waits", 7, wait=Wait("sleep", "sleep(1)", 2.0), place=here),
            Event(2.0, "held", 9, seconds=0.2),
        ),
        tasks=(TaskRecord(7, "seven", "f", 0.0),),
        elapsed=3.0,
    )
    replay = Replay(trace)
    assert [moment.kind for moment in replay] == ["woken", "resumed", "waits", "held"]
    assert replay[0].ready == (7,)
    assert replay[1].stops == here
    assert replay[2].task(7) == replay[2].sleeping[0]
    assert replay[2].sleeping[0].place == here
    assert replay.name(9) == "Task-9"


def test_an_empty_trace_has_no_moments() -> None:
    """Nothing happened: nothing to step through."""
    assert list(Replay(Trace())) == []
    assert isinstance(Replay(Trace()).at(1.0), int)


def test_a_moment_is_a_value() -> None:
    """Two looks at one moment are equal, and it cannot be changed."""
    moment: Moment = replay_of()[4]
    assert moment == replay_of()[4]
    with pytest.raises(AttributeError):
        moment.at = 3  # type: ignore[misc]  # that it cannot is what is tested
