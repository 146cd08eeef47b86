"""The prompt in a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Open
from .terminal import Terminal

CTRL_C, CTRL_D = "\x03", "\x04"

STUBBORN = """\
async def stubborn():
    while True:
        try:
            await asyncio.sleep(50)
        except asyncio.CancelledError:
            print("no!")
"""


def test_a_cell_awaits_and_its_result_is_kept(terminal: Terminal) -> None:
    """Top-level await works; `_` and `_N` hold results."""
    terminal.run("await asyncio.sleep(0, 'awaited')")
    terminal.run("_.upper()")
    shown = terminal.run("_1 + '!'")

    assert "\n'awaited'\n" in shown
    assert "\n'AWAITED'\n" in shown
    assert "\n'awaited!'\n" in shown


def test_tasks_go_on_while_nothing_is_typed_and_prints_come_above_the_line(terminal: Terminal) -> None:
    """A task's print appears above what is being typed, which stays whole."""
    terminal.paste(
        "async def tick():\n    for n in range(3):\n        print('tick', n)\n"
        "        await asyncio.sleep(0.05)\n"
    )
    terminal.run("go = asyncio.Event()")
    terminal.paste("async def wait():\n    await go.wait()\n    await tick()\n")
    terminal.run("task = asyncio.create_task(wait())")
    terminal.send("_ = go.set(); x = 'typed")
    terminal.sees("x = 'typed")
    terminal.type("'")
    shown = terminal.sees("tick 2")
    terminal.send("x + ' whole'")
    shown = terminal.sees(">>> x + ' whole'")

    assert shown.index("tick 0") < shown.index("tick 1") < shown.index("tick 2")
    terminal.type("")
    terminal.sees("'typed whole'")


def test_typing_is_not_broken_by_a_task_that_prints_all_the_time(terminal: Terminal) -> None:
    """Every key typed while a task prints arrives once, in order."""
    terminal.paste(
        "async def chatter():\n    while True:\n        print('chatter')\n        await asyncio.sleep(0.01)\n"
    )
    terminal.run("task = asyncio.create_task(chatter())")
    terminal.sees("chatter")
    for key in "'abcdefghijklmnopqrstuvwxyz'.upper()":
        terminal.send(key)
    terminal.type("; task.cancel()")
    terminal.type("_1 if 0 else 'abcdefghijklmnopqrstuvwxyz'.upper()")
    terminal.sees("'ABCDEFGHIJKLMNOPQRSTUVWXYZ'")


def test_context_variables_are_kept_from_cell_to_cell(terminal: Terminal) -> None:
    """What one cell sets in a context variable, the next one sees."""
    terminal.run("import contextvars; var = contextvars.ContextVar('var'); token = var.set('kept')")

    assert "\n'kept'\n" in terminal.run("var.get()")


def test_a_pasted_cell_may_have_an_empty_line(terminal: Terminal) -> None:
    """Pasted text is one cell, whatever lines it has."""
    terminal.paste("def f():\n    a = 1\n\n    return a + 1\n\nf()\n")

    terminal.sees("\n2\n")


def test_tracebacks_show_the_lines_of_the_cell_and_no_others(terminal: Terminal) -> None:
    """A traceback names `<cell N>`, shows its line with carets, and nothing of ours or asyncio's."""
    terminal.paste("async def outer(n):\n    async with asyncio.timeout(5):\n        return 1 / n\n")
    shown = terminal.run("await asyncio.create_task(outer(0))")

    assert '  File "<cell 2>", line 1, in <module>\n    await asyncio.create_task(outer(0))' in shown
    assert '  File "<cell 1>", line 3, in outer\n' in shown
    assert "~~^~~" in shown
    assert shown.count("File ") == 2, shown


