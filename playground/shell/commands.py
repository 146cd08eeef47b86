"""What is typed at the prompt and is not Python.

Text that does not compile and begins with a command word is a command; text that compiles stays
Python, except a bare command word whose name the learner has not bound.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["LESSON_WORDS", "WORDS", "Command", "command_in", "compiles", "first_command"]

WORDS = ("lesson", "help", "exit", "quit")
LESSON_WORDS = (
    "list", "next", "back", "goto", "skip", "check", "answer", "hint", "solution", "reset", "save",
    "auto", "explain", "review",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Command:
    """A command line: its word, the word after it, and all that follows, as typed."""

    word: str
    name: str = ""
    rest: str = ""

    @classmethod
    def of(cls, line: str) -> Command:
        """The command that `line` is; the caller knows that it is one."""
        word, _, tail = line.strip().partition(" ")
        name, _, rest = tail.strip().partition(" ")
        return cls(word, name, rest.strip())

    def __str__(self) -> str:
        return " ".join(part for part in (self.word, self.name, self.rest) if part)


def compiles(text: str) -> bool:
    """Whether `text` is Python, top-level await allowed."""
    try:
        with warnings.catch_warnings():  # an odd literal is told once, when the cell runs
            warnings.simplefilter("ignore")
            compile(text, "<input>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError):
        return False
    return True


def command_in(line: str, bound: Callable[[str], bool]) -> Command | None:
    """The command that this one line is, or None. `bound` tells whether the learner bound a name."""
    word = line.strip().split(" ", 1)[0]
    if word not in WORDS or "\n" in line.strip():
        return None
    if line.strip() == word:
        return None if bound(word) else Command(word)
    return None if compiles(line.strip()) else Command.of(line)


def first_command(text: str, bound: Callable[[str], bool]) -> tuple[Command | None, str]:
    """A command at the head of `text` and what follows it; (None, text) when it begins with Python.

    Pasted text may hold several lines: `lesson next`, then Python.
    """
    head, _, tail = text.strip("\n").partition("\n")
    if tail.strip() and compiles(text):
        return None, text
    command = command_in(head, bound)
    return (command, tail) if command else (None, text)
