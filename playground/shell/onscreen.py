"""The prompt and the screen, joined: who writes when, and what the prompt asks the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playground.values.verdict import CAUSES

from .completion import ShellCompleter
from .ending import Ending
from .platforms import interrupt_main_thread
from .prompt import Callbacks, Prompt
from .screen import PromptScreen

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from .repl import Shell

__all__ = ["OnScreen", "build_prompt"]


class OnScreen:
    """Reads cells at the prompt, and keeps what is printed out of its way."""

    def __init__(self, prompt: Prompt, screen: PromptScreen, ending: Ending) -> None:
        self._prompt = prompt
        self._screen = screen
        self._ending = ending

    def read(self) -> str:
        """The next cell; raises EOFError at Ctrl-D."""
        self._screen.prompt_starts()
        try:
            return self._prompt.read()
        except EOFError:
            # The loop may be held and never hear of it: the end begins here.
            self._ending.begin()
            raise
        finally:
            self._screen.prompt_is_gone()


def build_prompt(shell: Shell, folder: Path, vi: bool, terminal: tuple[Input, Output]) -> Prompt:
    """The prompt of this shell, on this terminal."""
    screen = shell.screen
    assert isinstance(screen, PromptScreen)  # a prompt stands on nothing else
    callbacks = Callbacks(
        refusal=shell.refusal,
        is_command=shell.is_command,
        bottom=shell.bottom_line,
        held=lambda: shell.pulse.held,
        interrupt=interrupt_main_thread,
        is_up=screen.prompt_is_up,
    )
    completer = ShellCompleter(shell.namespace, shell.lessons.exercise_ids, CAUSES)
    return Prompt(shell.namespace, callbacks, completer, folder, vi, screen.abilities.color, terminal)
