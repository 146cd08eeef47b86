"""The modules time and datetime on the virtual clock."""

from __future__ import annotations

import asyncio
import datetime  # noqa: ICN001  under its own name, as in a program
import logging
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime as imported_datetime
from pathlib import Path
from time import monotonic as imported_monotonic
from time import sleep as imported_sleep
from typing import Any

import pytest

from playground.loop import LoopLimit, VirtualClockLoop
from playground.loop.timepatch import EPOCH, virtual_time


@pytest.fixture
def loop() -> Any:
    """A loop on which time is, for the length of a test."""
    loop = VirtualClockLoop()
    with virtual_time(loop):
        yield loop
    loop.close()


def test_every_clock_follows(loop: VirtualClockLoop) -> None:
    """All functions of time that tell a moment tell the loop's."""

    async def main() -> None:
        await asyncio.sleep(12.5)
        assert {time.monotonic(), time.perf_counter(), imported_monotonic()} == {12.5}
        assert {time.monotonic_ns(), time.perf_counter_ns()} == {12_500_000_000}
        assert (time.time(), time.time_ns()) == (EPOCH + 12.5, int(EPOCH) * 10**9 + 12_500_000_000)
        assert time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()) == "2024-01-01 00:00:12"
        assert time.localtime() == time.localtime(EPOCH + 12)
        assert time.ctime() == time.ctime(EPOCH + 12)
        assert time.strftime("%S") == "12"

    loop.run_until_complete(main())


def test_now_and_today_follow(loop: VirtualClockLoop) -> None:
    """datetime.now() is the loop's moment, in any zone, also under a name imported before."""

    async def main() -> None:
        await asyncio.sleep(86_400 + 0.3)
        moment = datetime.datetime(2024, 1, 2, 0, 0, 0, 300_000, datetime.UTC)
        assert datetime.datetime.now(datetime.UTC) == moment
        assert imported_datetime.now() == moment.astimezone().replace(tzinfo=None)
        assert datetime.datetime.today() == datetime.datetime.now()
        assert datetime.date.today() == datetime.datetime.now().date()

    loop.run_until_complete(main())


def test_the_classes_are_as_ever(loop: VirtualClockLoop) -> None:
    """What datetime makes is a real datetime, and a class of one's own works."""
    real = type(datetime.datetime(2024, 1, 1))
    moment = datetime.datetime.fromisoformat("2024-02-03T04:05:06")
    assert type(moment) is real
    assert isinstance(moment, datetime.datetime)
    assert isinstance(moment, datetime.date)
    assert issubclass(real, datetime.datetime)
    assert not isinstance("2024", datetime.datetime)
    assert repr(datetime.datetime.now()).startswith("datetime.datetime(20")
    assert datetime.datetime.strptime("2024", "%Y") == datetime.datetime(2024, 1, 1)

    class Mine(datetime.datetime):
        pass

    assert type(Mine.now()) is Mine
    assert isinstance(Mine.now(), datetime.datetime)
    assert not isinstance(moment, Mine)


def test_sleep_holds_the_loop(loop: VirtualClockLoop) -> None:
    """time.sleep in a coroutine moves the clock while nobody else runs; timers that are due come after,
    and after what is ready already, as on a real loop."""
    order: list[tuple[str, float]] = []

    async def main() -> None:
        for delay in (2, 1):
            loop.call_later(delay, lambda delay: order.append((f"timer {delay}", loop.time())), delay)
        time.sleep(3)
        order.append(("slept", loop.time()))
        await asyncio.sleep(0)
        imported_sleep(0.5)
        assert loop.time() == 3.5

    loop.run_until_complete(main())
    assert order == [("slept", 3.0), ("timer 1", 3.5), ("timer 2", 3.5)]


def test_a_callback_may_be_sleep_itself(loop: VirtualClockLoop) -> None:
    """time.sleep as a callback of the loop holds it too."""
    loop.call_later(1, time.sleep, 4)
    loop.run_until_complete(asyncio.sleep(1))
    assert loop.time() == 5.0


