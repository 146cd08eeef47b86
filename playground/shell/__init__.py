"""The prompt.

reader (prompt, pipe, script) -> repl -> command -> lessons (worker thread) -> reply -> screen
                              -> cell -> running (a task on the learner's loop) -> teller -> screen

Three threads: the main one turns the learner's loop, the reader's shows the prompt, the pulse looks
whether the loop still answers. Only `prompt` knows ptpython, only `platforms` the operating system,
only `seams` the rest of the playground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .options import ShellOptions

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ShellOptions", "run", "run_file"]


def run(options: ShellOptions) -> int:
    """Run the shell on stdin and stdout; gives the exit code."""
    _quick_start()
    from .start import start

    return start(options)


def run_file(options: ShellOptions, path: Path) -> int:
    """Type what is in a file, a transcript or a script; gives the exit code. Raises BadInput."""
    _quick_start()
    from .start import run_file

    return run_file(options, path)


def _quick_start() -> None:
    import gc
    import sys

    # The prompt and the loop are threads of one process: who waits for the other waits this long at most.
    sys.setswitchinterval(0.001)
    gc.disable()  # until all is loaded: what is loaded stays, and looking through it takes 20 ms
