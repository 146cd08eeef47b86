"""How far do the ticks of a background task lie apart, while nothing is typed and while something is?

    python -m tests.benchmarks.ticker --runs 3 --seconds 5

A task ticks every 50 ms. Its worst gap is measured in four stretches: right after the start, while
17 keys a second are typed with completion on and while nothing is; later, typing and idle again.
`--beside` measures `ptpython --asyncio` too, in turn.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from typing import Any

import pexpect

KEYS = 1 / 17  # seconds between two keys
TICKER = (
    "import time, asyncio; exec('async def tick():\\n while True:\\n  begun = time.perf_counter()\\n"
    "  await asyncio.sleep(0.05)\\n  gaps.append(time.perf_counter() - begun)\\n'); gaps = []; "
    "ticking = asyncio.create_task(tick())"
)
TYPED = "asyncio.create_task(print(min(gaps), sorted(gaps)).loop.call_later(asyncio.Que"
SHELLS = {
    "playground": [sys.executable, "-m", "playground"],
    "ptpython": [sys.executable, "-m", "ptpython", "--asyncio"],
}


def drain(child: Any, seconds: float) -> None:
    """Let the terminal be read, and answer where its cursor is, for that long."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if child.expect([r"\x1b\[6n", pexpect.TIMEOUT], timeout=left) == 0:
            child.send("\x1b[1;1R")


def type_keys(child: Any, seconds: float) -> None:
    """Type at 17 keys a second, clearing the line where it ends."""
    for number in range(int(seconds / KEYS)):
        key = TYPED[number % len(TYPED)]
        child.send("\x15" + key if number % len(TYPED) == 0 else key)
        drain(child, KEYS)
    child.send("\x15")
    drain(child, 0.3)


def worst(child: Any, mark: str) -> float:
    """Milliseconds of the worst gap since the last question."""
    child.send(f"print('{mark[0]}' + '{mark[1:]}', round(max(gaps) * 1000, 1), 'ms'); gaps.clear()\r")
    found = re.compile(rf"{mark} ([\d.]+) ms")
    while child.expect([r"\x1b\[6n", found], timeout=30) == 0:
        child.send("\x1b[1;1R")
    return float(child.match[1])


def once(name: str, seconds: float) -> list[float]:
    """The worst gaps, in milliseconds: early typing, early idle, late typing, late idle."""
    environment = {
        "TERM": "xterm-256color", "HOME": tempfile.mkdtemp(), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8",
    }  # fmt: skip
    command = SHELLS[name]
    child = pexpect.spawn(command[0], command[1:], env=environment, dimensions=(40, 100), encoding="utf-8")
    child.delaybeforesend = None
    try:
        while child.expect([r"\x1b\[6n", ">>>"], timeout=30) == 0:
            child.send("\x1b[1;1R")
        child.send(TICKER + "\r")
        gaps = []
        for stretch in ("early-typing", "early-idle", "late-typing", "late-idle"):
            if stretch.endswith("typing"):
                type_keys(child, seconds)
            else:
                drain(child, seconds)
            gaps.append(worst(child, stretch))
        return gaps
    finally:
        child.close(force=True)


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