def test_a_hold_is_noted_with_its_place() -> None:
    """The recorder of a loop that has one is told who slept, where and for how long."""
    noted: list[tuple[float, str, str]] = []

    class Recorder:
        def note_hold(self, seconds: float, place: Any) -> None:
            noted.append((seconds, Path(place.file).name, place.function))

    class Loop(VirtualClockLoop):
        recorder = Recorder()

    async def sleeper() -> None:
        time.sleep(0.25)

    loop = Loop()
    with virtual_time(loop):
        loop.run_until_complete(sleeper())
    loop.close()
    assert noted == [(0.25, "test_clock_timepatch.py", "sleeper")]


def test_sleep_refuses_what_it_refused(loop: VirtualClockLoop) -> None:
    """A negative length, or a word, is the error that it was."""
    with pytest.raises(ValueError, match="non-negative"):
        time.sleep(-1)
    with pytest.raises(TypeError):
        time.sleep("a while")  # type: ignore[arg-type]


def test_sleep_ends_at_the_limit(loop: VirtualClockLoop) -> None:
    """A loop of time.sleep that never awaits ends at the virtual limit, which tells its line."""
    loop.max_seconds = 100

    async def main() -> None:
        while True:
            time.sleep(1)

    with pytest.raises(LoopLimit) as caught:
        loop.run_until_complete(main())
    assert caught.value.place is not None
    assert caught.value.place.function == "main"
    assert loop.time() == 100.0


def test_other_threads_keep_their_time(loop: VirtualClockLoop) -> None:
    """A thread that is none of the loop's reads the real clock."""
    read: list[float] = []
    thread = threading.Thread(target=lambda: read.append(time.time()))
    thread.start()
    thread.join()
    assert read[0] > EPOCH + 86_400


def test_log_lines_carry_the_virtual_time(loop: VirtualClockLoop) -> None:
    """A log record made in the loop is stamped with the loop's time."""

    async def main() -> logging.LogRecord:
        await asyncio.sleep(60)
        return logging.LogRecord("x", logging.INFO, "", 1, "", None, None)

    assert loop.run_until_complete(main()).created == EPOCH + 60


def test_all_is_back_afterwards() -> None:
    """After the block every name is the real thing again, and one imported inside tells real time."""
    names = [(m, n) for m in (time, datetime, asyncio, signal, sys.modules[__name__]) for n in vars(m)]
    before = [getattr(module, name) for module, name in names]
    loop = VirtualClockLoop()
    with virtual_time(loop):
        from time import monotonic, sleep

        assert monotonic() == 0.0
        assert sleep is not imported_sleep or imported_sleep is time.sleep
    assert [getattr(module, name) for module, name in names] == before
    assert monotonic() == pytest.approx(time.monotonic(), abs=60)
    loop.close()


def test_a_module_imported_inside_follows(tmp_path: Path) -> None:
    """A module that the program imports while time is virtual gets the virtual functions, under any name."""
    (tmp_path / "helper.py").write_text(
        "from time import sleep as pause, monotonic as clock\n"
        "from datetime import datetime as moment\n"
        "def nap():\n    pause(2)\n    return clock(), moment.now().year\n"
    )
    program = f"""
import sys, asyncio
sys.path.insert(0, {str(tmp_path)!r})
from playground.loop import VirtualClockLoop
from playground.loop.timepatch import virtual_time
async def main():
    import helper
    print(helper.nap())
loop = VirtualClockLoop()
with virtual_time(loop):
    loop.run_until_complete(main())
loop.close()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "(2.0, 2024)\n", done.stderr


def test_interval_timers_are_refused(loop: VirtualClockLoop) -> None:
    """signal.setitimer and alarm say why they are of no use here, and what to use."""
    with pytest.raises(RuntimeError, match=r"loop\.call_later"):
        signal.setitimer(signal.ITIMER_REAL, 1)
    with pytest.raises(RuntimeError, match="real time"):
        signal.alarm(1)


def test_other_loops_are_refused() -> None:
    """A loop without a virtual clock is refused with a sentence, uvloop with its reason."""
    plain = asyncio.SelectorEventLoop()
    with pytest.raises(TypeError, match=r"has no virtual clock\. Use VirtualClockLoop"), virtual_time(plain):
        pass
    plain.close()

    class Loop(asyncio.AbstractEventLoop):
        pass

    Loop.__module__ = "uvloop"
    with pytest.raises(TypeError, match="keeps its timers outside Python"), virtual_time(Loop()):  # type: ignore[abstract]  # only its module matters
        pass
