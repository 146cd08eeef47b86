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
def env(tmp_path: Path) -> dict[str, str]:
    """Where history is kept, for this test alone."""
    return {"PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}


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
    """A task that waits while somebody steps through the past goes on in the meantime."""
    terminal.run("await gather_demo(2, 0.01)")
    terminal.paste(
        f"import pathlib\nasync def late():\n    while not pathlib.Path({str(tmp_path / 'go')!r}).exists():\n"
        f"        await asyncio.sleep(0.01)\n    pathlib.Path({str(tmp_path / 'went')!r}).touch()\n"
        "    print('beneath')\n"
    )
    terminal.run("task = asyncio.create_task(late())")
    terminal.type("replay(); 'asked'")
    terminal.sees("moment 1 of")
    (tmp_path / "go").touch()

    def went(shown: str) -> bool:
        terminal.send(RIGHT)
        return (tmp_path / "went").exists()

    terminal.until(went, "the task's end, beneath the replay")
    assert "beneath" not in terminal.text  # what is printed is held back
    terminal.send("q")
    terminal.sees("beneath")


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
