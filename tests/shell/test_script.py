"""`run FILE`: what is in a file is typed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from playground.errors import BadInput
from playground.shell.commands import command_in
from playground.shell.script import Typist, cells_of
from playground.values.transcript import Cell

from .conftest import ROOT
from .terminal import PYTHON


class Clock:
    """Time that passes only in `wait`."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def run(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "playground", *words, "run", str(file)],
        capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
            "XDG_DATA_HOME": str(file.parent / "data"),
        },
    )  # fmt: skip


def split(text: str, tmp_path: Path, name: str = "script.py") -> list[str]:
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return [cell.source for cell in cells_of(file, lambda line: command_in(line, lambda word: False))]


def test_each_cell_is_typed_at_its_second_and_shown() -> None:
    """Times count from the first read; a cell that took longer makes the next one late, not the rest."""
    clock, shown = Clock(), list[str]()
    typist = Typist(
        [Cell("a", 0.0), Cell("b", 2.0), Cell("c", 3.0), Cell("d", 9.0)], shown.append, clock, clock.wait
    )

    assert (typist.read(), clock.now) == ("a", 100.0)
    assert (typist.read(), clock.now) == ("b", 102.0)
    clock.now += 4  # it ran for 4 s
    assert (typist.read(), clock.now) == ("c", 106.0)
    assert (typist.read(), clock.now) == ("d", 109.0)
    assert shown == [">>> a", ">>> b", ">>> c", ">>> d"]
    with pytest.raises(EOFError):
        typist.read()


def test_lines_of_a_cell_are_shown_as_at_the_prompt() -> None:
    """`... ` stands before the lines that go on."""
    clock, shown = Clock(), list[str]()
    Typist([Cell("def f():\n    pass\n")], shown.append, clock, clock.wait).read()

    assert shown == [">>> def f():\n...     pass"]


def test_a_script_is_typed_statement_by_statement(tmp_path: Path) -> None:
    """Commands are lines of their own."""
    text = "x = 1\nasync def f():\n    return x\n\nlesson next\nawait f()\n"

    assert split(text, tmp_path) == ["x = 1", "async def f():\n    return x", "lesson next", "await f()"]


def test_a_transcript_has_its_own_cells(tmp_path: Path) -> None:
    """Whatever its file is called."""
    text = '- {at: 0, type: "x = 1\\ny = 2"}\n- {at: 1, type: "x"}\n'

    assert split(text, tmp_path, "notes.txt") == ["x = 1\ny = 2", "x"]


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    """With the place of what is wrong."""
    with pytest.raises(BadInput, match="typ"):
        split('- {at: 0, typ: "x"}\n', tmp_path, "bad.yaml")


def test_a_saved_session_runs_again_as_a_process(tmp_path: Path) -> None:
    """What `save` wrote is typed again: cells, results, summary; the exit code is 0."""
    saved, script = tmp_path / "saved.yaml", tmp_path / "script.py"
    script.write_text(f"async def f():\n    return 'fine'\nawait f()\nsave({str(saved)!r})\n")
    first, second = run(script), run(saved)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert second.stdout == ">>> async def f():\n...     return 'fine'\n>>> await f()\n'fine'\n"


def test_a_failing_cell_makes_it_1_and_a_missing_file_2(tmp_path: Path) -> None:
    """The rest is typed all the same; `exit(N)` ends with N."""
    script = tmp_path / "script.py"
    script.write_text("1/0\nprint('goes on')\n")
    failing = run(script)
    script.write_text("exit(7)\nprint('never')\n")
    leaving = run(script)
    missing = run(tmp_path / "scrip.py")

    assert (failing.returncode, leaving.returncode, missing.returncode) == (1, 7, 2)
    assert "goes on\n" in failing.stdout
    assert 'File "<cell 1>", line 1' in failing.stderr
    assert "never\n" not in leaving.stdout.replace("print('never')", "")
    assert "Did you mean 'script.py'?" in missing.stderr


def test_chinese_and_lessons(tmp_path: Path) -> None:
    """Commands of the course work in a script, in the language asked for."""
    script = tmp_path / "script.py"
    script.write_text("lesson goto 1.8\nasyncio.sleep(0)\n")
    done = run(script, "--lang", "zh")

    assert "还什么都没有运行" in done.stderr
    assert "1.8" in done.stdout
