"""How long until the prompt can be used, beside ptpython's and IPython's? Paired, in turn.

    python -m tests.benchmarks.start --runs 15

Each shell is started in a pseudo terminal; the time ends when the screen shows the answer to a
line typed as soon as its prompt appears ("first answer"), and when the prompt itself appears
("usable"). IPython is measured where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import sys
import tempfile
import time

import pexpect

SHELLS = {
    "playground": ([sys.executable, "-m", "playground"], r">>>", "13579"),
    "ptpython": ([sys.executable, "-m", "ptpython", "--asyncio"], r">>>", "13579"),
    "IPython": ([sys.executable, "-m", "IPython", "--no-banner"], r"In \[.*1.*\]: ", "13579"),
}


def once(name: str) -> tuple[float, float]:
    """Seconds until the prompt of that shell appears, and until its first answer."""
    command, prompt, answer = SHELLS[name]
    home = tempfile.mkdtemp()
    environment = {"TERM": "xterm-256color", "HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    began = time.perf_counter()
    child = pexpect.spawn(command[0], command[1:], env=environment, dimensions=(40, 100), encoding="utf-8")
    # A terminal answers when it is asked where its cursor is.
    while child.expect([r"\x1b\[6n", prompt], timeout=20) == 0:
        child.send("\x1b[1;1R")
    usable = time.perf_counter() - began
    child.send("12345+1234\r")
    while child.expect([r"\x1b\[6n", answer], timeout=20) == 0:
        child.send("\x1b[1;1R")
    answered = time.perf_counter() - began
    child.close(force=True)
    return usable, answered


def main() -> None:
    """Measure and print medians and the ratio pair by pair."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    names = [
        name for name in SHELLS if importlib.util.find_spec(name if name != "playground" else "playground")
    ]
    for name in names:
        once(name)  # bytecode and file caches are warm for all
    times = {name: [] for name in names}  # type: dict[str, list[tuple[float, float]]]
    for _ in range(options.runs):
        for name in names:
            times[name].append(once(name))
    for name in names:
        usable, answered = zip(*times[name], strict=True)
        pairs = [
            (ours[0] / theirs[0], ours[1] / theirs[1])
            for ours, theirs in zip(times["playground"], times[name], strict=True)
        ]
        first, second = (statistics.median(ratio) for ratio in zip(*pairs, strict=True))
        print(
            f"{name:12} usable {statistics.median(usable) * 1000:6.0f} ms, "
            f"first answer {statistics.median(answered) * 1000:6.0f} ms; "
            f"the playground's as a share of it: {first:.2f} and {second:.2f}"
        )


if __name__ == "__main__":
    main()
