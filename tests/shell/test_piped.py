"""The shell without a terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from playground.shell.commands import command_in
from playground.shell.ran import Cells, Ran
from playground.shell.reader import Lines

from .conftest import ROOT, Heard
from .test_explain import Hear


def cells_of(text: str) -> list[str]:
    lines = Lines(io.StringIO(text), lambda line: command_in(line, lambda name: False))
    found = []
    while True:
        try:
            found.append(lines.read())
        except EOFError:
            return found


def piped(text: str, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.shell.fakes", str(tmp_path)],
        input=text, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **env},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("1\n2\n", ["1", "2"]),
        ("def f():\n    a = 1\n\n    return a\nf()\n", ["def f():\n    a = 1\n\n    return a", "f()"]),
        ("if x:\n    1\nelse:\n    2\n3\n", ["if x:\n    1\nelse:\n    2", "3"]),
        ("@job\nasync def f():\n    pass\n", ["@job\nasync def f():\n    pass"]),
        ("x = [\n1,\n2,\n]\ny = 2", ["x = [\n1,\n2,\n]", "y = 2"]),
        ('s = """\nlesson next\n"""\n', ['s = """\nlesson next\n"""']),
        ("lesson next\nx = 1\nlesson check\n", ["lesson next", "x = 1", "lesson check"]),
        ("async def f():\n    await g()\nawait f()\n", ["async def f():\n    await g()", "await f()"]),
        (
            "try:\n    1\nexcept E:\n    2\nfinally:\n    3\n",
            ["try:\n    1\nexcept E:\n    2\nfinally:\n    3"],
        ),
        ("1 +\n2\n", ["1 +", "2"]),
        ("\n\n# a comment\n1\n", ["# a comment", "1"]),
        ("x = 1\r\ny = 2\r\n", ["x = 1", "y = 2"]),
        ("def f():\n    return 1", ["def f():\n    return 1"]),
    ],
)
def test_lines_become_cells(text: str, cells: list[str]) -> None:
    """A cell ends where the next statement begins at the margin."""
    assert cells_of(text) == cells


def test_a_failing_cell_shows_its_traceback_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Exit code 1 says that a cell failed."""
    done = piped("1/0\nprint('still here')\nawait asyncio.sleep(0, 5)\n", tmp_path)

    assert "ZeroDivisionError: division by zero" in done.stderr
    assert 'File "<cell 1>", line 1' in done.stderr
    assert done.stdout == "still here\n5\n"
    assert done.returncode == 1


def test_without_an_error_the_exit_code_is_0_and_no_escape_sequence_is_sent(tmp_path: Path) -> None:
    """Plain text, nothing else."""
    done = piped("async def f():\n    return 'plain'\nawait f()\nhelp\n", tmp_path)

    assert "'plain'" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert done.returncode == 0


