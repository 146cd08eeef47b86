"""The shell with all its real neighbours, in a real terminal."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from .conftest import Open
from .terminal import PYTHON

COUNTDOWN = """\
async def countdown(n):
    out = []
    for number in range(n, 0, -1):
        out.append(number)
        await asyncio.sleep(1)
    return out
"""


def test_from_the_first_exercise_to_the_next_shell(open_real: Open) -> None:
    """A prompt exercise passes quietly, a wrong answer is told why, progress is there in the next shell."""
    terminal = open_real()
    terminal.run("lesson goto first-await")
    terminal.run("await simple_coroutine(1)")
    terminal.sees("✓ passed")
    terminal.run("lesson goto 1.8")
    terminal.paste("async def countdown(n):\n    return list(range(n, 0, -1))\n")
    terminal.sees("✗ not yet")
    terminal.paste(COUNTDOWN)
    terminal.until(lambda shown: shown.count("✓ passed") == 2, "the second exercise passed")
    terminal.send("\x04")
    assert terminal.ends() == 0

    second = open_real()
    second.sees("1.8 countdown")
    assert "2 of" in second.run("lesson list")


def test_what_an_exercise_gives_is_no_cell_of_the_learners(open_real: Open) -> None:
    """It runs at the prompt, and `loop_status()` tells only of what was typed."""
    terminal = open_real()
    terminal.run("lesson goto five-tasks")
    terminal.run("1 + 1")
    shown = terminal.run("print([task.name for task in loop_status().finished])")

    assert "['cell 1']" in shown


def test_the_articles_demo_has_its_summary_and_timeline(open_real: Open, tmp_path: Path) -> None:
    """Three seconds of waiting take one, and the timeline shows it, larger too, and as a page."""
    terminal = open_real()
    shown = terminal.run("await gather_demo(3)")

    # Real time: a busy machine may add some hundredths.
    assert re.search(r"^1\.\d\d s · 3 tasks · peak 3 · loop held 0 ms$", shown, re.MULTILINE)
    assert "simple_coroutine(3) ├" in shown
    terminal.run("timeline()")
    terminal.until(lambda shown: shown.count("simple_coroutine(3) ├") == 2, "the timeline again")
    page = tmp_path / "demo.html"
    assert "Written: " in terminal.run(f"timeline({str(page)!r})")
    assert "simple_coroutine(3)" in page.read_text(encoding="utf-8")
    assert "a picture's name ends in .svg, .html, .json" in terminal.run("timeline('demo.gif')")


def test_a_task_that_sleeps_in_the_loop_is_named(open_real: Open) -> None:
    """Who held the loop, where, how long, and what to write."""
    terminal = open_real()
    terminal.paste("async def hog():\n    time.sleep(0.4)\n")
    shown = terminal.run("await asyncio.create_task(hog(), name='hog')")

    assert "task 'hog' held the loop for 0.4" in shown
    assert "at cell 1 line 2" in shown
    assert "await asyncio.sleep(...)" in shown


def test_chinese(open_real: Open) -> None:
    """--lang zh speaks Chinese everywhere."""
    terminal = open_real("--lang", "zh")
    terminal.run("1 + 1")
    terminal.sees("个任务")
    terminal.run("simple_coroutine(1)")
    terminal.sees("还什么都没有运行")
    terminal.run("loop_status()")
    terminal.sees("任务", "状态")


def test_loop_status_is_watched_until_a_key(open_real: Open) -> None:
    """The table is drawn again and again while the loop goes on beneath it."""
    terminal = open_real()
    terminal.run("task = asyncio.create_task(asyncio.sleep(60), name='sleeper')")
    terminal.type("loop_status(watch=True)")
    first = terminal.sees("sleeper", "sleep(60)")
    terminal.until(lambda shown: shown != first and "sleeper" in shown, "another drawing")
    terminal.send("q")
    terminal.prompt()
    # What stood on the screen before comes back, or not: prompts are not counted here.
    terminal.type("1 + 1")
    terminal.matches(r">>> 1 \+ 1\s*\n2\s*\n>>>")


def test_nothing_heavy_is_loaded_at_the_first_prompt(open_real: Open) -> None:
    """rich, pydantic, ruamel.yaml, jedi and loguru wait until they are needed."""
    terminal = open_real()
    heavy = "{'rich', 'pydantic', 'ruamel', 'jedi', 'loguru', 'markdown_it'}"
    shown = terminal.run(f"import sys; sorted({heavy} & set(sys.modules))")

    assert "\n[]\n" in shown


def test_a_pipe_learns_too(home: dict[str, str]) -> None:
    """Lessons work without a terminal; verdicts stand where the answers were."""
    text = f"lesson goto 1.8\n{COUNTDOWN}\nlesson hint\n"
    done = subprocess.run(
        [PYTHON, "-m", "playground"], input=text, capture_output=True, text=True, timeout=60,
        env={**os.environ, **home, "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip

    assert done.stdout.index("1.8") < done.stdout.index("✓ passed") < done.stdout.index("Hint 1")
    assert done.returncode == 0
