"""What `trace` tells: the summary, holds while they happen, who is stuck, what cannot be seen."""

from __future__ import annotations

import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

from .both import environment, run_both, run_traced

TELLING = """
    import asyncio, gc, time
    async def poll():
        while True:
            await asyncio.sleep(10)
    async def fail():
        await asyncio.sleep(1)
        raise ValueError("unseen")
    async def user(lock, number):
        async with lock:
            await asyncio.sleep(2)
        if number == 2:
            time.sleep(3)
    async def main():
        lock = asyncio.Lock()
        polling = asyncio.create_task(poll(), name="poller")
        asyncio.create_task(fail(), name="fails")
        users = [asyncio.create_task(user(lock, number), name=f"user-{number}") for number in (1, 2)]
        await asyncio.gather(*users)
    began = time.perf_counter()
    time.sleep(0.5)
    asyncio.run(main())
    print(time.perf_counter() - began, time.monotonic())
    asyncio.run(asyncio.sleep(1))
    print(time.perf_counter() - began)
"""
SUMMARY = """\
7.00 s · 4 tasks · peak 4 · loop held 3,000 ms
"""
LISTS = """\
critical path
  2.00 s  user-1  sleeps
  2.00 s  user-2  sleeps
  3.00 s  user-2  holds the loop

longest holds of the loop
  3.00 s  user-2 at telling.py:12

left running (nobody waited for them)
  poller  created at telling.py:15

errors nobody looked at
  fails  ValueError: unseen  created at telling.py:16

what each task waited on, in sum
  main    gather 7.00 s · ran 0 µs
  poller  sleeps 7.00 s · ran 0 µs
  user-2  lock 'lock' 2.00 s, sleeps 2.00 s · ran 3.00 s
  user-1  sleeps 2.00 s · ran 0 µs
  fails   sleeps 1.00 s · ran 0 µs
"""


@pytest.fixture
def telling(tmp_path: Path) -> Path:
    (tmp_path / "telling.py").write_text(dedent(TELLING).lstrip())
    return tmp_path


def test_the_summary_on_the_virtual_clock(telling: Path) -> None:
    """Exact: where the time went, what held the loop, what was left, what was lost, who waited on what."""
    done = run_traced(telling, "telling.py", "--virtual")

    assert done.stdout == "7.5 7.5\n8.5\n"
    assert SUMMARY in done.stderr
    assert LISTS in done.stderr
    assert "loop 2 of 2, in MainThread:\n1.00 s · 0 tasks" in done.stderr


def test_the_summary_in_chinese(telling: Path) -> None:
    """Our words are Chinese, the program's are its own."""
    done = run_traced(telling, "--lang", "zh", "telling.py", "--virtual")
    assert "关键路径\n  2.00 s  user-1  睡眠" in done.stderr
    assert "没有人看过的错误\n  fails  ValueError: unseen  创建于 telling.py:16" in done.stderr


@pytest.mark.parametrize(
    ("name", "begin"), [("x.svg", "<svg"), ("x.html", "<!doctype html>"), ("x.json", "{")]
)
def test_pictures(telling: Path, name: str, begin: str) -> None:
    """Chosen by the file's ending; all loops of the program are on one axis of time."""
    done = run_traced(telling, "telling.py", "--virtual", "--out", name)
    assert done.stderr.endswith(f"picture: {telling / name}\n")
    text = (telling / name).read_text(encoding="utf-8")
    assert text.startswith(begin)
    assert "poller" in text
    assert "sleep" in text


def test_a_picture_that_cannot_be_written_is_said(telling: Path) -> None:
    """The program's code is kept all the same."""
    (telling / "x.svg").mkdir()
    done = run_traced(telling, "telling.py", "--virtual", "--out", "x.svg")
    assert "could not be written" in done.stderr
    assert done.returncode == 0


