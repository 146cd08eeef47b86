"""Putting the shell together, for a terminal or for a pipe."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.locale import choose_language
from playground.values.text import Text

from .commands import command_in
from .front import Front
from .options import ShellOptions
from .platforms import app_folder
from .reader import Lines, Reading
from .screen import PlainScreen, PromptScreen, Redirected, Screen, abilities

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.output import Output

    from playground.loop.status import LoopStatus

    from .repl import Shell
    from .seams import Parts

__all__ = ["start"]

WELCOME = Text(
    "asyncio playground · Python {version}\n"
    "Type  await gather_demo(3)  or  lesson next.  help shows all, Ctrl-D leaves.",
    "asyncio playground · Python {version}\n"
    "请输入  await gather_demo(3)  或  lesson next；help 显示全部内容，Ctrl-D 离开。",
)
STARTER = Text(
    "The starter is in the history: press ↑ to edit it.", "起始代码已放进历史记录：按 ↑ 即可编辑。"
)


def start(options: ShellOptions, parts: Parts | None = None) -> int:
    """Run the shell until it is left; the exit code."""
    able = abilities(sys.stdin, sys.stdout, os.environ)
    front = Front(choose_language(options.lang), able)
    return (_on_terminal if able.live else _on_pipe)(options, parts, front)


def _shell(options: ShellOptions, parts: Parts | None, front: Front, screen: Screen, piped: bool) -> Shell:
    from .repl import Shell
    from .seams import real_parts

    neighbours = parts or real_parts()
    return Shell(neighbours, screen, front, lambda: neighbours.open_desk(options.lessons, front.lang), piped)


def _on_pipe(options: ShellOptions, parts: Parts | None, front: Front) -> int:
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
    prompt = build_prompt(front, screen, options.folder or app_folder(), options.vi, (source, output))
    with Redirected(screen):
        screen.show(WELCOME.say(front.lang, version=".".join(map(str, sys.version_info[:3]))))
        reading = Reading(OnScreen(prompt, screen, front), front.arrived)
        reading.ask()
        front.drawn.wait()  # the prompt first: what is loaded now would slow it down
        shell = _shell(options, parts, front, screen, piped=False)
        _below_cells(shell, screen)

        def offer(code: str) -> None:
            prompt.history.append_string(code)
            screen.show(STARTER.say(front.lang))

        shell.tutor.offer = offer
        shell.watch = lambda read: _watch(shell, read, (source, output))
        _all_is_loaded()
        return shell.run(reading)


def _below_cells(shell: Shell, screen: PromptScreen) -> None:
    from .footer import Footer

    footer = Footer(screen, shell.bottom_line)
    shell.pulse.listeners.append(footer.tick)
    shell.around_cell = footer
    shell.ending.restore = footer.hide


def _watch(shell: Shell, read: Callable[[], LoopStatus], terminal: tuple[Input, Output]) -> None:
    from .watch import Watch

    watch = Watch(
        read, lambda status: shell.parts.draw_value(status, shell.screen.abilities, shell.lang), terminal
    )
    shell.pulse.on_beat.append(watch.look)
    try:
        shell.driver.aside(watch.run)
    finally:
        shell.pulse.on_beat.remove(watch.look)


def _all_is_loaded() -> None:
    """The collector need not look through it ever again."""
    gc.freeze()
    gc.enable()
