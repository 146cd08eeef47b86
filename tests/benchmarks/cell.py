"""How long from Enter to the result of a cell, beside ptpython with `patch_stdout`? Paired, in turn.

    python -m tests.benchmarks.cell --cells 100

The cell is `await asyncio.sleep(0)` with a value. All of it is typed and on the screen before Enter.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from .pty_shell import PLAYGROUND, Shell

# As in ptpython's documentation for a prompt inside a program that prints.
EMBEDDED = """
import asyncio
from ptpython.repl import embed
asyncio.run(embed(globals(), locals(), return_asyncio_coroutine=True, patch_stdout=True))
"""
SHELLS = {"playground": PLAYGROUND, "ptpython": [sys.executable, "-c", EMBEDDED]}


def cell(shell: Shell, number: int) -> float:
    """Seconds from Enter to the result on the screen."""
    shell.send(f"await asyncio.sleep(0, {number} * 1000003)  # {number}th")
    shell.sees(f"{number}th")
    shell.drain(0.05)  # colours and completions of what was typed are over
    begun = time.perf_counter()
    shell.send("\r")
    shell.sees(str(number * 1000003))
    seconds = time.perf_counter() - begun
    shell.drain(0.05)  # the next prompt is drawn
    return seconds


def main() -> None:
    """Measure and print medians and the share pair by pair."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=int, default=100)
    options = parser.parse_args()
    shells = {name: Shell(command) for name, command in SHELLS.items()}
    times: dict[str, list[float]] = {name: [] for name in shells}
    for shell in shells.values():
        shell.sees(">>>")
        shell.drain(1.0)
        shell.send("import asyncio\r")
        shell.drain(1.0)
        for number in range(1001, 1006):
            cell(shell, number)  # what is loaded late is loaded now
    for number in range(2001, 2001 + options.cells):
        for name, shell in shells.items():
            times[name].append(cell(shell, number))
    for name, shell in shells.items():
        shell.close()
        share = statistics.median(a / b for a, b in zip(times["playground"], times[name], strict=True))
        most = sorted(times[name])[int(len(times[name]) * 0.95)] * 1000
        print(
            f"{name:11} Enter to result: median {statistics.median(times[name]) * 1000:5.1f} ms, "
            f"95 of 100 within {most:5.1f} ms; ours is {share:.2f} of it"
        )


if __name__ == "__main__":
    main()
