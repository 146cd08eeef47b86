"""``python -m playground``, and the command ``playground``."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> int:
    """Without words, the shell at once: reading a command line would take 40 ms of its start."""
    if len(sys.argv) > 1:
        from playground.cli import main as command_line

        return command_line()
    from playground.shell import ShellOptions, run

    return run(ShellOptions())


if __name__ == "__main__":
    sys.exit(main())
