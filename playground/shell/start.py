"""Putting the shell together, for a terminal or for a pipe."""

from __future__ import annotations

import gc
import os
import sys

from playground.values.text import Language, Text

from .commands import command_in
from .options import ShellOptions, language
from .platforms import app_folder
from .reader import Lines
from .repl import Shell
from .screen import Abilities, PlainScreen, PromptScreen, Redirected, abilities
from .seams import Parts, real_parts

__all__ = ["start"]

WELCOME = Text(
    "asyncio playground · Python {version}\n"
    "Type  await gather_demo(3)  or  lesson next;  help shows everything, Ctrl-D leaves.",
    "asyncio playground · Python {version}\n"
    "请输入  await gather_demo(3)  或  lesson next；help 显示全部内容，Ctrl-D 离开。",
)
STARTER = Text(
    "The starter is in the history: press ↑ to edit it.", "起始代码已放进历史记录：按 ↑ 即可编辑。"
)


def start(options: ShellOptions, parts: Parts | None = None) -> int:
    """Run the shell until it is left; the exit code."""
    able = abilities(sys.stdin, sys.stdout, os.environ)
    lang = options.lang or language()
    parts = parts or real_parts()
    return (_on_terminal if able.live else _on_pipe)(options, parts, able, lang)


def _started() -> None:
    """All is loaded: the collector need not look through it ever again."""
    gc.freeze()
    gc.enable()


def _on_pipe(options: ShellOptions, parts: Parts, able: Abilities, lang: Language) -> int:
    screen = PlainScreen(able, sys.stdout, sys.stderr)
    terminal = sys.stdin.isatty()
    shell = Shell(parts, screen, lang, lambda: parts.open_desk(options.lessons, lang), piped=not terminal)

    def prompt(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    lines = Lines(sys.stdin, lambda line: command_in(line, shell.is_bound), prompt if terminal else None)
    return shell.run(lines, _started)


def _on_terminal(options: ShellOptions, parts: Parts, able: Abilities, lang: Language) -> int:
    from prompt_toolkit.input import create_input
    from prompt_toolkit.output import create_output

    from .footer import Footer
    from .onscreen import OnScreen, build_prompt

    output = create_output(sys.stdout)
    screen = PromptScreen(able, output)
    shell = Shell(parts, screen, lang, lambda: parts.open_desk(options.lessons, lang), piped=False)
    folder = options.folder or app_folder()
    prompt = build_prompt(shell, folder, options.vi, (create_input(sys.stdin), output))
    footer = Footer(screen, shell.bottom_line)
    shell.pulse.listeners.append(footer.tick)
    shell.around_cell = footer
    shell.ending.restore = footer.hide

    def offer(code: str) -> None:
        prompt.history.append_string(code)
        screen.show(STARTER.say(lang))

    shell.offer = offer
    with Redirected(screen):
        version = ".".join(map(str, sys.version_info[:3]))
        screen.show(WELCOME.say(lang, version=version))
        return shell.run(OnScreen(prompt, screen, shell.ending), _started)
