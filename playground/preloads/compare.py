"""compare_demo: the same waits one by one, in threads, in processes, in asyncio, measured."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Literal

from playground.values.frozen import frozen

from .screen import showable

__all__ = ["WAYS", "Measured", "chart", "compare", "compare_demo"]

Way = Literal["one by one", "threads", "processes", "asyncio"]
WAYS: tuple[Way, ...] = ("one by one", "threads", "processes", "asyncio")
PROGRAM = Path(__file__).with_name("measure.py")  # run, never imported: it brings multiprocessing
MAX_SECONDS = 60.0  # that one way may take
MAX_PROCESSES = 32
MAX_THREADS = 2_000
BAR = 30  # columns
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


@frozen
class Measured:
    """One way to wait: its seconds and the bytes of memory it needed more; or why it was left out."""

    way: Way
    seconds: float = 0.0
    memory: int | None = None  # None: this system does not say
    left_out: str = ""


async def compare_demo(n: int = 4, seconds: float = 0.5) -> None:
    """N waits one by one, in threads, in processes, in asyncio.

    Each way runs in a fresh Python of its own while the loop goes on; shown are the seconds that
    it took and the memory that it needed more.

    >>> await compare_demo()
    >>> await compare_demo(1000)
    """
    print(f"{n:,} waits of {seconds:g} s each, measuring {showable('…', '...')}")
    print(chart(await compare(n, seconds), showable("█", "#"), showable("·", "-")))


async def compare(n: int, seconds: float) -> tuple[Measured, ...]:
    """All four ways, one after the other, so that none disturbs another's figures."""
    return tuple([await _measured(way, n, seconds) for way in WAYS])


async def _measured(way: Way, n: int, seconds: float) -> Measured:
    if refused := _too_much(way, n, seconds):
        return Measured(way, left_out=refused)
    # Waited for in a thread: asyncio's subprocesses come with tasks of their own, which the timeline
    # would show as the learner's.
    process = _start(way, n, seconds)
    try:
        out, errors = await asyncio.to_thread(process.communicate)
    finally:
        _end(process)
    if process.returncode:
        lines = errors.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"]
        return Measured(way, left_out=lines[-1])
    took, memory = json.loads(out)
    return Measured(way, took, memory)


def _too_much(way: Way, n: int, seconds: float) -> str:
    if way == "one by one" and n * seconds > MAX_SECONDS:
        return f"would take {n * seconds:,.0f} s"
    if way == "processes" and n > MAX_PROCESSES:
        return f"{n:,} Pythons would be too many for one machine"
    if way == "threads" and n > MAX_THREADS:
        return f"{n:,} threads would be too many for one process"
    return ""


def _start(way: Way, n: int, seconds: float) -> Popen[bytes]:
    """The measuring program. Not this process: the learner's own tasks and memory would be in the figures."""
    return Popen(  # noqa: S603 - our own program, with words of ours
        [sys.executable, "-I", str(PROGRAM), way, str(n), str(seconds)],
        stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True,
    )  # fmt: skip


def _end(process: Popen[bytes]) -> None:
    """Leave nothing behind when the demo is cancelled: the child has children of its own."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()  # the thread that reads from it then comes to its end, and closes the pipes


def chart(ways: tuple[Measured, ...], block: str = "█", dot: str = "·") -> str:
    """Two bar charts: seconds, and memory where the system tells it."""
    run = [one for one in ways if not one.left_out]
    lines = ["", "seconds"]
    longest = max((one.seconds for one in run), default=0.0)
    lines += [_bar(one, one.seconds, longest, f"{one.seconds:.2f} s", block, dot) for one in ways]
    if run and all(one.memory is not None for one in run):
        lines += ["", "memory needed more"]
        most = max(one.memory or 0 for one in run)
        lines += [_bar(one, one.memory or 0, most, _bytes(one.memory or 0), block, dot) for one in ways]
    return "\n".join(lines)


def _bar(one: Measured, value: float, largest: float, words: str, block: str, dot: str) -> str:
    if one.left_out:
        return f"  {one.way:<10}  {dot} not run: {one.left_out}"
    return f"  {one.way:<10}  {_length(value / largest if largest else 0.0, block):<{BAR}}  {words:>9}"


def _length(share: float, block: str) -> str:
    """A bar of that share of the whole width, to an eighth of a column where there are such blocks."""
    eighths = max(1, round(BAR * 8 * share)) if share > 0 else 0
    if block != "█":
        return block * max(1, round(eighths / 8)) if eighths else ""
    return block * (eighths // 8) + EIGHTHS[eighths % 8]


def _bytes(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 100 * 2**10 else f"{count / 2**10:.0f} kB"
