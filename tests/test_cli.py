"""The command line as a whole process: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

COUNTDOWN = """\
async def countdown(n):
    numbers = []
    for i in range(n, 0, -1):
        numbers.append(i)
        await asyncio.sleep(1)
    return numbers
"""
FIELDS = {
    "version", "exercise", "verdict", "cause", "message", "case", "expected", "got", "seconds",
    "reference_seconds", "peak", "hint",
}  # fmt: skip
LESSON = """\
id: small
title: {en: Small, zh: 小}
intro: {en: Small., zh: 小。}
exercises:
  - id: fails-by-itself
    kind: write
    title: {en: Broken, zh: 坏的}
    text: {en: Return 1., zh: 返回 1。}
    given: |
      raise RuntimeError("the author's own mistake")
    start: |
      async def main():
          ...
    call: main()
    expect: {returns: 1}
    hints: []
    solution: |
      async def main():
          return 1
"""


@pytest.fixture
def folder(tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with answers, and a place of its own for progress."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    (tmp_path / "right.py").write_text(COUNTDOWN)
    (tmp_path / "wrong.py").write_text(COUNTDOWN.replace("await asyncio.sleep", "time.sleep"))
    (tmp_path / "endless.py").write_text("async def countdown(n):\n    while True: pass\n")
    (tmp_path / "latin.py").write_bytes("# é\n".encode("latin-1") + COUNTDOWN.encode())
    (tmp_path / "windows.py").write_bytes(b"\xef\xbb\xbf" + COUNTDOWN.replace("\n", "\r\n").encode())
    return tmp_path


def playground(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``python -m playground`` in that folder."""
    homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder / "home"))
    path = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, **homes, "PYTHONPATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "playground", *words]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def judged(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one document of a ``check --json``."""
    done = playground(folder, "check", *words, "--json")
    document = json.loads(done.stdout)
    assert set(document) == FIELDS
    return done.returncode, document


def test_a_right_answer_leaves_with_0(folder: Path) -> None:
    """By number or by id; the document says seconds of the virtual clock."""
    for name in ("1.8", "countdown"):
        code, said = judged(folder, name, "right.py")
        assert (code, said["verdict"], said["exercise"]) == (0, "passed", "countdown")
        assert said["cause"] is said["message"] is said["hint"] is None
        assert said["seconds"] == said["reference_seconds"]
    assert judged(folder, "1.8", "windows.py")[0] == 0


def test_a_wrong_answer_leaves_with_1(folder: Path) -> None:
    """With its cause, the message, what was expected and what came."""
    code, said = judged(folder, "1.8", "wrong.py")
    assert (code, said["verdict"], said["cause"]) == (1, "not-yet", "blocked-loop")
    assert "time.sleep" in said["message"]
    assert said["case"] == "n = 3"
    assert said["seconds"] == 3.0


def test_an_endless_answer_ends_within_its_limit(folder: Path) -> None:
    """It is told so, and nothing hangs."""
    code, said = judged(folder, "1.8", "endless.py")
    assert (code, said["cause"]) == (1, "endless")
    assert "line 2" in said["message"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "1.8", "rigth.py"], "right.py"),
        (["check", "1.88", "right.py"], "'1.8"),
        (["check", "countdwn", "right.py"], "'countdown'"),
        (["check", "1.8", "latin.py"], "latin.py"),
        (["chekc", "1.8", "right.py"], "'check'"),
        (["lesson", "nxet"], "'next'"),
        (["lesson", "goto", "countdwn"], "countdown"),
        (["explain", "sequental"], "'sequential'"),
        (["--lang", "fr", "lesson"], "'fr'"),
        (["check"], "--help"),
        (["--lessons", "nowhere", "lesson", "list"], "nowhere"),
    ],
)
def test_bad_input_leaves_with_2(folder: Path, words: list[str], said: str) -> None:
    """What was typed, and the nearest that there is; never a traceback."""
    done = playground(folder, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_exercise_leaves_with_3(folder: Path) -> None:
    """It is never the learner's fault."""
    (folder / "lessons").mkdir()
    (folder / "lessons" / "01-small.yaml").write_text(LESSON)
    code, said = judged(folder, "fails-by-itself", "right.py", "--lessons", "lessons")
    assert (code, said["verdict"], said["cause"]) == (3, "broken", None)


def test_a_broken_lesson_leaves_the_others(folder: Path) -> None:
    """Its mistakes are told with file, line and column; the rest of the course works."""
    (folder / "lessons").mkdir()
    (folder / "lessons" / "01-small.yaml").write_text(LESSON)
    (folder / "lessons" / "02-bad.yaml").write_text(
        LESSON.replace("hints:", "hintz:").replace("fails-", "b-")
    )
    done = playground(folder, "--lessons", "lessons", "lesson", "list")
    assert done.returncode == 0
    assert "fails-by-itself" in done.stdout
    assert "02-bad.yaml:" in done.stdout + done.stderr
    assert "'hints'" in done.stdout + done.stderr


def test_progress_is_kept_from_one_run_to_the_next(folder: Path) -> None:
    """What was passed stays passed; `lesson next` goes on behind it."""
    assert playground(folder, "lesson", "goto", "1.8").returncode == 0
    assert playground(folder, "lesson", "check", "wrong.py").returncode == 1
    assert playground(folder, "lesson", "check", "right.py").returncode == 0
    assert "✓  1.8" in playground(folder, "lesson", "list").stdout
    assert "2.1" in playground(folder, "lesson", "next").stdout


def test_a_damaged_progress_file_is_kept_aside(folder: Path) -> None:
    """It is said, and progress starts anew."""
    playground(folder, "lesson", "goto", "1.8")
    (file,) = (folder / "home").rglob("progress.json")
    file.write_text("{ nothing")
    done = playground(folder, "lesson", "list")
    assert done.returncode == 0
    assert "progress" in done.stderr
    assert any("{ nothing" in kept.read_text() for kept in file.parent.iterdir() if kept.is_file())


def test_predictions_are_answered_in_the_system_shell_too(folder: Path) -> None:
    """A letter; the exit code says whether it was right."""
    playground(folder, "lesson", "goto", "1.1")
    assert playground(folder, "lesson", "answer", "a").returncode == 1
    assert playground(folder, "lesson", "answer", "b").returncode == 0


def test_chinese(folder: Path) -> None:
    """The words are Chinese, the cause's code is not translated."""
    done = playground(folder, "--lang", "zh", "check", "1.8", "wrong.py")
    assert done.stdout.startswith("✗ 还没有 · blocked-loop")
    assert "请看第 5 行" in done.stdout


def test_a_pipe_is_a_prompt_too(folder: Path) -> None:
    """Cells are read from stdin; a failing one shows its traceback, the rest goes on, the code is 1."""
    done = playground(folder, stdin="await gather_demo(3, 0.05)\n1 / 0\n'still ' + 'here'\n")
    assert "3 tasks · peak 3" in done.stdout
    assert "still here" in done.stdout
    assert "ZeroDivisionError" in done.stdout + done.stderr
    assert done.returncode == 1


def test_verify_speaks_json(folder: Path) -> None:
    """One document; exit code 1 when a lesson is not sound."""
    (folder / "lessons").mkdir()
    (folder / "lessons" / "01-small.yaml").write_text(LESSON)
    done = playground(folder, "verify", "--json", "lessons")
    document = json.loads(done.stdout)
    assert (done.returncode, document["version"], document["sound"]) == (1, 1, False)
    assert [one["id"] for one in document["exercises"]] == ["fails-by-itself"]
    assert set(document["problems"][0]) == {"file", "line", "column", "message"}
