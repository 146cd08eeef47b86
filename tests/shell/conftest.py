"""The shell in a terminal, with small neighbours of its own."""

from __future__ import annotations

import asyncio
import gc
import inspect
import io
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from playground.shell.front import Front
from playground.shell.reader import Reading
from playground.shell.repl import Shell
from playground.shell.screen import Abilities, PlainScreen
from playground.shell.seams import Parts
from playground.values.text import Language

from .fakes import fake_parts
from .terminal import PYTHON, Terminal

ROOT = Path(__file__).parent.parent.parent
Open = Callable[..., Terminal]


@pytest.fixture
def open_terminal(tmp_path: Path) -> Iterator[Open]:
    """Starts shells, each in a terminal of its own, and ends what a test leaves behind."""
    opened: list[Terminal] = []

    def start(columns: int = 100, lines: int = 60, **env: str) -> Terminal:
        terminal = Terminal(
            PYTHON, "-m", "tests.shell.fakes", str(tmp_path), columns=columns, lines=lines,
            env={"PYTHONPATH": str(ROOT), **env},
        )  # fmt: skip
        opened.append(terminal)
        terminal.prompt()
        return terminal

    yield start
    for terminal in opened:
        terminal.child.close(force=True)


@pytest.fixture
def home(tmp_path: Path, cache_home: Path) -> dict[str, str]:
    """Where history, config and progress are kept, for one test alone."""
    return {
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_CACHE_HOME": str(cache_home),
    }


@pytest.fixture
def open_real(home: dict[str, str]) -> Iterator[Open]:
    """Starts shells with all their real neighbours."""
    opened: list[Terminal] = []

    def start(*words: str, lines: int = 200, **env: str) -> Terminal:
        opened.append(Terminal(PYTHON, "-m", "playground", *words, env={**home, **env}, lines=lines))
        opened[-1].prompt()
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.child.close(force=True)


@pytest.fixture
def terminal(open_terminal: Open) -> Terminal:
    """The shell at its first prompt."""
    return open_terminal()


class Typed:
    """A reader with cells that were typed in advance."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._cells = iter(cells)

    def read(self) -> str:
        cell = next(self._cells, None)
        if cell is None:
            raise EOFError
        return cell


class Heard:
    """What a shell without a terminal showed, and its exit code."""

    def __init__(self, out: str, errors: str, code: int) -> None:
        self.out = out
        self.errors = errors
        self.code = code


@pytest.fixture
def hear(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Heard]]:
    """Runs cells in a shell without a terminal, in this process."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    before = signal.getsignal(signal.SIGINT)

    def run(*cells: str, lang: Language = "en", parts: Parts | None = None) -> Heard:
        out, errors = io.StringIO(), io.StringIO()
        able = Abilities(color=False, unicode=True, live=False, columns=200)
        front = Front(lang, able)
        used = parts or fake_parts()
        shell = Shell(used, PlainScreen(able, out, errors), front, lambda: used.open_desk(None, lang), True)
        reading = Reading(Typed(cells), front.arrived)
        reading.ask()
        with redirect_stdout(out), redirect_stderr(errors):
            code = shell.run(reading)
        shell.loop.close()
        for value in list(shell.namespace.values()):
            for thing in value if isinstance(value, list) else [value]:
                if inspect.iscoroutine(thing):
                    thing.close()  # results that nobody ran: `_` kept them
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # others hang on errors that were shown
            del shell, reading
            gc.collect()
        asyncio.set_event_loop(None)
        return Heard(out.getvalue(), errors.getvalue(), code)

    yield run
    signal.signal(signal.SIGINT, before)
