"""Windows and macOS, as far as they can be asked from here."""

from __future__ import annotations

import ast
import signal
from pathlib import Path

import pytest

import playground.shell
from playground.shell.platforms import interrupt_main_thread


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(signal, "pthread_kill", lambda thread, number: calls.append("pthread_kill"))
    monkeypatch.setattr(signal, "raise_signal", lambda number: calls.append("raise_signal"))
    return calls


@pytest.mark.parametrize(
    ("platform", "call"), [("linux", "pthread_kill"), ("darwin", "pthread_kill"), ("win32", "raise_signal")]
)
def test_the_main_thread_is_interrupted(sent: list[str], platform: str, call: str) -> None:
    """A signal to the thread where there is such a thing, C's raise where there is not."""
    interrupt_main_thread(platform)

    assert sent == [call]


def test_without_pthread_kill(sent: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The call is not there on Windows: it is not looked up."""
    monkeypatch.delattr(signal, "pthread_kill")
    interrupt_main_thread("win32")

    assert sent == ["raise_signal"]


NOT_EVERYWHERE = {
    "add_signal_handler", "remove_signal_handler", "pthread_kill", "setitimer", "SIGWINCH", "SIGTSTP",
    "SIGHUP", "fork", "killpg", "setsid", "getuid", "mkfifo", "termios", "tty", "fcntl", "resource", "pwd",
}  # fmt: skip


def test_only_one_file_names_what_is_not_everywhere() -> None:
    """On the way of starting, running, interrupting and leaving, calls of one system stand in `platforms`."""
    found = set()
    for file in Path(playground.shell.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node, "attr", None) or getattr(node, "id", None)
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if name in NOT_EVERYWHERE or set(imported) & NOT_EVERYWHERE:
                found.add(file.name)

    assert found == {"platforms.py"}


def test_only_one_file_knows_ptpython() -> None:
    """The prompt can be replaced: nobody else imports it."""
    found = set()
    for file in Path(playground.shell.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(module.split(".")[0] == "ptpython" for module in modules):
                found.add(file.name)

    assert found == {"prompt.py"}
