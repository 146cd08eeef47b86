"""`check` as a process that begins anew: what its answer finds, and what it must not find."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere check starts a second interpreter")

LESSON = """\
id: small
title: {en: Small, zh: 小}
intro: {en: Small., zh: 小。}
exercises:
  - id: tell
    kind: write
    title: {en: Tell, zh: 说}
    text: {en: Tell., zh: 说。}
    start: |
      def main():
          ...
    call: main()
    expect: {returns: same}
    hints: []
    solution: |
      def main():
          return "the-marked-" + "solution-4711"  # the-marked-solution-4711
"""
# Looks through all memory of its process; the word that it looks for is put together there.
SEEKER = """\
def main():
    found = 0
    word = ("noitulos-dekram-eht"[::-1] + "-4711").encode()[:19]
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            if "rw" in line.split()[1]:
                memory.seek(begin)
                try:
                    found += memory.read(end - begin).count(b"# " + word)
                except OSError:
                    pass
    return found
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with one lesson; progress and caches have their places in it."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons" / "01-small.yaml").write_text(LESSON, encoding="utf-8")
    return tmp_path


def check(home: Path, answer: str, **environment: str) -> dict[str, Any]:
    """The document of `check --json` on an answer."""
    file = home / "answer.py"
    file.write_text(answer, encoding="utf-8")
    command = [sys.executable, "-m", "playground", "check", "tell", str(file), "--json"]
    done = subprocess.run(
        [*command, "--lessons", str(home / "lessons")],
        capture_output=True,
        env=os.environ | {"XDG_CACHE_HOME": str(home / "cache")} | environment,
        timeout=60,
    )
    assert done.returncode in (0, 1), done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_environment_is_clean(home: Path) -> None:
    """An answer sees nothing of the user's environment or command line, wherever it looks."""
    answer = (
        "import os\n"
        "def main():\n"
        "    with open('/proc/self/environ') as file, open('/proc/self/cmdline') as words:\n"
        "        return 'hush' in file.read() + words.read() + str(os.environ), 'answer.py' in words.read()\n"
    )

    assert check(home, answer, SECRET="hush")["got"] == "(False, False)"


def test_the_order_of_a_set_is_the_same_in_every_run(home: Path) -> None:
    """Hashes of texts are fixed, as in every sandbox."""
    answer = "def main():\n    return list({str(i) for i in range(50)})\n"

    assert check(home, answer, PYTHONHASHSEED="1")["got"] == check(home, answer, PYTHONHASHSEED="2")["got"]


def test_the_solution_is_not_in_the_memory_of_an_answer(home: Path) -> None:
    """Neither while the solution runs for the first time, nor when its report is kept."""
    assert check(home, SEEKER)["got"] == "0"
    assert check(home, SEEKER)["got"] == "0"
    planted = SEEKER.replace("found = 0", "found = 0; kept = b'# ' + bytes(b'the-marked-solution')")
    assert int(check(home, planted)["got"]) > 0, "the seeker finds what is there"


def test_the_second_check_runs_no_solution(home: Path) -> None:
    """The solution's report is kept, and serves until the lesson changes."""
    answer = "def main():\n    return 1\n"
    assert check(home, answer)["expected"] == "'the-marked-solution-4711'"
    (report,) = (home / "cache").rglob("tell-1.json")
    kept = report.read_text(encoding="utf-8")
    report.write_text(kept.replace("solution-4711", "report-from-here"), encoding="utf-8")

    assert check(home, answer)["expected"] == "'the-marked-report-from-here'"

    lesson = home / "lessons" / "01-small.yaml"
    lesson.write_text(LESSON.replace('"solution-4711"', '"solution-42"'), encoding="utf-8")
    assert check(home, answer)["expected"] == "'the-marked-solution-42'"


def test_the_terminals_letters_are_those_of_the_user(home: Path) -> None:
    """A terminal that cannot show ✗ gets none, though the sandbox speaks UTF-8."""
    (home / "answer.py").write_text("def main():\n    return 1\n")
    command = [sys.executable, "-m", "playground", "check", "tell", "answer.py", "--lessons", "lessons"]
    environment = os.environ | {"XDG_CACHE_HOME": str(home / "cache"), "PYTHONIOENCODING": "ascii"}
    environment["PYTHONPATH"] = str(Path.cwd())
    done = subprocess.run(command, capture_output=True, cwd=home, env=environment, timeout=60)

    assert done.stdout.decode("ascii").startswith("x not yet")


def test_a_kept_solution_with_a_bad_report_is_run_again(home: Path) -> None:
    """A damaged report is as good as none."""
    answer = "def main():\n    return 1\n"
    check(home, answer)
    (report,) = (home / "cache").rglob("tell-1.json")
    for damage in ("", "x\n{}", report.read_text(encoding="utf-8")[:-3]):
        report.write_text(damage, encoding="utf-8")
        assert check(home, answer)["expected"] == "'the-marked-solution-4711'"
