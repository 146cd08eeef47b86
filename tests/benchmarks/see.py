"""What seeing a loop costs, and what one sees: `trace` beside asyncviz, viztracer and aiomonitor.

    python -m tests.benchmarks.see [rounds]

The neighbours are run where they are installed; each as its own documentation has it, without a
browser. First the CPU of five loads as a ratio to asyncio's bare loop (ours must stay below 2), rounds
of all tools interleaved. Then seven scenes: of the facts that somebody would look for, which are in
what the tool gives out.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
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

HOLDS = next(
    number
    for number, line in enumerate(Path(SCRIPT).read_text().split("\n"), 1)
    if "# the line that holds" in line
)
# What one would look for in each scene, and words in which it would be said.
FACTS: dict[str, dict[str, str]] = {
    "three_sleeps": {
        "the tasks by name": r"nap-0\.1",
        "that they sleep": r"sleep\(0\.1\)|\bsleeps?\b",
        "for how long": r"sleep\(0\.1\)|sleep.{0,40}\b0\.1\b",
    },
    "lock_cycle": {
        "the tasks by name": "taker-1",
        "which lock is waited for": r"[Ll]ock '\w+'|Lock object at",
        "who holds it": r"held by taker-[12]",
        "that nobody will go on": r"stuck:|[Dd]eadlock detected|\bcycle detected",
    },
    "held_loop": {
        "the task by name": "holder",
        "the line": rf"see_programs\.py[:\"', a-z(]*\b{HOLDS}\b",
        "for how long": r"50\d ms|0\.5\d* ?s\b|\b50\d{4,}\b|\b50\d\.\d+",
    },
    "leaked_task": {
        "the task by name": "forgotten",
        "that it was left": r"left running|[Ll]eaked task\b|never finished|[Oo]rphan",
    },
    "lost_exception": {
        "asyncio's own report": "never retrieved",
        "the task by name": r"failer",
        "its error": "lost words",
        "that nobody looked at it": r"nobody looked at\n\s+failer|unretrieved",
    },
    "bounded_queue": {
        "the task by name": "producer",
        "that it waits to put": r"queue 'orders'|queue[._-]put[._-](?:wait|block)|put blocked",
        "the queue by name or size": r"queue 'orders'|maxsize\D{1,4}2\b",
    },
    "echo_server": {
        "the handler by name": r"\becho\b",
        "that it waits for the stream": r"\bstream\b|in readline|read[._-]wait",
    },
}


def installed() -> dict[str, Command]:
    """Ours, and the neighbours that are here."""
    found = dict(TOOLS)
    for name, command in NEIGHBOURS.items():
        if find_spec(name) is not None:
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
    files = [_given_out(file) for file in sorted(out.rglob("*")) if file.is_file()]
    return done.stdout, "\n".join([done.stderr, *files])


def _given_out(file: Path) -> str:
    """The text of a file of the tool's; copies of the program's source in it are no finding."""
    text = file.read_text(errors="replace")
    if file.suffix == ".json" and '"file_info"' in text:
        document = json.loads(text)
        document.pop("file_info", None)
        text = json.dumps(document)
    return text


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
        print(
            f"{name:15} bare {best['bare'] * 1000:5.0f} ms   {words}   (limit of trace {LIMIT:.2f})",
            flush=True,
        )
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
