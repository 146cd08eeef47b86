"""What is written where, and when."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from playground.shell.footer import Footer
from playground.shell.pulse import Held, Snapshot
from playground.shell.screen import Abilities, PromptScreen, abilities
from playground.shell.toolbar import Busy, bottom_line, wrapped
from playground.values.trace import Place, Wait
from playground.views.text import width


class Paper:
    """A terminal that only remembers."""

    def __init__(self) -> None:
        self.text = ""

    def write_raw(self, data: str) -> None:
        self.text += data

    def flush(self) -> None:
        pass

    def fileno(self) -> int:
        return 1

    def encoding(self) -> str:
        return "utf-8"


class FixedAbilities(Abilities):
    height = 24


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.fixture
def screen(paper: Paper) -> PromptScreen:
    return PromptScreen(FixedAbilities(True, True, True, 80), paper)


def test_a_line_is_written_when_it_ends(screen: PromptScreen, paper: Paper) -> None:
    """As with any line-buffered stream; `flush` brings the rest."""
    print("wor", end="", file=screen)
    assert paper.text == ""
    print("king", file=screen)
    assert paper.text == "working\n"
    print("...", end="", flush=True, file=screen)
    assert paper.text == "working\n..."


def test_what_is_shown_begins_on_a_line_of_its_own(screen: PromptScreen, paper: Paper) -> None:
    """A cell may have printed half a line."""
    print("half", end="", file=screen)
    screen.show("result")

    assert paper.text == "half\nresult\n"


def test_text_waits_while_the_prompt_is_up(screen: PromptScreen, paper: Paper) -> None:
    """It is written by the prompt's thread, with the prompt out of the way, whole lines only."""
    asked: list[Callable[[], None]] = []
    screen.prompt_starts()
    print("early", file=screen)
    screen.prompt_is_up(lambda write, seconds: asked.append(write))
    print("late", file=screen)
    print("half", end="", file=screen)
    assert paper.text == ""
    assert len(asked) == 1

    asked[0]()
    assert paper.text == "early\nlate\n"
    screen.prompt_is_gone()
    assert paper.text == "early\nlate\nhalf"


def test_the_prompt_begins_on_a_line_of_its_own(screen: PromptScreen, paper: Paper) -> None:
    """Whatever was printed last, colours behind it do not count."""
    print("half\x1b[0m", end="", file=screen)
    screen.prompt_starts()

    assert paper.text == "half\x1b[0m\n"


def test_the_footer_keeps_the_last_line_and_gives_it_back(screen: PromptScreen, paper: Paper) -> None:
    """It waits, sets the scroll region once, keeps within the width, and leaves nothing behind."""
    now = [0.0]
    footer = Footer(screen, lambda: "任务" * 60, clock=lambda: now[0])
    with footer:
        footer.tick()
        assert paper.text == ""
        now[0] = 0.5
        footer.tick()
        footer.tick()
        assert paper.text.count("\x1b[1;23r") == 1
        line = paper.text.rpartition("\x1b[0;7m")[2].partition("\x1b[0m")[0]
        assert width(line) == 79
    assert paper.text.endswith("\x1b7\x1b[r\x1b[24;1H\x1b[2K\x1b8")
    before = paper.text
    footer.tick()
    assert paper.text == before


def test_the_footer_can_be_switched_off(screen: PromptScreen, paper: Paper) -> None:
    """Also while a cell runs."""
    now, wanted = [0.0], [False]
    footer = Footer(screen, lambda: "line", lambda: wanted[0], clock=lambda: now[0])
    with footer:
        now[0] = 0.5
        footer.tick()
        assert paper.text == ""
        wanted[0] = True
        footer.tick()
        assert "line" in paper.text


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (None, " cell 3 · 4.0 s · 1 task · 1 timer · lag 2 ms"),
        (Wait("event", "event 'go'"), " cell 3 · 4.0 s · waits on event 'go' · 1 task · 1 timer · lag 2 ms"),
        (
            Wait("sleep", "sleep(16)", until=116.0),
            " cell 3 · 4.0 s · sleep(16) ██░░░░░░░░ 12 s left · 1 task · 1 timer · lag 2 ms",
        ),
    ],
)
def test_the_bottom_line_of_a_cell_that_waits(wait: Wait | None, words: str) -> None:
    """How long already, on what, and how long still where that is known."""
    busy = Busy("cell 3", 100.0, wait)

    assert bottom_line(Snapshot(1, 1, 0.002), "", "en", busy=busy, now=104.0) == words
    plain = bottom_line(Snapshot(), "", "en", unicode=False, busy=busy, now=104.0)
    assert plain.isascii()


@pytest.mark.parametrize(
    ("terminal", "environ", "color", "live"),
    [
        (True, {"TERM": "xterm"}, True, True),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False, True),
        (True, {"TERM": "xterm", "NO_COLOR": ""}, True, True),
        (True, {"TERM": "dumb"}, False, False),
        (False, {"TERM": "xterm"}, False, False),
    ],
)
def test_what_a_terminal_can_do(terminal: bool, environ: dict[str, str], color: bool, live: bool) -> None:
    """Colour goes with NO_COLOR, everything with a dumb terminal or a pipe."""

    class Stream(io.TextIOWrapper):
        def isatty(self) -> bool:
            return terminal

    stream = Stream(io.BytesIO(), "utf-8")
    able = abilities(stream, stream, environ)

    assert (able.color, able.live, able.unicode) == (color, live, True)


def test_ascii_terminals_are_known() -> None:
    """A terminal that cannot show our signs gets others."""
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")

    assert not abilities(stream, stream, {}).unicode


def test_the_bottom_line_says_who_holds_the_loop() -> None:
    """Seconds, task, cell and line, in both languages."""
    held = Snapshot(held=Held(1.34, "x", Place("<cell 4>", 2)))

    assert "HELD 1.3s by task 'x' at cell 4 line 2" in bottom_line(held, "", "en")
    assert "HELD 1.3s" in bottom_line(held, "", "zh")
    assert "cell 4 第 2 行" in bottom_line(held, "", "zh")


def test_the_bottom_line_counts() -> None:
    """Tasks, timers, lag in milliseconds, the exercise."""
    line = bottom_line(Snapshot(1, 2, 0.0031), "1.8 countdown", "en")

    assert line == " 1 task · 2 timers · lag 3 ms · 1.8 countdown"
    assert bottom_line(Snapshot(1, 2, 0.0031), "", "en", unicode=False).isascii()


@pytest.mark.parametrize("columns", [40, 60, 80, 250])
def test_what_is_to_be_typed_is_not_broken(columns: int) -> None:
    """Between two blanks and the next two, the text stays in one piece."""
    lines = wrapped("A word and another word. Type:  await asyncio.sleep(1)  and go on with it.", columns)

    assert "await asyncio.sleep(1)" in lines
    assert all(width(line) <= columns for line in lines.splitlines())
