"""Makes the picture of the README from a session that was really played.

    python -m playground.views.show_off session.txt docs/session.svg --columns 92

`session.txt` holds what a terminal showed, with its colours (escape sequences), as ``script`` or a
test with a pseudo-terminal writes it. Two files are written: the dark one, and beside it
``…-light.svg``; a README shows the one that fits with ``<picture>``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from .svg import screen_svg

__all__ = ["main", "shown_lines"]

# What moves the cursor, sets titles or asks the terminal something; colours (…m) stay.
CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles
    r"|\x1b\[[0-9;?]*[A-LN-Za-ln-z]"  # movements, modes, questions
    r"|\x1b[()][A-Z0-9]|\x1b[=>78]"  # character sets, keypads, saved places
)


def shown_lines(recorded: str) -> str:
    """The lines that stayed on the screen: without cursor movements, and each as it was last written."""
    text = CONTROL.sub("", recorded.replace("\r\n", "\n"))
    lines = [line.rpartition("\r")[2].rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n")


def main(arguments: list[str] | None = None) -> int:
    """The command line; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m playground.views.show_off", description=__doc__)
    parser.add_argument("session", type=Path, help="what the terminal showed, with its colours")
    parser.add_argument("picture", type=Path, help="the SVG to write")
    parser.add_argument("--columns", type=int, default=92)
    parser.add_argument("--title", default="python -m playground")
    asked = parser.parse_args(arguments)
    try:
        text = shown_lines(asked.session.read_bytes().decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        print(f"{asked.session}: {error}", file=sys.stderr)
        return 2
    light = asked.picture.with_name(f"{asked.picture.stem}-light{asked.picture.suffix}")
    for path, dark in ((asked.picture, True), (light, False)):
        path.write_text(screen_svg(text, asked.columns, asked.title, dark), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