@pytest.mark.parametrize("cell", ["while True: pass", "time.sleep(60)", "await asyncio.sleep(60)"])
def test_ctrl_c_gives_the_prompt_back(terminal: Terminal, cell: str) -> None:
    """One Ctrl-C ends a waiting, a busy and a sleeping cell, in one line."""
    number = terminal.starts(cell)
    terminal.sees("HELD" if "await" not in cell else "1 timer")
    terminal.send(CTRL_C)
    shown = terminal.prompt(number)

    assert "KeyboardInterrupt" in shown
    assert "Traceback" not in shown


def test_ctrl_c_stops_a_cell_that_catches_everything(terminal: Terminal) -> None:
    """`except BaseException: pass` in a loop does not keep the prompt for ever."""
    terminal.paste(
        "def greedy():\n    while True:\n        try:\n            x = 1\n        except BaseException:\n"
        "            pass\n"
    )
    number = terminal.starts("greedy()")
    terminal.sees("HELD")

    def insist(shown: str) -> bool:
        if terminal.prompts < number:
            terminal.send(CTRL_C)
        return terminal.prompts >= number  # the last Ctrl-C may have come when the prompt was back

    terminal.until(insist, "the prompt")
    terminal.prompt()


def test_ctrl_c_cancels_all_that_a_gather_waits_for(terminal: Terminal) -> None:
    """The children of a cancelled gather are cancelled and clean up."""
    terminal.paste(
        "async def child(n):\n    try:\n        await asyncio.sleep(60)\n"
        "    finally:\n        print('clean', n)\n"
    )
    number = terminal.starts("await asyncio.gather(child(1), child(2))")
    terminal.sees("2 timers")
    terminal.send(CTRL_C)
    shown = terminal.prompt(number)

    assert "clean 1" in shown
    assert "clean 2" in shown


def test_two_ctrl_c_leave_a_cell_that_refuses_and_name_it(terminal: Terminal) -> None:
    """The second Ctrl-C gives the prompt back; the cell's task is named and goes on."""
    terminal.paste(STUBBORN)
    number = terminal.starts("await stubborn()")
    terminal.sees("1 timer")
    terminal.send(CTRL_C)
    terminal.until(lambda shown: "\nno!" in shown, "the refusal")
    terminal.send(CTRL_C)
    shown = terminal.prompt(number)

    assert "'cell 2' does not stop" in shown
    assert "['cell 2']" in terminal.run(
        "[t.get_name() for t in asyncio.all_tasks() if t is not asyncio.current_task()]"
    )


def test_ctrl_c_at_the_prompt_stops_a_background_task_that_holds_the_loop(terminal: Terminal) -> None:
    """While the loop is held the bottom line says by whom, and Ctrl-C goes to that task."""
    terminal.paste("async def hog():\n    await asyncio.sleep(0.01)\n    while True:\n        pass\n")
    terminal.run("task = asyncio.create_task(hog(), name='hog')")
    terminal.sees("HELD", "by task 'hog' at cell 1 line")
    terminal.send(CTRL_C)
    shown = terminal.sees("task 'hog' failed", "Interrupted")
    terminal.until(lambda shown: "HELD" not in shown, "a free loop")

    assert 'File "<cell 1>"' in shown
    assert "\n2\n" in terminal.run("1 + 1")


def test_ctrl_c_at_the_prompt_clears_the_line(terminal: Terminal) -> None:
    """Nothing runs: Ctrl-C throws away what was typed."""
    terminal.send("something")
    terminal.sees("something")
    number = terminal.prompts
    terminal.send(CTRL_C)
    terminal.prompt(number + 1)

    assert "\n2\n" in terminal.run("1 + 1")


def test_an_error_of_a_background_task_is_shown_when_it_happens(terminal: Terminal) -> None:
    """Nobody awaits the task: its error is shown once, with the cell's lines and an explanation."""
    terminal.paste("async def bad():\n    raise ValueError('in the dark')\n")
    terminal.run("task = asyncio.create_task(bad(), name='bad one')")
    terminal.sees("task 'bad one' failed", "ValueError: in the dark", "nobody awaited it")
    shown = terminal.run("del task")

    assert shown.count("ValueError: in the dark") == 1


