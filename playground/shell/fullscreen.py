"""A screen of its own for as long as it is looked at: the prompt comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit.application import Application
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.output import Output

__all__ = ["full_screen"]


def full_screen(
    text: Callable[[], str], keys: KeyBindings, terminal: tuple[Input, Output]
) -> Application[None]:
    """An application that shows what `text` gives (ANSI), drawn again when it is invalidated."""
    from prompt_toolkit.application import Application
    from prompt_toolkit.formatted_text import ANSI
    from prompt_toolkit.layout import FormattedTextControl, Layout, Window

    source, surface = terminal
    app: Application[None] = Application(
        layout=Layout(Window(FormattedTextControl(lambda: ANSI(text())))),
        key_bindings=keys,
        full_screen=True,
        input=source,
        output=surface,
    )
    app.ttimeoutlen = app.timeoutlen = 0.05  # Escape leaves at once
    return app