def watched(folder: Path, source: str, word: str) -> str:
    """The program's stderr until `word` has been told; then it gets a Ctrl-C, if it still runs."""
    (folder / "program.py").write_text(dedent(source).lstrip())
    command = [sys.executable, "-m", "playground", "trace", "program.py"]
    run = subprocess.Popen(
        command, cwd=folder, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert run.stderr is not None
    told = ""
    for line in run.stderr:
        told += line
        if word in line:
            break
    if run.poll() is None:
        run.send_signal(signal.SIGINT)
    rest = run.stderr.read()
    run.stderr.close()
    run.wait()
    return told + rest


LOCKS = """
    import asyncio, sys
    async def work(first, second):
        async with first:
            await asyncio.sleep(0.01)
            async with second:
                pass
    async def tick():
        while True:
            await asyncio.sleep(0.01)
    async def main():
        x, y = asyncio.Lock(), asyncio.Lock()
        ticking = asyncio.create_task(tick())
        await asyncio.wait([
            asyncio.create_task(work(x, y), name="A"), asyncio.create_task(work(y, x), name="B")
        ])
    asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_ring_is_told_while_the_program_goes_on(tmp_path: Path) -> None:
    """One sentence, once, though another task still ticks; Ctrl-C then ends the program with the summary."""
    told = watched(tmp_path, LOCKS, "stuck")
    said = (
        "playground: stuck: A holds lock 'second' #2 and waits for lock 'second' #1, "
        "held by B at program.py:5; B waits for lock 'second' #2\n"
    )
    assert told.count("stuck:") == 1
    assert said in told
    assert "── trace of program.py ──" in told


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_loop_that_nothing_can_wake_is_told(tmp_path: Path) -> None:
    """With the line and what is waited for."""
    source = """
        import asyncio
        async def main():
            queue = asyncio.Queue()
            await queue.get()
        asyncio.run(main())
    """
    told = watched(tmp_path, source, "stuck")
    assert "nothing is left that could wake one: Task-1 at program.py:4 waits for queue 'queue'\n" in told


def test_holds_are_told_while_they_last(tmp_path: Path) -> None:
    """Task, line and length while the loop is held, and once more when it is over."""
    source = """
        import asyncio, sys
        seen = []
        class Tee:
            def __init__(self, stream): self.stream, self.closed, self.encoding = stream, False, "utf-8"
            def write(self, text): seen.append(text); self.stream.write(text)
            def flush(self): self.stream.flush()
            def isatty(self): return False
        sys.stderr = Tee(sys.stderr)
        async def main():
            while not any("so far" in text for text in seen):
                pass
        asyncio.run(main())
    """
    (tmp_path / "program.py").write_text(dedent(source).lstrip())
    told = run_traced(tmp_path, "program.py", "--follow").stderr
    assert "playground: the loop is held by Task-1 at program.py:" in told
    assert "s so far\nplayground: the loop was held by Task-1 at program.py:" in told
    assert "longest holds of the loop" in told


def test_a_virtual_deadlock_ends_the_program(tmp_path: Path) -> None:
    """With the error that names who waits for what, and code 1."""
    (tmp_path / "program.py").write_text(dedent(LOCKS).replace("ticking =", "# ").lstrip())
    done = run_traced(tmp_path, "program.py", "--virtual")
    assert done.returncode == 1
    assert "Deadlock: deadlock: every task waits" in done.stderr
    assert "cycle: A -> B -> A" in done.stderr


def test_a_program_without_a_loop(tmp_path: Path) -> None:
    """It is said that there was none."""
    (tmp_path / "program.py").write_text("print('nothing')\n")
    done = run_traced(tmp_path, "program.py")
    assert (done.returncode, done.stdout) == (0, "nothing\n")
    assert "No event loop ran." in done.stderr


def test_a_loop_of_another_make_is_named(tmp_path: Path) -> None:
    """It runs as ever, and it is said that it cannot be seen."""
    source = """
        import asyncio
        from asyncio import base_events, selector_events
        class Foreign(selector_events.BaseSelectorEventLoop):
            pass
        async def main(): return await asyncio.sleep(0, "it ran")
        with asyncio.Runner(loop_factory=Foreign) as runner:
            print(runner.run(main()))
    """
    (tmp_path / "program.py").write_text(dedent(source))
    both = run_both(tmp_path, "program.py")
    both.assert_same()
    assert "No event loop ran" not in both.summary
    assert "Foreign of __main__ ran here too: it keeps its queue" in both.summary


@pytest.mark.skipif(find_spec("uvloop") is None, reason="uvloop is not installed")
def test_uvloop_is_named(tmp_path: Path) -> None:
    """The script runs on it, and the summary says that it cannot be seen."""
    (tmp_path / "program.py").write_text(
        "import asyncio, uvloop\nprint(uvloop.run(asyncio.sleep(0, 'ran')))\n"
    )
    both = run_both(tmp_path, "program.py")
    both.assert_same()
    assert "Loop of uvloop ran here too" in both.summary