def test_an_awaited_error_is_shown_once(terminal: Terminal) -> None:
    """The cell that awaits the task shows the error; it is no background error then."""
    terminal.paste("async def bad():\n    raise ValueError('seen')\n")
    terminal.run("await asyncio.create_task(bad())")
    shown = terminal.run("await asyncio.sleep(0.3)")

    assert shown.count("ValueError: seen") == 1


def test_ctrl_d_cancels_what_runs_and_says_so(terminal: Terminal) -> None:
    """At the end every task is cancelled and named."""
    terminal.run("task = asyncio.create_task(asyncio.sleep(60), name='sleeper')")
    terminal.send(CTRL_D)

    assert terminal.ends() == 0
    assert "cancelled: sleeper" in terminal.text


def test_ctrl_d_ends_though_a_task_refuses(terminal: Terminal) -> None:
    """A task that refuses for ever is named, and left."""
    terminal.paste(STUBBORN)
    terminal.run("task = asyncio.create_task(stubborn(), name='mule')")
    terminal.run("await asyncio.sleep(0)")
    terminal.send(CTRL_D)

    assert terminal.ends() == 0
    assert "refused to stop: mule" in terminal.text


def test_ctrl_d_ends_though_the_loop_is_held(terminal: Terminal) -> None:
    """A loop held by code that swallows every exception does not keep the shell."""
    terminal.paste(
        "async def hog():\n    await asyncio.sleep(0.01)\n    while True:\n        try:\n"
        "            time.sleep(60)\n        except BaseException:\n            pass\n"
    )
    terminal.run("task = asyncio.create_task(hog(), name='hog')")
    terminal.sees("HELD")
    terminal.send(CTRL_D)

    assert terminal.ends() == 0
    assert "by task 'hog' at cell 1 line" in terminal.text.rpartition("did not answer")[2]


def test_ctrl_d_ends_though_a_thread_goes_on(terminal: Terminal) -> None:
    """A thread in the executor is named and left behind."""
    terminal.run("import threading; never = threading.Event()")
    terminal.run("task = asyncio.create_task(asyncio.to_thread(never.wait))")
    terminal.run("await asyncio.sleep(0)")
    terminal.send(CTRL_D)

    assert terminal.ends() == 0
    assert "threads left behind: asyncio_0" in terminal.text


@pytest.mark.parametrize(
    ("line", "code"), [("exit", 0), ("exit()", 0), ("quit", 0), ("raise SystemExit(7)", 7), ("exit(3)", 3)]
)
def test_ways_to_leave(terminal: Terminal, line: str, code: int) -> None:
    """`exit`, `quit` and SystemExit in a cell leave with their code."""
    terminal.type(line)

    assert terminal.ends() == code


def test_system_exit_in_a_background_task_does_not_leave(terminal: Terminal) -> None:
    """It is shown as an error, and the shell stays."""
    terminal.paste("async def leave():\n    raise SystemExit(3)\n")
    terminal.run("task = asyncio.create_task(leave(), name='leaver')")
    terminal.sees("task 'leaver' failed", "SystemExit: 3")

    assert "\n2\n" in terminal.run("1 + 1")


def test_stopping_the_loop_does_not_leave(terminal: Terminal) -> None:
    """`loop.stop()` in a cell is survived."""
    terminal.run("asyncio.get_running_loop().stop()")

    assert "\n2\n" in terminal.run("await asyncio.sleep(0, 2)")


def test_a_lesson_command_is_no_python(terminal: Terminal) -> None:
    """`lesson next` reaches the course; a bound name makes the bare word Python again."""
    terminal.run("lesson next")
    terminal.sees("desk: next")
    terminal.run("lesson")
    terminal.sees("desk: where")
    terminal.run("lesson = 'mine'")

    assert "\n'mine'\n" in terminal.run("lesson")
    terminal.run("lesson hint")
    terminal.sees("desk: hint")


