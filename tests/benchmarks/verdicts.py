"""Are verdicts the same every time, however busy the machine is?

    python -m tests.benchmarks.verdicts --repeats 200 --busy 2 --jobs 2

Judges every solution, right answer, wrong answer and starter of the course, over and over, while
other processes keep the processors busy, and compares each verdict with the first one of that
answer: what it says, its seconds, its values. Prints what differed, and how long a verdict took.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import statistics
import sys
import time
from pathlib import Path

from playground.course.judging import Judging
from playground.course.model import Exercise
from playground.course.reader import read_course
from playground.sandbox import Sandbox
from playground.values.transcript import Transcript
from playground.values.verdict import verdict_json

from .busy import busy

Answer = tuple[Exercise, str, Transcript]


def answers(course_folder: Path | None, only: list[str]) -> list[Answer]:
    """Every answer that the lessons themselves hold."""
    found: list[Answer] = []
    for exercise in read_course(course_folder).exercises:
        if exercise.kind == "predict" or (only and exercise.number.partition(".")[0] not in only):
            continue
        found.append((exercise, "solution", exercise.solution))
        found += [(exercise, f"right {name}", transcript) for name, transcript in exercise.right]
        found += [(exercise, f"wrong {wrong.name}", wrong.transcript) for wrong in exercise.wrong]
        if exercise.start:
            found.append((exercise, "start", Transcript.of_file(exercise.start)))
    return found


def facts(answer: Answer, judging: Judging) -> str:
    """What must be the same each time. On the real clock the seconds are none of it."""
    exercise, _, transcript = answer
    verdict = judging.check(exercise, transcript)
    told = verdict_json(verdict)
    mine = verdict.facts.mine
    if exercise.script or exercise.clock == "real" or (mine is not None and not mine.exact):
        kept = ("exercise", "verdict", "cause", "case", "expected")
        told = {name: told[name] for name in kept}
    # Which port is free is the system's choice.
    return re.sub(r"('127\.0\.0\.1', )\d+", r"\g<1>a port", json.dumps(told, sort_keys=True))


def verdict_alone(told: str) -> tuple[str, str | None]:
    """Passed or not, and for what cause."""
    document = json.loads(told)
    return document["verdict"], document["cause"]


def judge_again(part: tuple[int, int, Path | None, list[str]]) -> tuple[list[str], list[float], list[str]]:
    """One worker's share: the first verdict of each answer, seconds of each, and what differed."""
    number, repeats, folder, only = part
    first: list[str] = []
    seconds: list[float] = []
    differed: list[str] = []
    known = answers(folder, only)
    with Sandbox() as sandbox:
        judging = Judging(sandbox, "en")
        for turn in range(repeats):
            for index, answer in enumerate(known):
                began = time.perf_counter()
                told = facts(answer, judging)
                seconds.append(time.perf_counter() - began)
                if turn == 0:
                    first.append(told)
                elif told != first[index]:
                    what = "words" if verdict_alone(told) == verdict_alone(first[index]) else "VERDICT"
                    differed.append(f"{what} of {answer[0].number} {answer[1]}:\n  {first[index]}\n  {told}")
            if number == 0:
                print(f"\r{turn + 1} of {repeats} repeats", end="", file=sys.stderr, flush=True)
    return first, seconds, differed


def main() -> int:
    """Run it; exit code 1 when a verdict differed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--busy", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--lessons", type=Path)
    parser.add_argument("only", nargs="*", help="numbers of lessons")
    options = parser.parse_args()
    share = -(-options.repeats // options.jobs)
    parts = [(number, share, options.lessons, options.only) for number in range(options.jobs)]
    with busy(options.busy), multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        results = pool.map(judge_again, parts)
    seconds = [one for _, times, _ in results for one in times]
    differed = [one for _, _, some in results for one in some]
    differed += (
        ["two workers began differently"] if len({tuple(first) for first, _, _ in results}) > 1 else []
    )
    worse = sum(one.startswith("VERDICT") for one in differed)
    print(f"\n{len(seconds)} verdicts on {len(results[0][0])} answers: {worse} differed, ", end="")
    print(f"and {len(differed) - worse} were told in other words")
    print(f"median {statistics.median(seconds) * 1000:.1f} ms, mean {statistics.mean(seconds) * 1000:.1f} ms")
    for one in differed[:20]:
        print(one)
    return 1 if differed else 0


if __name__ == "__main__":
    sys.exit(main())
