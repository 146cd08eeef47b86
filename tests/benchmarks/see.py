"""What seeing a loop costs, and what one sees: `trace` beside asyncviz, viztracer and aiomonitor.

    python -m tests.benchmarks.see [rounds]

The neighbours are run where they are installed; each as its own documentation has it, without a
browser. First the CPU of five loads as a ratio to asyncio's bare loop (ours must stay below 2), rounds
of all tools interleaved. Then seven scenes: of the facts that somebody would look for, which are in
what the tool gives out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from .see_programs import LOADS, SCENES

ROOT = Path(__file__).parents[2]
LIMIT = 2.0
BIN = Path(sys.executable).parent
MODULE = "tests.benchmarks.see_programs"
SCRIPT = str(ROOT / "tests" / "benchmarks" / "see_programs.py")
Command = Callable[[str, Path], list[str]]  # of a program's name and a folder for what comes out

TOOLS: dict[str, Command] = {
    "bare": lambda name, out: [sys.executable, SCRIPT, name],
    "trace": lambda name, out: [sys.executable, "-m", "playground", "trace", SCRIPT, name],
}
NEIGHBOURS: dict[str, Command] = {
    "asyncviz": lambda name, out: [
        str(BIN / "asyncviz"), "record", "--browser", "never", "--compress", "none",
        "-o", str(out / "session.avz"), SCRIPT, "--", name,
    ],
    "viztracer": lambda name, out: [
        str(BIN / "viztracer"), "--log_async", "--quiet", "-o", str(out / "viz.json"), SCRIPT, name,
    ],
    "aiomonitor": lambda name, out: [sys.executable, SCRIPT, name, "aiomonitor", str(out / "said.txt")],
}  # fmt: skip

# What one would look for in each scene, and words in which it would be said.
FACTS: dict[str, dict[str, str]] = {
    "three_sleeps": {
        "the tasks": r"nap-0\.1",
        "that they sleep, and how long": r"sleep\(0\.1\)|sleep.{0,40}0\.1\b",
    },
    "lock_cycle": {
        "the tasks": "taker-1",
        "which lock is waited for": r"lock '\w+'|'second'",
        "who holds it": r"held by taker-[12]|holder.{0,40}taker",
        "that it is a cycle": r"holds .* and waits for|cycle|deadlock",
    },
    "held_loop": {
        "the task": "holder",
        "the line": r"see_programs\.py:\d+",
        "how long": r"50\d ms|0\.5\d?\d? ?s|\b5\d\d\.\d+|50\d{4,}",
    },
    "leaked_task": {"the task": "forgotten", "that it was left": "left running|leak|never finished|orphan"},
    "lost_exception": {
        "asyncio's own report": "never retrieved",
        "the task": "failer",
        "that nobody looked": r"nobody looked at\s+failer.*lost words|unretrieved",
    },
    "bounded_queue": {
        "the task": "producer",
        "that it waits to put": r"queue-put|queue 'orders'|queue.{0,60}put|put.{0,60}block",
        "the queue's name or size": r"queue 'orders'|maxsize.{0,4}2\b",
    },
    "echo_server": {
        "the handler": r"\becho\b",
        "that it waits for the stream": r"stream|readline|read.{0,20}wait",
    },
}


def installed() -> dict[str, Command]:
    """Ours, and the neighbours that are here."""
    found = dict(TOOLS)
    for name, command in NEIGHBOURS.items():
        program = BIN / name
        if program.exists() or shutil.which(name):
            found[name] = command
        else:
            print(f"{name}: not installed here, not measured")
    return found


def run(command: Command, name: str, out: Path) -> tuple[str, str]:
    """What a program printed under a tool, and all that the tool gave out."""
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{BIN}:/usr/bin:/bin",
        "COLUMNS": "160",
        "LANG": "C.UTF-8",
        "HOME": str(out),
    }
    done = subprocess.run(
        command(name, out), cwd=out, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    files = [file.read_text(errors="replace") for file in sorted(out.rglob("*")) if file.is_file()]
    return done.stdout, "\n".join([done.stderr, *files])


def seconds(command: Command, name: str) -> float:
    """The CPU that a load took, as it says itself."""
    with TemporaryDirectory() as folder:
        stdout, told = run(command, name, Path(folder))
    numbers = re.findall(r"^\d+\.\d+(?:e-\d+)?$", stdout, re.MULTILINE)
    if not numbers:
        raise RuntimeError(f"{command(name, Path())}: {stdout[-300:]} {told[-300:]}")
    return float(numbers[-1])


def costs(tools: dict[str, Command], rounds: int) -> bool:
    """Print the ratios; whether ours are within the limit."""
    within = True
    for name in LOADS:
        runs = [{tool: seconds(command, name) for tool, command in tools.items()} for _ in range(rounds)]
        best = {tool: min(run[tool] for run in runs) for tool in tools}
        ratios = {tool: best[tool] / best["bare"] for tool in list(tools)[1:]}
        words = "   ".join(f"{tool} {ratio:.2f}" for tool, ratio in ratios.items())
        print(f"{name:15} bare {best['bare'] * 1000:5.0f} ms   {words}   (limit of trace {LIMIT:.2f})")
        within = within and ratios["trace"] <= LIMIT
    return within


def sights(tools: dict[str, Command]) -> None:
    """Print, for each scene and tool, which facts are shown."""
    for scene in SCENES:
        print(f"\n{scene.replace('_', ' ')}")
        for tool, command in list(tools.items()):
            with TemporaryDirectory() as folder:
                _, told = run(command, scene, Path(folder))
            shown = [fact for fact, words in FACTS[scene].items() if re.search(words, told, re.DOTALL)]
            missing = [fact for fact in FACTS[scene] if fact not in shown]
            print(
                f"  {tool:11} shows {', '.join(shown) or 'nothing'}"
                + (f"; not {', '.join(missing)}" if missing else "")
            )


def main(rounds: int = 3) -> int:
    tools = installed()
    print(f"CPython {sys.version.split()[0]}: CPU as a ratio to the bare loop, the best of {rounds} rounds")
    within = costs(tools, rounds)
    sights(tools)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
