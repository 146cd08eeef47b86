"""What the prompt asks while it is up, from its own thread.

It is there before everything else: the prompt is drawn first, then the loop, the names and the rest
are loaded while somebody begins to type.
"""

from __future__ import annotations

import textwrap
import threading
import warnings
from typing import TYPE_CHECKING, Any

from playground.values.cells import compile_cell
from playground.values.text import Language, Text

from .commands import command_in, first_command
from .names import main_module

if TYPE_CHECKING:
    from .repl import Shell
    from .screen import Abilities

__all__ = ["Front"]

STARTING = Text("starting", "正在启动")


class Front:
    """The names at the prompt, what is a command, and the bottom line; `shell` once it is there."""

    def __init__(self, lang: Language, able: Abilities) -> None:
        self.lang = lang
        self.abilities = able
        self.names: dict[str, object] = {}  # what the playground gave
        self.namespace: dict[str, Any] = main_module()
        self.flags = 0  # of __future__ imports in earlier cells
        self.shell: Shell | None = None
        self.drawn = threading.Event()  # the first prompt is on the screen

    def give(self, names: dict[str, object]) -> None:
        """Put the playground's names at the prompt."""
        self.names = names
        self.namespace.update(names)

    def is_bound(self, name: str) -> bool:
        """Whether the learner bound this command word to something of their own."""
        return name in self.namespace and self.namespace[name] is not self.names.get(name)

    def is_command(self, text: str) -> bool:
        """Whether this text would be taken as a command."""
        return command_in(text.partition("\n")[0], self.is_bound) is not None

    def refusal(self, text: str) -> tuple[int, int, str] | None:
        """Line, column and words when this text is neither a command nor Python."""
        text = textwrap.dedent(text)
        if first_command(text, self.is_bound)[0] is not None:
            return None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile_cell(text, "<input>", self.flags)
        except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
            from .explain import while_edited

            line, column, words, explanation = while_edited(error, text, self.lang)
            if self.shell is not None and explanation is not None:
                self.shell.teller.keep(explanation)
            return line, column, words
        return None

    def bottom_line(self) -> str:
        """What the bottom line says now."""
        shell = self.shell
        return f" {STARTING.say(self.lang)}" if shell is None else shell.bottom_line()

    def held(self) -> bool:
        """Whether the loop does not answer."""
        return self.shell is not None and self.shell.pulse.held

    def exercise_ids(self) -> tuple[str, ...]:
        """For completion."""
        return self.shell.lessons.exercise_ids() if self.shell is not None else ()

    def arrived(self) -> None:
        """A cell was read."""
        if self.shell is not None:
            self.shell.driver.wake()

    def leaving(self) -> None:
        """Ctrl-D. The loop may be held and never hear of it: the end begins here."""
        if self.shell is not None:
            self.shell.ending.begin()
