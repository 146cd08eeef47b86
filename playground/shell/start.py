"""Putting the shell together, for a terminal or for a pipe."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from playground.locale import choose_language
from playground.values.text import Text

from .commands import command_in
from .front import Front
from .options import ShellOptions
from .reader import Lines, Reading
from .screen import Abilities, PlainScreen, PromptScreen, Redirected, Screen, abilities

if TYPE_CHECKING:
    from pathlib import Path

    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from playground.values.trace import Trace

    from .prompt import Prompt
    from .repl import Shell
    from .seams import Parts
    from .watch import Request

__all__ = ["run_file", "start"]

T = TypeVar("T")

WELCOME = Text(
    "asyncio playground · Python {version}\n"
    "Type  await gather_demo(3)  or  lesson next\n"
    "help shows everything, Ctrl-D leaves.",
    "asyncio playground · Python {version}\n"
    "请输入  await gather_demo(3)  或  lesson next\n"
    "help 显示全部内容，Ctrl-D 离开。",
)
STARTER = Text(
    "The starter is in the history: press ↑ to edit it.", "起始代码已放进历史记录：按 ↑ 即可编辑。"
)


def start(options: ShellOptions, parts: Parts | None = None) -> int:
    """Run the shell until it is left; the exit code."""
    able = abilities(sys.stdin, sys.stdout, os.environ)
    front = Front(choose_language(options.lang), able)
    live = able.live and not options.plain
    return (_on_terminal if live else _on_pipe)(options, parts, front)


def run_file(options: ShellOptions, path: Path, parts: Parts | None = None) -> int:
    """Type what is in a file; the exit code is 1 when a cell failed. Raises BadInput."""
    from .script import Typist, cells_of

    out = abilities(sys.stdout, sys.stdout, os.environ)
    able = Abilities(out.color, out.unicode, live=False)  # nothing is drawn again, there is no bottom line
    front = Front(choose_language(options.lang), able)
    cells = cells_of(path, lambda line: command_in(line, front.is_bound))
    screen = PlainScreen(able, sys.stdout, sys.stderr)
    shell = _shell(options, parts, front, screen, piped=True)
    reading = Reading(Typist(cells, screen.show), front.arrived)
    reading.ask()
    _all_is_loaded()
    return shell.run(reading)


def _shell(options: ShellOptions, parts: Parts | None, front: Front, screen: Screen, piped: bool) -> Shell:
    from .repl import Shell
    from .seams import real_parts

    neighbours = parts or real_parts()
    return Shell(neighbours, screen, front, lambda: neighbours.open_desk(options.lessons, front.lang), piped)


def _on_pipe(options: ShellOptions, parts: Parts | None, front: Front) -> int:
    front.abilities = Abilities(color=False, unicode=front.abilities.unicode, live=False)
    screen = PlainScreen(front.abilities, sys.stdout, sys.stderr)
    terminal = sys.stdin.isatty()

    def prompt(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    lines = Lines(sys.stdin, lambda line: command_in(line, front.is_bound), prompt if terminal else None)
    shell = _shell(options, parts, front, screen, piped=not terminal)
    reading = Reading(lines, front.arrived)
    reading.ask()
    _all_is_loaded()
    return shell.run(reading)


def _on_terminal(options: ShellOptions, parts: Parts | None, front: Front) -> int:
    from .lighten import put_off_history_browser

    put_off_history_browser()
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import create_output

    from .onscreen import OnScreen, build_prompt

    source, output = create_input(sys.stdin), create_output(sys.stdout)
    screen = PromptScreen(front.abilities, output)
    prompt = build_prompt(front, screen, options, (source, output))
    with Redirected(screen):
        screen.show(WELCOME.say(front.lang, version=".".join(map(str, sys.version_info[:3]))))
        reading = Reading(OnScreen(prompt, screen, front), front.arrived)
        reading.ask()
        front.drawn.wait()  # the prompt first: what is loaded now would slow it down
        shell = _shell(options, parts, front, screen, piped=False)
        _below_cells(shell, screen, prompt)

        def offer(code: str) -> None:
            prompt.history.append_string(code)
            screen.show(STARTER.say(front.lang))

        shell.tutor.offer = offer
        shell.watch = _alone(screen, lambda request: _watch(shell, request, (source, output)))
        shell.replay = _alone(screen, lambda trace: _replay(shell, trace, (source, output)))
        _all_is_loaded()
        prompt.offer_again()
        return shell.run(reading)


def _alone(screen: PromptScreen, show: Callable[[T], None]) -> Callable[[T], None]:
    """`show`, with what is printed meanwhile held back: it has the whole screen."""

    def alone(what: T) -> None:
        screen.prompt_starts()
        try:
            show(what)
        finally:
            screen.prompt_is_gone()

    return alone


def _below_cells(shell: Shell, screen: PromptScreen, prompt: Prompt) -> None:
    from .footer import Footer

    footer = Footer(screen, shell.bottom_line, lambda: prompt.show_bottom_line)
    shell.pulse.listeners += [footer.tick, prompt.keep_up]
    shell.around_cell = footer
    shell.ending.restore = footer.hide


def _watch(shell: Shell, request: Request, terminal: tuple[Input, Output]) -> None:
    from .seams import look
    from .watch import Watch

    watch = Watch(request, look(shell.screen.abilities, shell.lang), terminal)
    shell.pulse.on_beat.append(watch.look)
    try:
        shell.driver.aside(watch.run)
    finally:
        shell.pulse.on_beat.remove(watch.look)


def _replay(shell: Shell, trace: Trace, terminal: tuple[Input, Output]) -> None:
    from .replaying import Replaying
    from .seams import look

    style = look(shell.screen.abilities, shell.lang)
    shell.driver.aside(lambda: Replaying(trace, style, terminal).run())


def _all_is_loaded() -> None:
    """The collector need not look through it ever again."""
    gc.freeze()
    gc.enable()
