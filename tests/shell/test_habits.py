"""What people are used to: history, keys, settings, sizes; in a real terminal."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from prompt_toolkit.history import FileHistory

from playground.shell.history import KeptHistory

from .conftest import Open
from .terminal import Terminal

CTRL_D, CTRL_R, ESCAPE, UP, F2 = "\x04", "\x12", "\x1b", "\x1b[A", "\x1bOQ"


def leave(terminal: Terminal) -> None:
    """End the shell."""
    terminal.send(CTRL_D)
    assert terminal.ends() == 0


def test_history_is_searched_over_sessions(open_terminal: Open) -> None:
    """Ctrl-R finds what was typed in an earlier shell."""
    first = open_terminal()
    first.run("'needle ' + 'found'")
    first.run("'hay'")
    leave(first)
    second = open_terminal()
    second.send(CTRL_R)
    second.sees("I-search")
    second.send("needle")
    second.sees("'needle ' + 'found'")
    second.type("")  # takes it over
    second.type("")

    second.sees("\n'needle found'\n")


def test_two_shells_keep_one_history(open_terminal: Open, tmp_path: Path) -> None:
    """Each entry of both is whole."""
    shells = [open_terminal(), open_terminal()]
    for number in range(5):
        for which, shell in enumerate(shells):
            shell.run(f"'shell {which} cell {number}'")
    for shell in shells:
        leave(shell)
    kept = FileHistory(str(tmp_path / "history")).load_history_strings()

    assert sorted(kept) == [f"'shell {which} cell {number}'" for which in range(2) for number in range(5)]


def test_the_history_of_a_killed_shell_is_kept(open_terminal: Open, tmp_path: Path) -> None:
    """What was run before is there, and the next shell starts as ever."""
    first = open_terminal()
    first.run("'before the end'")
    os.kill(first.child.pid, signal.SIGKILL)
    first.ends()
    second = open_terminal()

    assert "\n2\n" in second.run("1 + 1")
    kept = FileHistory(str(tmp_path / "history")).load_history_strings()
    assert list(kept) == ["1 + 1", "'before the end'"]


def test_an_entry_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    """The next entry begins on a line of its own."""
    file = tmp_path / "history"
    file.write_text("\n# 2026-01-01\n+'cut sho")
    history = KeptHistory(str(file), lambda why: None)
    history.store_string("def f():\n    return '通'")

    assert list(history.load_history_strings()) == ["def f():\n    return '通'", "'cut sho"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_once() -> None:
    """The prompt goes on; what could not be kept is not kept."""
    told: list[str] = []
    history = KeptHistory("/dev/full", told.append)
    history.append_string("first")
    history.append_string("second")

    assert told == ["No space left on device"]
    assert history.get_strings() == ["first", "second"]


def test_nothing_can_be_written_at_home(open_real: Open) -> None:
    """Said once for the history and once for the progress; everything else works."""
    terminal = open_real(XDG_DATA_HOME="/dev/null/none")
    terminal.sees("The history is not kept: ")
    terminal.run("lesson goto 1.8")
    shown = terminal.run("lesson")

    assert shown.count("Your progress cannot be saved") == 1
    assert "1.8" in shown


def test_a_config_file_sets_the_prompt_up(open_terminal: Open, tmp_path: Path) -> None:
    """`configure(prompt)`, as ptpython's: vi's keys, and no bottom line."""
    (tmp_path / "config.py").write_text(
        "def configure(prompt):\n    prompt.vi_mode = True\n    prompt.show_bottom_line = False\n"
    )
    terminal = open_terminal()
    terminal.run("1 + 1")
    terminal.send("20 + 12")
    terminal.sees(">>> 20 + 12")
    terminal.send(ESCAPE)
    terminal.send("0x")  # to the first character, and delete it

    terminal.sees(">>> 0 + 12")
    terminal.type("")
    terminal.sees("\n12\n")
    assert "timers" not in "".join(terminal.raw)


def test_a_broken_config_file_is_shown_and_survived(open_terminal: Open, tmp_path: Path) -> None:
    """With its own line, and without ours."""
    (tmp_path / "config.py").write_text("def configure(prompt):\n    prompt.no_such()\n")
    terminal = open_terminal()
    shown = terminal.run("1 + 1")

    assert "    prompt.no_such()" in shown
    assert "AttributeError" in shown
    assert "exec(" not in shown
    assert "\n2\n" in shown


def test_f2_has_the_bottom_line_among_ptpythons_settings(terminal: Terminal) -> None:
    """It is at the head of what is displayed, and can be switched off."""
    terminal.sees("0 timers")
    terminal.send(F2)
    terminal.sees("Bottom line", "Vi or emacs")

    def chosen(shown: str) -> str | None:
        found = re.search(r" >(\S.*?)  ", shown)
        return found[1] if found else None

    terminal.until(lambda shown: chosen(shown) is not None, "the first setting")
    while (before := chosen(terminal.text)) != "Bottom line":
        terminal.send("\x1b[B")  # down
        terminal.until(lambda shown, before=before: chosen(shown) not in (None, before), "the next setting")  # type: ignore[misc]  # a default keeps the loop's value
    terminal.sees("Show what the loop does")  # what is chosen is described
    terminal.send("\x1b[C")  # right: the other value

    terminal.until(lambda shown: "0 timers" not in shown, "no bottom line")


def test_a_terminal_that_changes_its_size(open_terminal: Open) -> None:
    """Smaller while a line is typed, larger while a cell runs: nothing typed is lost, the line fits."""
    terminal = open_terminal(columns=100, lines=40)
    terminal.run("gate = asyncio.Event()")
    terminal.send("('typed in a wide terminal' + ' and in a narrow one')")
    terminal.sees("narrow one')")
    terminal.resize(60, 30)
    terminal.send(".upper()")
    terminal.type("")
    terminal.sees("'TYPED IN A WIDE TERMINAL AND IN A NARROW ONE'")
    terminal.prompt()
    number = terminal.starts("await gate.wait()")
    before = terminal.matches(r"cell 3 · \d+(\.\d)? s")
    terminal.resize(120, 30)
    terminal.until(lambda shown: "cell 3 · " in shown and before not in shown, "a line that goes on")
    terminal.send("\x03")
    terminal.prompt(number)


def test_wide_text_is_typed_and_shown(terminal: Terminal) -> None:
    """Two columns a character: the cursor stands behind what was typed."""
    terminal.send("'你好，世界'")
    terminal.sees(">>> '你好，世界'")
    assert terminal.screen.cursor.x == 4 + 2 + 2 * 5
    terminal.send("\x7f\x7f'")
    terminal.type("")

    terminal.sees("\n'你好，世'\n")


def test_the_signature_of_the_call_being_typed(terminal: Terminal) -> None:
    """It is shown below the cursor; no `inspect` marks stand in it."""
    terminal.sees("0 tasks")  # all is loaded: the names are there
    terminal.send("asyncio.sleep(")
    shown = terminal.sees("sleep(delay, result=None)")

    assert "_empty" not in shown


def test_plain_mode_draws_nothing_twice(open_real: Open) -> None:
    """For screen readers: no escape sequence at all, `>>> ` and `... `, the same commands."""
    terminal = open_real("--plain")
    terminal.type("async def f():")
    terminal.sees("...")
    terminal.type("    return 'read aloud'")
    terminal.type("")
    terminal.type("await f()")
    terminal.sees("'read aloud'")
    terminal.type("lesson goto 1.8")
    terminal.sees("1.8")
    terminal.type("exit")

    assert terminal.ends() == 0
    assert "\x1b" not in "".join(terminal.raw)
