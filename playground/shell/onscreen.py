"""The prompt and the screen, joined: who writes when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from prompt_toolkit.history import History, InMemoryHistory

from playground.values.text import Text

from .completion import ShellCompleter
from .config import configure
from .front import Front
from .history import KeptHistory
from .options import ShellOptions
from .platforms import config_folder, data_folder, interrupt_main_thread
from .prompt import Callbacks, Prompt
from .screen import PromptScreen

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

__all__ = ["OnScreen", "build_prompt"]


LOST = Text("The history is not kept: {why}.", "历史记录无法保存：{why}。")


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
    front: Front, screen: PromptScreen, options: ShellOptions, terminal: tuple[Input, Output]
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

    def lost(why: str) -> None:
        screen.show(LOST.say(front.lang, why=why))

    history = _history(options.folder, lost)
    prompt = Prompt(
        front.namespace, callbacks, completer, history, options.vi, screen.abilities.color, terminal
    )
    configure(prompt, (options.folder or config_folder()) / "config.py", screen.complain)
    return prompt


def _history(folder: Path | None, lost: Callable[[str], None]) -> History:
    try:
        return KeptHistory(str((folder or data_folder()) / "history"), lost)
    except OSError as error:  # there is no such folder, and it cannot be made
        lost(error.strerror or str(error))
        return InMemoryHistory()
