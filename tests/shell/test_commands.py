"""What is a command and what is Python."""

from __future__ import annotations

import re

import pytest

from playground.preloads import namespace
from playground.shell.commands import Command, command_in, compiles, first_command
from playground.shell.completion import attributes, command_choices, names
from playground.shell.names import help_screen
from playground.values.text import Language
from playground.views.text import width


def nothing(name: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("lesson", Command("lesson")),
        ("lesson next", Command("lesson", "next")),
        ("  lesson   goto  3.9 ", Command("lesson", "goto", "3.9")),
        ("lesson answer A, B and C", Command("lesson", "answer", "A, B and C")),
        ("lesson answer [1, 2]", Command("lesson", "answer", "[1, 2]")),
        ("lesson nxt", Command("lesson", "nxt")),
        ("help", Command("help")),
        ("exit", Command("exit")),
        ("exit 3", Command("exit", "3")),
        ("lesson = 1", None),
        ("lesson(1)", None),
        ("lesson.next", None),
        ("lesson - 1", None),
        ("exit()", None),
        ("help(print)", None),
        ("lessons next", None),
        ("next lesson", None),
        ("await lesson", None),
    ],
)
def test_text_that_compiles_stays_python(line: str, command: Command | None) -> None:
    """A command does not compile and begins with a command word, or is that word alone."""
    assert command_in(line, nothing) == command


def test_a_bound_word_alone_is_python() -> None:
    """`lesson` is a name like any other once the learner has bound it; `lesson next` is none."""
    assert command_in("lesson", lambda name: True) is None
    assert command_in("lesson next", lambda name: True) == Command("lesson", "next")


def test_pasted_lines_may_begin_with_commands() -> None:
    """The command is taken off the head, the rest goes on."""
    assert first_command("lesson next\nx = 1", nothing) == (Command("lesson", "next"), "x = 1")
    assert first_command("x = 1\nlesson", nothing) == (None, "x = 1\nlesson")
    assert first_command("lesson = 1\nlesson", nothing) == (None, "lesson = 1\nlesson")


@pytest.mark.parametrize("text", ["x\0", "(" * 500, "'\ud800'", "def"])
def test_odd_text_does_not_compile_and_breaks_nothing(text: str) -> None:
    """Whatever is typed, the question has an answer."""
    assert not compiles(text)


@pytest.mark.parametrize(
    ("line", "choice"),
    [("lesson ", "next"), ("lesson so", "solution"), ("lesson auto ", "off"), ("lesson explain ", "deadlock"),
     ("lesson goto ", "countdown")],
)  # fmt: skip
def test_lesson_commands_are_completed(line: str, choice: str) -> None:
    """After each word, what may follow it."""
    assert choice in command_choices(line, lambda: ["countdown"])


def test_attributes_are_found_without_running_anything() -> None:
    """No property and no `__getattr__` of the learner's runs for a completion."""

    class Trap:
        ran = False

        @property
        def value(self) -> object:
            Trap.ran = True
            return self

        def __getattr__(self, name: str) -> object:
            Trap.ran = True
            return self

    space = {"trap": Trap()}

    assert "value" in attributes(space, "trap")
    assert attributes(space, "trap.value") == set()
    assert attributes(space, "trap.missing") == set()
    assert not Trap.ran


def test_names_are_those_bound_built_in_and_typed() -> None:
    """Also words of the lines above in the cell."""
    found = names({"mine": 1}, "def f(delay):\n    ret")

    assert {"mine", "print", "async", "delay"} <= found


def test_modules_and_instances_have_attributes() -> None:
    """Dotted names are followed."""
    import asyncio

    space = {"asyncio": asyncio, "text": "a"}

    assert "sleep" in attributes(space, "asyncio")
    assert "Task" in attributes(space, "asyncio.tasks")
    assert "upper" in attributes(space, "text")
    assert attributes(space, "nobody") == set()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_shows_every_name_on_one_screen(lang: Language) -> None:
    """At 80 columns and 24 lines; a name that no group knows has a line of its own."""
    given = {**namespace(plain=True), "unheard_of": lambda: None}
    shown = help_screen(given, lang, 80)

    assert len(shown.splitlines()) <= 24
    assert all(width(line) < 80 for line in shown.splitlines())
    assert set(given) <= set(re.findall(r"\w+", shown))
    assert "  unheard_of" in shown
    assert not [line for line in shown.splitlines() if "…" in line and "unheard_of" not in line]
