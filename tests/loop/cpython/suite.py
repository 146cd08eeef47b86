"""CPython's own asyncio tests on a loop of ours and on the stock loop, in one run.

    python -m tests.loop.cpython.suite [--loop VirtualClockLoop] [MODULE…]

prints a line a module, and each test that passes on the stock loop and fails on ours.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .exclusions import EXCLUDED

__all__ = ["PREFIX", "Outcome", "compare", "modules"]

PREFIX = "test.test_asyncio."
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Outcome:
    """What one module's tests did on our loop: those that made it, and those that only fail there."""

    module: str
    loop: str
    tests: int
    made: int
    passed: int
    worse: dict[str, str] = field(default_factory=dict)  # test -> the error
    needless: tuple[str, ...] = ()  # excluded, and passes


def modules() -> list[str]:
    """The modules of asyncio's tests that this interpreter ships; none when it ships none."""
    spec = find_spec("test.test_asyncio") if find_spec("test") else None
    if spec is None or not spec.submodule_search_locations:
        return []
    folder = Path(spec.submodule_search_locations[0])
    elsewhere = ("test_windows_events", "test_windows_utils", "test_proactor_events")
    return sorted(path.stem for path in folder.glob("test_*.py") if path.stem not in elsewhere)


def _run(loop: str, module: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.loop.cpython.run_module", loop, module]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False, env=environment)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"{module} on {loop} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(lines[-1])
    return {name.removeprefix(PREFIX): entry for name, entry in found.items()}


def compare(module: str, *loops: str) -> list[Outcome]:
    """One module on the stock loop, and on each of ours; two processes at a time."""
    with ThreadPoolExecutor(2) as pool:
        stock, *ours = pool.map(lambda loop: _run(loop, module), ("stock", *loops))
    return [_outcome(module, loop, stock, found) for loop, found in zip(loops, ours, strict=True)]


def _outcome(module: str, loop: str, stock: dict[str, Any], ours: dict[str, Any]) -> Outcome:
    excluded = EXCLUDED[loop]
    made = {name: entry for name, entry in ours.items() if entry["made"] and entry["how"] != "skipped"}
    passed = [name for name, entry in made.items() if entry["how"] == "passed"]
    worse = {
        name: entry.get("error", "")
        for name, entry in ours.items()
        if entry["how"] == "failed" and stock.get(name, {}).get("how") == "passed" and name not in excluded
    }
    needless = tuple(name for name in passed if name in excluded)
    return Outcome(module, loop, len(ours), len(made), len(passed), worse, needless)


def main() -> None:
    """Run the modules named, or all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--loop", default="VirtualClockLoop", choices=sorted(EXCLUDED))
    parser.add_argument("modules", nargs="*")
    options = parser.parse_args()
    worse = made = passed = 0
    for module in options.modules or modules():
        (outcome,) = compare(module, options.loop)
        worse, made, passed = worse + len(outcome.worse), made + outcome.made, passed + outcome.passed
        print(
            f"{module}: {outcome.tests} tests, {outcome.made} made the loop, {outcome.passed} of them passed"
        )
        for name, error in outcome.worse.items():
            print(f"  only on ours: {name}\n{error}")
        sys.stdout.flush()
    print(f"{passed} of {made} passed, {worse} fail only on ours")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
