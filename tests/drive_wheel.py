"""Drives an installed playground from an empty folder, as CI does with the wheel.

Run by an interpreter in which nothing but the wheel is installed; prints what it saw.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

RIGHT = """\
async def countdown(n):
    numbers = []
    for i in range(n, 0, -1):
        numbers.append(i)
        await asyncio.sleep(1)
    return numbers
"""
PAGE = """\
from playground import record
from playground.views.pictures import html
import asyncio
print(html(record(asyncio.sleep(1), clock="virtual").trace))
"""


def playground(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``python -m playground`` with these words."""
    command = [sys.executable, "-m", "playground", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)


def check(what: str, holds: bool, seen: object) -> None:
    """Say that it holds, or end with what was seen."""
    if not holds:
        sys.exit(f"{what}: no. Seen: {seen}")
    print(f"{what}: yes")


def main() -> None:
    """One answer of each kind, the course, and the shell without a terminal."""
    Path("right.py").write_text(RIGHT)
    Path("wrong.py").write_text(RIGHT.replace("await asyncio.sleep", "time.sleep"))
    right = playground("check", "1.8", "right.py", "--json")
    check(
        "a right answer passes", right.returncode == 0 and json.loads(right.stdout)["seconds"] == 3.0, right
    )
    wrong = playground("check", "countdown", "wrong.py", "--json")
    check(
        "a wrong one is told why",
        wrong.returncode == 1 and json.loads(wrong.stdout)["cause"] == "blocked-loop",
        wrong,
    )
    missing = playground("check", "1.8", "rigth.py")
    check("a missing file is bad input", missing.returncode == 2 and "right.py" in missing.stderr, missing)
    course = playground("lesson", "list")
    check("the course is there", course.returncode == 0 and "1.8" in course.stdout, course)
    shell = playground(stdin="await gather_demo(3, 0.1)\n1 / 0\n'still ' + 'here'\n")
    seen = "3 tasks · peak 3" in shell.stdout and "still here" in shell.stdout
    page = [sys.executable, "-c", PAGE]
    drawn = subprocess.run(page, capture_output=True, text=True, timeout=60, check=False)
    check("the page has its scripts with it", drawn.stdout.rstrip().endswith("</html>"), drawn)
    check("the shell reads a pipe", seen and shell.returncode == 1, shell)


if __name__ == "__main__":
    main()
