"""The prompt without a terminal: what other threads ask of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from playground.shell.completion import ShellCompleter
from playground.shell.prompt import Callbacks, Prompt


@pytest.fixture
def prompt() -> Iterator[Prompt]:
    callbacks = Callbacks(
        refusal=lambda text: None,
        is_command=lambda text: False,
        bottom=lambda: "",
        held=lambda: False,
        interrupt=lambda: None,
        is_up=lambda above: None,
    )
    completer = ShellCompleter({}, lambda: ())
    with create_pipe_input() as keys:
        yield Prompt({}, callbacks, completer, InMemoryHistory(), False, True, (keys, DummyOutput()))


def test_colours_may_come_while_no_prompt_is_up(prompt: Prompt) -> None:
    """A quick Enter: the lexer is ready when the cell already runs, or when the prompt was just left."""
    prompt.draw_again()
    left = asyncio.new_event_loop()
    left.close()
    prompt.app.loop = left
    prompt.draw_again()


def test_colours_that_come_draw_the_prompt_again(prompt: Prompt) -> None:
    """In the prompt's own loop, as they come from a thread."""
    loop = asyncio.new_event_loop()
    drawn: list[bool] = []
    prompt.app.loop = loop
    prompt.app.invalidate = lambda: drawn.append(True)  # type: ignore[method-assign]  # seen, not drawn
    prompt.draw_again()
    assert not drawn
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()

    assert drawn == [True]
