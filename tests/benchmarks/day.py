"""Eight hours of use in short: 10,000 cells, 100,000 tasks, 50 MB of output. Does memory grow with them?

    python -m tests.benchmarks.day            in a pipe
    python -m tests.benchmarks.day --terminal at the prompt

Each cell runs ten tasks that end, prints 5 kB, and has a value. The shell's resident memory is read
ten times on the way. What may grow: the text of the cells (they are the transcript) and `_N`, both
with the cells and not with the tasks; the recorder's ring, until it is full.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from pathlib import Path

from .pty_shell import PLAYGROUND, Shell

CELLS, TASKS, OUTPUT = 10_000, 10, 5_000
TOGETHER = f"await asyncio.gather(*(task(i) for i in range({TASKS})))"
SETTING = [
    "async def task(n): await asyncio.sleep(0)",
    f"async def one(n): {TOGETHER}; print(f'{{n}} '.ljust({OUTPUT}, '.')); return n",
]


def resident(pid: int) -> float:
    """Resident memory in MiB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20


def told(cells: int, began: float, mib: float) -> None:
    """Print a line of the table."""
    print(
        f"{cells:6} cells {cells * TASKS:7} tasks {time.perf_counter() - began:6.1f} s {mib:7.1f} MiB",
        flush=True,
    )


def in_a_pipe(cells: int, step: int) -> list[float]:
    """MiB after each `step` cells, fed through a pipe."""
    began, sizes = time.perf_counter(), []
    with subprocess.Popen(PLAYGROUND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdin is not None
        assert shell.stdout is not None
        shell.stdin.write("\n".join(SETTING) + "\n")
        for number in range(1, cells + 1):
            shell.stdin.write(f"await one({number})\n")
            shell.stdin.flush()
            while shell.stdout.readline() != f"{number}\n":
                pass
            if number % step == 0:
                sizes.append(resident(shell.pid))
                told(number, began, sizes[-1])
        shell.stdin.close()
        while shell.stdout.readline():
            pass
    return sizes


def at_the_prompt(cells: int, step: int) -> list[float]:
    """MiB after each `step` cells, typed in a terminal."""
    shell = Shell(PLAYGROUND)
    began, sizes = time.perf_counter(), []
    shell.sees(">>>")
    for line in SETTING:
        shell.send(line + "\r")
        shell.sees(">>> ")
    for number in range(1, cells + 1):
        shell.send(f"await one({number})\r")
        shell.sees(rf"\n{number}\r?\n")
        if number % step == 0:
            sizes.append(resident(shell.child.pid))
            told(number, began, sizes[-1])
    shell.close()
    return sizes


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=int, default=CELLS)
    parser.add_argument("--terminal", action="store_true")
    options = parser.parse_args()
    sizes = (at_the_prompt if options.terminal else in_a_pipe)(options.cells, max(1, options.cells // 10))
    half = len(sizes) // 2
    grown = sizes[-1] - sizes[half - 1]
    print(f"in the second half: {grown:+.1f} MiB, {grown * 2**20 / (options.cells / 2):.0f} bytes a cell")


if __name__ == "__main__":
    main()
