"""How long does it take to verify the whole course, and is the outcome the same each time?

    python -m tests.benchmarks.course --repeats 20 --busy 2

Does what `verify` does: first the exercises on the virtual clock, then those in real time. Compares
each run with the first: what every solution, right and wrong answer, starter and prediction got.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from dataclasses import dataclass

from playground.arguments import JOBS
from playground.course.judging import Judging
from playground.course.located import Problem
from playground.course.reader import LessonRead, read_lessons
from playground.course.verify import Checked, check_exercise, for_each_exercise, lessons_at
from playground.sandbox import Sandbox

from .busy import busy


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one exercise, and after how many seconds."""

    number: str
    checked: Checked
    problems: tuple[Problem, ...]
    seconds: float


def run(reads: list[LessonRead], *, real: bool, jobs: int) -> list[Tried]:
    """Verifies all exercises of one clock, `jobs` at a time."""

    def one(read: LessonRead, index: int, judging: Judging) -> Tried | None:
        exercise = read.exercise(index)
        if exercise.real_time != real:
            return None
        began = time.perf_counter()
        checked, problems = check_exercise(read, index, judging)
        took = time.perf_counter() - began
        return Tried(exercise.number, checked, tuple(problems), took)

    found: list[Tried] = []

    def heard(tried: Tried | None, _done: int, _of: int) -> None:
        if tried is not None:
            found.append(tried)

    for_each_exercise(reads, one, heard, make_sandbox=Sandbox, jobs=jobs)
    return found


def processor() -> float:
    """Seconds of processor time of this process and of those that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    """Run it; exit code 1 when there was a problem, or a run differed from the first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--busy", type=int, default=0, help="processes that keep the processors busy")
    parser.add_argument("--jobs", type=int, default=JOBS)
    options = parser.parse_args()
    reads = list(read_lessons(lessons_at([])))
    first: dict[str, Checked] = {}
    wrong: list[str] = []
    last: list[Tried] = []
    with busy(options.busy):
        for turn in range(1, options.repeats + 1):
            last, said = [], []
            for real in (False, True):
                began, used = time.perf_counter(), processor()
                tried = run(reads, real=real, jobs=options.jobs)
                took, used = time.perf_counter() - began, processor() - used
                name = "in real time" if real else "on the virtual clock"
                said.append(f"{len(tried)} {name} {took:.1f} s (processor {used:.1f} s)")
                last += tried
            wrong += [f"run {turn}: {problem}" for one in last for problem in one.problems]
            for one in last:
                if first.setdefault(one.number, one.checked) != one.checked:
                    wrong.append(f"run {turn}: {one.number} differs from run 1: {one.checked}")
            print(f"run {turn}: {', '.join(said)}; {len(wrong)} wrong so far", flush=True)
    for one in sorted(last, key=lambda tried: -tried.seconds)[:10]:
        print(f"{one.seconds:6.2f} s  {one.number} {one.checked.id}")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
