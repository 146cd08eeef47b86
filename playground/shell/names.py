"""The names that the shell itself gives the learner."""

from __future__ import annotations

import builtins
import inspect
import sys
import types
from typing import Any, NoReturn

from playground.values.text import Language, Text

from .commands import WORDS

__all__ = ["Exit", "help_screen", "main_module", "one_line"]

HEAD = Text("At this prompt you have:", "在这个提示符里可以使用：")
COMMANDS = (
    ("lesson", Text("where you are in the course; also: next, list, hint, check, ...",
                    "课程进度；还有 next、list、hint、check 等")),
    ("lesson next", Text("the next exercise", "下一个练习")),
    ("help", Text("this screen", "本页")),
    ("exit", Text("leave; Ctrl-D does the same", "离开；Ctrl-D 也可以")),
)  # fmt: skip
TAIL = Text(
    "Top-level await works; tasks go on while you type; Ctrl-C stops what runs. help(name) says more.",
    "可以直接使用 await；输入时任务照常运行；Ctrl-C 停止正在运行的东西。help(名字) 有更多说明。",
)


class Exit:
    """Leave the playground, with an exit code if one is given."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, code: object = None) -> NoReturn:
        """Leave with that exit code."""
        raise SystemExit(code)

    def __repr__(self) -> str:
        return f"Type {self._name} or press Ctrl-D to leave."


def main_module() -> dict[str, Any]:
    """The namespace of a fresh ``__main__``, so that classes made at the prompt can be found again.

    It has no file: a process that is spawned from here must not run the shell a second time.
    """
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    sys.modules["__main__"] = module
    return module.__dict__


def one_line(value: object) -> str:
    """The first line of a docstring."""
    text = inspect.getdoc(value) or ""
    return text.partition("\n")[0]


def help_screen(names: dict[str, object], lang: Language, width: int, height: int) -> str:
    """All names on one screen, each with what it is for; in two columns where lines are few."""
    from playground.views.text import clip, fill

    rows = [(word, text.say(lang)) for word, text in COMMANDS]
    rows += [(name, _purpose(name, value)) for name, value in names.items() if name not in WORDS]
    columns = 1 if len(rows) + 3 <= height else 2
    each = (width - 1) // columns
    label = min(max(len(name) for name, _ in rows) + 2, 22)
    cells = [fill(clip(f"  {name:<{label}}{text}", each - 1), each) for name, text in rows]
    tall = -(-len(cells) // columns)
    lines = ["".join(cells[line::tall]).rstrip() for line in range(tall)]
    return "\n".join([HEAD.say(lang), *lines, TAIL.say(lang)])


def _purpose(name: str, value: object) -> str:
    if isinstance(value, types.ModuleType):
        return one_line(value)
    line = one_line(value)
    return line or repr(value)
