"""How far do the ticks of a background task lie apart, while nothing is typed and while something is?

    python -m tests.benchmarks.ticker --runs 3 --seconds 5

A task ticks every 50 ms. Its worst gap is measured in four stretches: right after the start, while
17 keys a second are typed with completion on and while nothing is; later, typing and idle again.
`--beside` measures `ptpython --asyncio` too, in turn.
"""

from __future__ import annotations

import argparse
import statistics

from .pty_shell import PLAYGROUND, PTPYTHON, Shell

KEYS = 1 / 17  # seconds between two keys
TICKER = (
    "import time, asyncio; exec('async def tick():\\n while True:\\n  begun = time.perf_counter()\\n"
    "  await asyncio.sleep(0.05)\\n  gaps.append(time.perf_counter() - begun)\\n'); gaps = []; "
    "ticking = asyncio.create_task(tick())"
)
TYPED = "asyncio.create_task(print(min(gaps), sorted(gaps)).loop.call_later(asyncio.Que"
SHELLS = {"playground": PLAYGROUND, "ptpython": PTPYTHON}


def type_keys(shell: Shell, seconds: float) -> None:
    """Type at 17 keys a second, clearing the line where it ends."""
    for number in range(int(seconds / KEYS)):
        key = TYPED[number % len(TYPED)]
        shell.send("\x15" + key if number % len(TYPED) == 0 else key)
        shell.drain(KEYS)
    shell.send("\x15")
    shell.drain(0.3)


def worst(shell: Shell, mark: str) -> float:
    """Milliseconds of the worst gap since the last question."""
    shell.send(f"print('{mark[0]}' + '{mark[1:]}', round(max(gaps) * 1000, 1), 'ms'); gaps.clear()\r")
    return float(shell.sees(rf"{mark} ([\d.]+) ms")[1])


def once(name: str, seconds: float) -> list[float]:
    """The worst gaps, in milliseconds: early typing, early idle, late typing, late idle."""
    shell = Shell(SHELLS[name])
    try:
        shell.sees(">>>")
        shell.send(TICKER + "\r")
        gaps = []
        for stretch in ("early-typing", "early-idle", "late-typing", "late-idle"):
            if stretch.endswith("typing"):
                type_keys(shell, seconds)
            else:
                shell.drain(seconds)
            gaps.append(worst(shell, stretch))
        return gaps
    finally:
        shell.close()


def main() -> None:
    """Measure and print, in milliseconds, the median and the worst of all runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--beside", action="store_true", help="ptpython too")
    options = parser.parse_args()
    names = list(SHELLS) if options.beside else ["playground"]
    gaps: dict[str, list[list[float]]] = {name: [] for name in names}
    for _ in range(options.runs):
        for name in names:
            gaps[name].append(once(name, options.seconds))
    for name in names:
        for number, stretch in enumerate(("early, typing", "early, idle", "late, typing", "late, idle")):
            of = [run[number] for run in gaps[name]]
            print(f"{name:11} {stretch:14} median {statistics.median(of):6.1f} ms, worst {max(of):6.1f} ms")


if __name__ == "__main__":
    main()
