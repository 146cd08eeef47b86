"""Completion: commands and what they take, names that are there, attributes of what they stand for.

It reads the objects at hand and runs nothing of theirs: no property, no `__getattr__`. It never
guesses from source code, and so is quick enough to leave the learner's loop alone.
"""

from __future__ import annotations

import builtins
import inspect
import keyword
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from .commands import LESSON_WORDS, WORDS

__all__ = ["ShellCompleter", "attributes", "command_choices", "names"]

DOTTED = re.compile(r"(?:^|[^\w.)\]}'\"])((?:[^\W\d]\w*\.)*)((?:[^\W\d]\w*)?)$")
MANY = 500  # shown at most


class ShellCompleter(Completer):
    """Completes what is typed; `exercises` gives the ids known so far."""

    def __init__(self, namespace: Mapping[str, Any], exercises: Callable[[], Iterable[str]]) -> None:
        self._namespace = namespace
        self._exercises = exercises

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        """What may stand at the cursor."""
        before = document.text_before_cursor
        line = document.current_line_before_cursor
        word = line.split(" ", 1)[0]
        if (
            "\n" not in before
            and " " in line
            and word == "lesson"
            and not re.match(r"lesson\s*[=.(\[]", line)
        ):
            typed = line.rpartition(" ")[2]
            for choice in command_choices(line, self._exercises):
                if choice.startswith(typed):
                    yield Completion(choice, -len(typed))
            return
        match = DOTTED.search(line)
        if match is None or not (match[1] or match[2]):
            return
        owner, typed = match[1][:-1], match[2]
        found = attributes(self._namespace, owner) if owner else names(self._namespace, document.text)
        if not owner and "\n" not in before and line == typed:
            found = {*found, *WORDS}
        fitting = [name for name in found if name.startswith(typed) and name != typed]
        if not typed.startswith("_"):
            fitting.sort(key=lambda name: (name.startswith("__"), name.startswith("_"), name.lower()))
        else:
            fitting.sort()
        for name in fitting[:MANY]:
            yield Completion(name, -len(typed))


def command_choices(line: str, exercises: Callable[[], Iterable[str]]) -> Iterable[str]:
    """What the word at the end of a lesson command may be."""
    done = line.split()[1:] if line.endswith(" ") else line.split()[1:-1]
    match done:
        case []:
            return LESSON_WORDS
        case ["auto"]:
            return ("on", "off")
        case ["explain"]:
            from playground.values.verdict import CAUSES

            return CAUSES
        case ["goto"]:
            return exercises()
        case ["check" | "save"]:
            return files(line.rpartition(" ")[2])
        case _:
            return ()


def files(typed: str) -> list[str]:
    """Paths that begin as typed; a folder ends in a slash."""
    folder, slash, _ = typed.rpartition("/")
    try:
        found = sorted(Path(folder + slash).iterdir() if slash else Path().iterdir())
    except OSError:
        return []
    return [f"{folder}{slash}{path.name}{'/' if path.is_dir() else ''}" for path in found]


def names(namespace: Mapping[str, Any], text: str) -> set[str]:
    """Names that are bound, built in, keywords, or words of the cell being typed."""
    words = set(re.findall(r"[^\W\d]\w+", text.rpartition("\n")[0]))
    return {*namespace, *dir(builtins), *keyword.kwlist, *words}


def attributes(namespace: Mapping[str, Any], dotted: str) -> set[str]:
    """The attributes of what `dotted` stands for; none where finding it would run code."""
    head, *tail = dotted.split(".")
    found = namespace.get(head, getattr(builtins, head, None))
    if head not in namespace and not hasattr(builtins, head):
        return set()
    for name in tail:
        found = inspect.getattr_static(found, name, None)
        if found is None or isinstance(found, property) or hasattr(type(found), "__set__"):
            return set()
    try:
        listed = set(object.__dir__(found)) if not isinstance(found, type | ModuleType) else set(dir(found))
    except Exception:  # a class of the learner's may break even this
        return set()
    return {name for name in listed if isinstance(name, str)}
