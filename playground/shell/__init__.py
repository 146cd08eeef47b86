"""The prompt.

reader (prompt, pipe) -> repl -> command -> lessons (worker thread) -> reply -> screen
                              -> cell -> running (a task on the learner's loop) -> teller -> screen

Three threads: the main one turns the learner's loop, the reader's shows the prompt, the pulse looks
whether the loop still answers. Only `prompt` knows ptpython, only `platforms` the operating system,
only `seams` the rest of the playground.
"""

from __future__ import annotations

from .options import ShellOptions

__all__ = ["ShellOptions", "run"]


def run(options: ShellOptions) -> int:
    """Run the shell on stdin and stdout; gives the exit code."""
    import gc
    import sys

    # The prompt and the loop are threads of one process: who waits for the other waits this long at most.
    sys.setswitchinterval(0.001)
    gc.disable()  # until all is loaded: what is loaded stays, and looking through it takes 20 ms
    from .start import start

    return start(options)