def test_ctrl_c_stops_waiting_for_a_lesson_command(terminal: Terminal) -> None:
    """The prompt comes back; what was asked for is shown when it comes."""
    number = terminal.starts("lesson solution slow")
    terminal.matches(r"lesson solution slow · \d")  # the bottom line says what is waited for
    terminal.send(CTRL_C)
    terminal.prompt(number)
    terminal.run("slow.set()")

    terminal.sees("desk: solution slow")


def test_an_unknown_command_names_the_nearest(terminal: Terminal) -> None:
    """What was typed is said, and what was probably meant."""
    shown = terminal.run("lesson nxt")

    assert "'lesson nxt'" in shown
    assert "Did you mean 'next'?" in shown


def test_text_that_is_neither_says_what_is_wrong_while_it_is_edited(terminal: Terminal) -> None:
    """A syntax error is told below the prompt, with an explanation, and nothing is lost."""
    terminal.send("\x1b[200~def f():\n    await asyncio.sleep(1)\x1b[201~")
    terminal.sees("await asyncio.sleep(1)")
    terminal.send("\x1b\r")

    terminal.sees("'await' outside async function", "async def f(...)")


def test_the_bottom_line_while_a_cell_runs_goes_away_with_it(terminal: Terminal) -> None:
    """A long cell has a bottom line; after it the last line is the prompt's again."""
    number = terminal.starts("await asyncio.sleep(60)")
    terminal.sees("1 task · 1 timer")
    terminal.send(CTRL_C)
    terminal.prompt(number)
    terminal.sees("0 tasks · 0 timers")

    assert terminal.text.count("timer") == 1


def test_input_history_is_kept_for_the_next_shell(open_terminal: Open, tmp_path: Path) -> None:
    """What was typed can be called back in the next shell."""
    first = open_terminal()
    first.run("'remember me'")
    first.send(CTRL_D)
    first.ends()
    second = open_terminal()

    def called_back(shown: str) -> bool:
        second.send("\x1b[A")  # the file is read in the background: again, until it is there
        return ">>> 'remember me'" in shown

    second.until(called_back, "the history")
    assert (tmp_path / "history").exists()


def test_f3_shows_the_history(terminal: Terminal) -> None:
    """ptpython's own keys work: F3 opens its history screen, which is loaded only then."""
    terminal.run("'once upon a time'")
    terminal.send("\x1bOR")

    terminal.sees("'once upon a time'", "[Enter] Accept")


def test_completion_offers_words_of_commands(terminal: Terminal) -> None:
    """After `lesson ` its words are offered."""
    terminal.send("lesson so")
    terminal.sees("solution")


def test_completion_offers_attributes(terminal: Terminal) -> None:
    """After a dot the attributes are offered."""
    terminal.send("asyncio.create_ta")
    terminal.sees("create_task")


@pytest.mark.parametrize("columns", [60, 250])
def test_widths(open_terminal: Open, columns: int) -> None:
    """Nothing is broken on narrow and wide terminals; help keeps to the width."""
    terminal = open_terminal(columns=columns)
    shown = terminal.run("help")

    assert "simple_coroutine" in shown
    assert all(len(line) <= columns for line in shown.splitlines())
    assert terminal.run("'x' * 3").count("'xxx'") == 1


def test_no_color_keeps_to_bold_and_reverse(open_terminal: Open) -> None:
    """With NO_COLOR no colour is sent."""
    terminal = open_terminal(NO_COLOR="1")
    terminal.run("def f(): return 1/0")
    terminal.run("f()")
    colors = {
        cell.fg for line in terminal.screen.buffer.values() for cell in line.values() if cell.data.strip()
    }

    assert colors == {"default"}


def test_a_dumb_terminal_gets_plain_prompts(open_terminal: Open) -> None:
    """Without escape sequences there is still `>>> `, with `... ` and a block ended by an empty line."""
    terminal = open_terminal(TERM="dumb")
    terminal.type("def f():")
    terminal.sees("...")
    terminal.type("    return 'plain'")
    terminal.type("")
    terminal.type("f()")
    terminal.sees("'plain'")
    terminal.type("exit")

    assert terminal.ends() == 0
    assert "\x1b" not in "".join(terminal.raw)
