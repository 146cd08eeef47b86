"""`replay()` at the prompt, driven by its keys in a real terminal, and in a pipe."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT
from .terminal import PYTHON, Terminal

RIGHT, LEFT, HOME, END = "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F"


@pytest.fixture
def env(tmp_path: Path, cache_home: Path) -> dict[str, str]:
    """Where history is kept, for this test alone."""
    return {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(cache_home)}


@pytest.fixture
def terminal(env: dict[str, str]) -> Iterator[Terminal]:
    """The real shell at its first prompt."""
    opened = Terminal(PYTHON, "-m", "playground", "--lang", "en", env=env, columns=80, lines=24)
    opened.prompt()
    yield opened
    opened.child.close(force=True)


def moments(terminal: Terminal) -> int:
    """How many moments the replay on the screen has."""
    found = re.search(r"moment [\d,]+ of ([\d,]+)", terminal.text)
    assert found is not None
    return int(found[1])


def test_stepping_with_the_keys(terminal: Terminal) -> None:
    """Forwards and backwards, to the end and the beginning, playing and pausing, and back to the prompt."""
    terminal.run("await gather_demo(2, 0.01)")
    terminal.type("replay()")
    terminal.sees("One waiter, many tables · moment 1 of", "cell 1 opens a table for Task-")
    count = moments(terminal)

    for _ in range(3):
        terminal.send(RIGHT)
    terminal.sees(f"moment 4 of {count}")
    terminal.send(LEFT)
    terminal.sees(f"moment 3 of {count}")
    terminal.sees("The waiter comes to", "runs up to", "await asyncio.sleep(seconds)", "○ Task-")
    terminal.send(END)
    terminal.sees(f"moment {count} of {count}", "is done and leaves its table.")
    terminal.send(RIGHT)  # there is nothing behind the last
    terminal.send(LEFT)
    terminal.sees(f"moment {count - 1} of {count}")
    terminal.send(HOME)
    terminal.sees(f"moment 1 of {count}")
    terminal.send(" ")
    terminal.sees("playing", f"moment 2 of {count}")
    terminal.send(" ")
    terminal.until(lambda shown: "playing" not in shown, "a pause")

    terminal.send("q")
    terminal.prompt()
    assert "done and leaves" not in terminal.text
    assert "42" in terminal.run("6 * 7")


def test_the_loop_goes_on_beneath(terminal: Terminal, tmp_path: Path) -> None:
    """A task runs while somebody steps through the past; what it prints comes when they are back."""
    go, went = tmp_path / "go", tmp_path / "went"
    terminal.run(f"import pathlib; home = pathlib.Path({str(tmp_path)!r})")
    terminal.paste(
        "async def beneath():\n"
        "    while not (home / 'go').exists():\n"
        "        await asyncio.sleep(0.01)\n"
        "    print('from', 'beneath')\n"
        "    (home / 'went').touch()\n"
    )
    terminal.run("late = asyncio.create_task(beneath())")
    terminal.type("replay()")
    terminal.sees("moment 1 of")
    go.touch()
    count = moments(terminal)
    for _ in range(500):  # stepping to and fro, until the task has run beneath
        if went.exists():
            break
        terminal.send(END)
        terminal.sees(f"moment {count} of {count}")
        terminal.send(HOME)
        terminal.sees(f"moment 1 of {count}")
    assert went.exists()
    assert "from beneath" not in terminal.text
    terminal.send("q")
    terminal.sees("from beneath")


def test_in_a_pipe_it_is_a_list(env: dict[str, str]) -> None:
    """Without a terminal all moments are printed, and what is no trace is refused."""
    cells = "replay()\nawait gather_demo(2, 0.01)\nreplay()\nreplay(3)\n"
    done = subprocess.run(
        [PYTHON, "-m", "playground", "--lang", "zh"], input=cells, capture_output=True, text=True,
        env={**env, "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert "还没有单元创建过任务。" in done.stdout
    assert "服务员第一次来到 Task-" in done.stdout
    assert done.stdout.count("完成了，离开桌子。") == 2
    assert "TypeError: replay() wants a trace or a recording, got int" in done.stderr
    assert done.returncode == 1


def test_a_recording_is_replayed_too(env: dict[str, str]) -> None:
    """What `record` gave back, or its trace, can be stepped through like a cell."""
    cells = (
        "rec = await asyncio.to_thread(record, asyncio.sleep(3), 'virtual')\nreplay(rec)\nreplay(rec.trace)\n"
    )
    done = subprocess.run(
        [PYTHON, "-m", "playground", "--lang", "en"], input=cells, capture_output=True, text=True,
        env={**env, "PATH": "", "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert (
        done.stdout.count("3.000 s  For 3 s no table needed anything. A timer goes off: a sleep is over.")
        == 2
    )
    assert done.returncode == 0, done.stderr
