"""What does one whole `check` cost, beside the start of an interpreter that runs the answer itself?

    python -m tests.benchmarks.check --runs 21

Every command is a process of its own, run in turn with `python -c "import asyncio"` that also runs
the answer, once for each case, with sleeps of length zero. Processor seconds are those of the whole
tree of processes. Bytecode is written, into a folder of our own, as an installed package has it.
"Cold" has no cache of lessons and reports: what the first `check` after a change of a lesson costs.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ANSWER = """\
async def countdown(n):
    out = []
    for i in range(n, 0, -1):
        await asyncio.sleep(1)
        out.append(i)
    return out
"""
BARE = "import asyncio"
ITSELF = f"""\
import asyncio
at_once = asyncio.sleep
asyncio.sleep = lambda seconds: at_once(0)
{ANSWER}
for n in (3, 1, 6):
    asyncio.run(countdown(n))
"""


@dataclass(frozen=True)
class Spent:
    """Seconds of one process and all below it."""

    wall: float
    processor: float


def spent(command: list[str], environment: Mapping[str, str]) -> Spent:
    """Run a command to its end."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, (command, process.returncode)
    return Spent(wall, used.ru_utime + used.ru_stime)


def beside(name: str, command: list[str], environment: Mapping[str, str], runs: int) -> None:
    """Print what a command costs as a share of what the answer costs by itself, pair by pair."""
    spent(command, environment), spent(["-c", ITSELF], environment)  # bytecode and caches are written
    pairs = [(spent(command, environment), spent(["-c", ITSELF], environment)) for _ in range(runs)]
    for what in ("processor", "wall"):
        ours, theirs = zip(*((getattr(a, what), getattr(b, what)) for a, b in pairs), strict=True)
        ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        print(
            f"{name:22} {what:9} {statistics.median(ours) * 1000:6.0f} ms (least {min(ours) * 1000:4.0f}); "
            f"by itself {statistics.median(theirs) * 1000:4.0f} ms (least {min(theirs) * 1000:4.0f}); "
            f"ratio {ratio:.2f}, least {min(ours) / min(theirs):.2f}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=21)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        answer = home / "answer.py"
        answer.write_text(ANSWER)
        environment = dict(os.environ) | {
            "PYTHONPYCACHEPREFIX": str(home / "bytecode"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_DATA_HOME": str(home / "data"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        check = ["-m", "playground", "check", "countdown", str(answer)]
        spent(check, environment)
        cold = environment | {"XDG_CACHE_HOME": "/dev/null"}  # nothing can be kept there
        print(f"Python {sys.version.split()[0]}, {options.runs} pairs")
        bare = [spent(["-c", BARE], environment).processor for _ in range(options.runs)]
        print(f"import asyncio alone: {statistics.median(bare) * 1000:.0f} ms of processor")
        beside("check --json", [*check, "--json"], environment, options.runs)
        beside("check", check, environment, options.runs)
        spent(["-m", "playground", "lesson", "goto", "countdown"], environment)
        beside(
            "lesson check", ["-m", "playground", "lesson", "check", str(answer)], environment, options.runs
        )
        beside("check --json, cold", [*check, "--json"], cold, max(3, options.runs // 7))


if __name__ == "__main__":
    main()
