"""How long from Enter to a verdict, and how fast is `verify`?

    python -m tests.benchmarks.enter --answers 200

Two figures:
- at the prompt: from a cell's end to the reply of `Session.judge`, warm, over so many answers
  (right and wrong ones of an exercise, in turn): median and 95th percentile;
- answers per second per core in `verify`: answers through the seconds of processor time that it
  and all its processes used.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playground.course.desk import open_session
from playground.course.reader import lesson_files, lessons_folder
from playground.sandbox import Sandbox
from playground.values.transcript import Transcript

EXERCISES = ("countdown", "three-calls-no-commas", "results-by-name", "first-one-wins")


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time below which that share of them lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))]


def at_the_prompt(count: int) -> dict[str, list[float]]:
    """Real seconds of each judged answer, by exercise; the server is warm, the solution has run."""
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        session = open_session(None, "en", Sandbox, Path(folder, "progress.json"))
        try:
            for name in EXERCISES:
                session.command("goto", name)
                exercise = session.find(name)
                answers = [
                    exercise.solution,
                    *(wrong.transcript for wrong in exercise.wrong if fast(wrong.gets)),
                ]
                session.judge(answers[0])
                times[name] = []
                for number in range(count // len(EXERCISES)):
                    transcript = Transcript(answers[number % len(answers)].cells)
                    began = time.perf_counter()
                    assert session.judge(transcript) is not None
                    times[name].append(time.perf_counter() - began)
        finally:
            session.close()
    return times


def fast(cause: str) -> bool:
    """Not one that is ended by a limit: its time is the limit's."""
    return cause != "endless"


def verify_rate() -> None:
    """Print how many answers `verify` judges in a second of one core. On the virtual clock only."""
    files = [str(file) for file in lesson_files(lessons_folder())[:4]]
    command = [sys.executable, "-m", "playground", "verify", "--jobs", "1", "--json", *files]
    before = os.times()
    began = time.perf_counter()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    wall = time.perf_counter() - began
    after = os.times()
    used = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    exercises = json.loads(done.stdout)["exercises"]
    answers = sum(1 + len(one["right"]) + len(one["wrong"]) + bool(one["starter"]) for one in exercises)
    print(f"verify: {answers} answers, {used:.1f} s of processor ({answers / used:.0f} per second per core)")
    print(f"        {wall:.1f} s in all, which holds what runs on the real clock")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=200)
    options = parser.parse_args()
    times = at_the_prompt(options.answers)
    for name, seconds in (*times.items(), ("all", [one for some in times.values() for one in some])):
        print(
            f"{name:24} median {statistics.median(seconds) * 1000:5.1f} ms, "
            f"95th percentile {percentile(seconds, 0.95) * 1000:5.1f} ms, least {min(seconds) * 1000:5.1f} ms"
        )
    verify_rate()


if __name__ == "__main__":
    main()