def test_a_terminal_that_knows_no_unicode(tmp_path: Path) -> None:
    """What cannot be encoded becomes a question mark, never an error."""
    done = piped("'\\u901a'\n1/0\n", tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert done.stdout == "'?'\n"
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize(
    ("cell", "code"), [("exit", 0), ("exit(4)", 4), ("raise SystemExit('bye')", 1), ("quit()", 0)]
)
def test_leaving_with_a_code(hear: Hear, cell: str, code: int) -> None:
    """The rest is not run."""
    heard = hear(cell, "print('never')")

    assert heard.code == code
    assert "never" not in heard.out


def test_a_text_given_to_exit_is_said(hear: Hear) -> None:
    """As Python does with SystemExit('text')."""
    assert "bye" in hear("raise SystemExit('bye')").errors


def test_a_refused_command_counts_as_a_failure(hear: Hear) -> None:
    """A script with a misspelled command does not end well."""
    heard = hear("lesson nxt")

    assert heard.code == 1
    assert "Did you mean 'next'?" in heard.errors


def test_future_imports_hold_for_later_cells(hear: Hear) -> None:
    """As at Python's own prompt."""
    heard = hear("from __future__ import annotations", "def f(x: nothing): pass", "f.__annotations__")

    assert "{'x': 'nothing'}" in heard.out


def test_classes_of_the_prompt_can_be_found_again(hear: Hear) -> None:
    """The names live in a module, so dataclasses and pickle work."""
    heard = hear(
        "import pickle, dataclasses",
        "@dataclasses.dataclass\nclass P:\n    x: int",
        "pickle.loads(pickle.dumps(P(3)))",
    )

    assert "P(x=3)" in heard.out


def test_a_result_whose_repr_fails_is_an_error_of_the_cell(hear: Hear) -> None:
    """The shell survives it."""
    heard = hear("class Bad:\n    def __repr__(self):\n        return 1 / 0", "Bad()", "'after'")

    assert "ZeroDivisionError" in heard.errors
    assert "'after'" in heard.out


def test_cancelled_error_of_the_cells_own_is_shown(hear: Hear) -> None:
    """Only Ctrl-C is told in one line."""
    assert "CancelledError" in hear("raise asyncio.CancelledError").errors


def test_errors_of_the_loop_are_shown(hear: Hear) -> None:
    """A failing callback is told with its lines."""
    heard = hear("def bad():\n    1 / 0", "asyncio.get_running_loop().call_soon(bad); await asyncio.sleep(0)")

    assert "Exception in callback bad()" in heard.errors
    assert 'File "<cell 1>", line 2, in bad' in heard.errors


def test_ours_is_never_the_learners_fault(hear: Hear) -> None:
    """When the course cannot be opened, that is said as such."""
    from dataclasses import replace

    from .fakes import fake_parts

    def broken(*args: object) -> None:
        raise OSError("no lessons here")

    heard: Heard = hear("lesson next", parts=replace(fake_parts(), open_desk=broken))  # type: ignore[arg-type]

    assert "The playground itself failed; your code did not." in heard.errors
    assert "no lessons here" in heard.errors


def test_saved_cells_can_be_read_again(hear: Hear, tmp_path: Path) -> None:
    """`save(FILE)` writes a transcript, with the times."""
    from playground.course.answers import read_answer

    file = tmp_path / "cells.yaml"
    hear("x = '通'", f"save({str(file)!r})")

    assert [cell.source for cell in read_answer(file).cells] == ["x = '通'"]


def test_cells_lists_what_was_run(hear: Hear) -> None:
    """Seconds, tasks and errors, as a table and as facts; this cell runs."""
    heard = hear(
        "async def f():\n    await asyncio.create_task(asyncio.sleep(0))", "await f()", "1/0", "x =",
        "[(c.number, c.text, c.tasks, c.error) for c in cells()[1:]]", "cells()",
    )  # fmt: skip

    facts = "(2, 'await f()', 1, ''), (3, '1/0', 0, 'ZeroDivisionError'), (4, 'x =', 0, 'SyntaxError')"
    assert facts in heard.out
    assert re.search(r"^ +1 +0\.00 +async def f\(\): …$", heard.out, re.MULTILINE)
    assert re.search(r"^ +3 +0\.00 +ZeroDivisionError +1/0$", heard.out, re.MULTILINE)
    assert re.search(r"^ +6 +running +cells\(\)$", heard.out, re.MULTILINE)


def test_many_cells_show_the_last_ones() -> None:
    """The table stays on a screen or two; the tuple has all."""
    cells = Cells(Ran(number, "x", 0.0, 0.0) for number in range(1, 201))
    lines = repr(cells).splitlines()

    assert lines[1] == "… 150 before these"
    assert lines[2].split() == ["151", "0.00", "x"]
    assert len(lines) == 52
    assert repr(Cells()) == "no cells yet"


def test_all_frames_on_request(hear: Hear) -> None:
    """The traceback has the learner's lines; `explain(frames=True)` shows asyncio's too."""
    heard = hear("asyncio.run(3)", "explain(frames=True)")

    assert "runners.py" not in heard.errors
    assert "runners.py" in heard.out
    assert "There was no error yet." in hear("explain(frames=True)").out
