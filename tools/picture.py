"""Makes the README's picture: plays a session in a real terminal and draws what its screen shows.

python -m tools.picture docs/session.svg
"""

from __future__ import annotations

import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

from playground.views.svg import screen_svg
from tests.shell.terminal import Terminal

COLUMNS, LINES = 92, 42
ANSWER = """\
async def both():
    return [await work("tea", 2), await work("toast", 3)]

await both()
"""
COLOURS = {
    name: number
    for number, name in enumerate(["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"])
}


def main() -> None:
    """Play, draw, write the file that the first argument names."""
    with tempfile.TemporaryDirectory() as home:
        environment = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        terminal = Terminal(
            sys.executable, "-m", "playground", "--lang", "en", env=environment, columns=COLUMNS, lines=LINES
        )
        terminal.prompt()
        terminal.run("await gather_demo(3)")
        terminal.paste(ANSWER)
        terminal.run("t = asyncio.create_task(work('soup', 60), name='soup'); loop_status()")
        shown = as_ansi(terminal)
        terminal.type("exit()")
        terminal.child.expect_exact("\n", timeout=5)
        terminal.child.close(force=True)
    dark = Path(sys.argv[1])
    for path, is_dark in ((dark, True), (dark.with_stem(f"{dark.stem}-light"), False)):
        path.write_text(screen_svg(shown, COLUMNS, "python -m playground", is_dark), encoding="utf-8")


def as_ansi(terminal: Terminal) -> str:
    """The screen as text with the escape sequences of its colours."""
    lines = []
    for row in range(terminal.screen.lines):
        cells = [terminal.screen.buffer[row][column] for column in range(terminal.screen.columns)]
        line = ""
        for style, run in groupby(cells, key=_style):
            text = "".join(cell.data for cell in run)
            line += f"\x1b[{style}m{text}\x1b[0m" if style else text
        lines.append(line)
    while lines and not lines[-1].strip():
        lines.pop()
    return "\n".join(lines)


def _style(cell: Any) -> str:
    codes = ["1"] if cell.bold else []
    codes += ["7"] if cell.reverse else []
    codes += ["4"] if cell.underscore else []
    for colour, base in ((cell.fg, 30), (cell.bg, 40)):
        name = colour.removeprefix("bright")
        if name in COLOURS:
            codes.append(str(base + COLOURS[name] + (60 if colour != name else 0)))
        elif len(colour) == 6 and colour != "default":
            red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
            codes.append(f"{base + 8};2;{red};{green};{blue}")
    return ";".join(codes)


if __name__ == "__main__":
    main()
