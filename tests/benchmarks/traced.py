"""What `trace` costs real programs: CPU of each of tests/programs, traced and not.

    python -m tests.benchmarks.traced [rounds]

The CPU is that of the whole process with its children, imports and summary included. What an empty
program costs more under `trace` is told first: most of it is there in every run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parents[1] / "programs"
TRACE = ("-m", "playground", "trace")


def spent(words: tuple[str, ...], folder: str) -> float:
    """CPU seconds of one run of Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, timeout=300, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rounds: int = 3) -> None:
    with TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import asyncio\nasyncio.run(asyncio.sleep(0))\n")
        programs = {file.stem: str(file) for file in sorted(FOLDER.glob("[a-z]*.py"))}
        best: dict[str, tuple[float, float]] = {}
        for name, file in {"empty": str(empty), **programs}.items():
            runs = [(spent((file,), folder), spent((*TRACE, file), folder)) for _ in range(rounds)]
            best[name] = min(plain for plain, _ in runs), min(traced for _, traced in runs)
    base, start = best.pop("empty")
    print(
        f"CPython {sys.version.split()[0]}: an empty program {base * 1000:.0f} ms, {start * 1000:.0f} traced"
    )
    for name, (plain, traced) in best.items():
        print(f"{name:16} {plain * 1000:5.0f} ms, {traced * 1000:5.0f} ms traced: {traced / plain:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
