"""The shell in a terminal, with small neighbours of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
def terminal(open_terminal: Open) -> Terminal:
    """The shell at its first prompt."""
    return open_terminal()
