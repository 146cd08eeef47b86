"""The prompt and the screen, joined: who writes when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .completion import ShellCompleter
from .front import Front
from .platforms import interrupt_main_thread
from .prompt import Callbacks, Prompt
from .screen import PromptScreen

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

__all__ = ["OnScreen", "build_prompt"]


class OnScreen:
    """Reads cells at the prompt, and keeps what is printed out of its way."""

    def __init__(self, prompt: Prompt, screen: PromptScreen, front: Front) -> None:
        self._prompt = prompt
        self._screen = screen
        self._front = front
        prompt.app.after_render += lambda app: front.drawn.set()

    def read(self) -> str:
        """The next cell; raises EOFError at Ctrl-D."""
        self._screen.prompt_starts()
        try:
            return self._prompt.read()
        except EOFError:
            self._front.leaving()
            raise
        finally:
            self._front.drawn.set()
            self._screen.prompt_is_gone()


def build_prompt(
    front: Front, screen: PromptScreen, folder: Path, vi: bool, terminal: tuple[Input, Output]
) -> Prompt:
    """The prompt on this terminal."""
    callbacks = Callbacks(
        refusal=front.refusal,
        is_command=front.is_command,
        bottom=front.bottom_line,
        held=front.held,
        interrupt=interrupt_main_thread,
        is_up=screen.prompt_is_up,
    )
    completer = ShellCompleter(front.namespace, front.exercise_ids)
    return Prompt(front.namespace, callbacks, completer, folder, vi, screen.abilities.color, terminal)
