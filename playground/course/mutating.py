"""`verify --mutate`: would an exercise notice a small fault in its own solution?

Each mutant of a solution is judged as an answer. One that passes shows a case or an expectation
that is missing, or it is no fault at all: then the lesson lists it under `equivalent`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from playground.values.codec import Json
from playground.values.frozen import frozen
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, Passed

from .judging import Judging
from .located import Problem
from .model import Exercise, available
from .mutants import Mutant, mutants
from .reader import LessonRead, read_lessons
from .verify import MakeSandbox, for_each_exercise, lessons_at, why

__all__ = ["Mutated", "MutationReport", "Survivor", "mutate"]

REAL_SECONDS = 2.0  # for a mutant on the virtual clock: an endless one need not take all its time


@frozen
class Survivor:
    """A mutant that passes, with its place in the lesson file."""

    exercise: str
    file: str
    line: int
    column: int
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.column}: exercise '{self.exercise}': {self.what} passes"
        return f"{head}\n  - {self.before}\n  + {self.after}"


@frozen
class Mutated:
    """What became of one exercise's mutants. `equivalent` counts those that the lesson lists."""

    id: str
    mutants: int = 0
    killed: int = 0
    equivalent: int = 0
    survivors: tuple[Survivor, ...] = ()


@frozen
class MutationReport:
    """The result for all lessons. Survivors are no problems: each is a question to the author."""

    exercises: tuple[Mutated, ...]
    problems: tuple[Problem, ...]

    @property
    def survivors(self) -> tuple[Survivor, ...]:
        return tuple(survivor for one in self.exercises for survivor in one.survivors)

    @property
    def mutants(self) -> int:
        return sum(one.mutants for one in self.exercises)

    @property
    def killed(self) -> int:
        return sum(one.killed for one in self.exercises)

    @property
    def equivalent(self) -> int:
        return sum(one.equivalent for one in self.exercises)

    @property
    def share(self) -> float:
        """The share of the mutants that were killed, without the equivalent ones: 0 to 1."""
        faults = self.mutants - self.equivalent
        return self.killed / faults if faults else 1.0

    def json(self) -> Json:
        """The document of `verify --mutate --json`, version 1."""
        return {
            "version": 1,
            "mutants": self.mutants,
            "killed": self.killed,
            "equivalent": self.equivalent,
            "share": round(self.share, 4),
            "exercises": [
                {"id": e.id, "mutants": e.mutants, "killed": e.killed, "equivalent": e.equivalent}
                for e in self.exercises
            ],
            "survivors": [
                {name: getattr(one, name) for name in Survivor.__dataclass_fields__} for one in self.survivors
            ],
            "problems": [
                {"file": one.file, "line": one.line, "column": one.column, "message": one.message}
                for one in self.problems
            ],
        }


def mutate(
    paths: Sequence[Path] = (),
    *,
    make_sandbox: MakeSandbox,
    jobs: int = 1,
    told: Callable[[Mutated, int, int], None] | None = None,
) -> MutationReport:
    """Judges every mutant of every write exercise in these lessons (none: our own).

    `told` hears of each exercise when it is done, as that of `verify`.
    """
    reads = read_lessons(lessons_at(paths))
    problems = [problem for read in reads for problem in read.problems]
    done: list[Mutated] = []

    def heard(result: tuple[Mutated, list[Problem]], number: int, of: int) -> None:
        done.append(result[0])
        problems.extend(result[1])
        if told is not None:
            told(result[0], number, of)

    for_each_exercise(reads, _mutate_exercise, heard, make_sandbox=make_sandbox, jobs=jobs)
    return MutationReport(tuple(one for one in done if one.mutants), tuple(problems))


def _mutate_exercise(read: LessonRead, index: int, judging: Judging) -> tuple[Mutated, list[Problem]]:
    exercise = _hurried(read.exercise(index))
    nothing = Mutated(exercise.id)
    if exercise.kind != "write" or not available(exercise.python):
        return nothing, []
    key = ("exercises", index)
    trouble = judging.check(exercise, exercise.solution)
    if not isinstance(trouble, Passed):
        words = f"exercise '{exercise.id}': the solution does not pass. {why(trouble)}"
        return nothing, [Problem(read.document.file, *read.document.place((*key, "solution")), words)]

    survivors: list[Survivor] = []
    problems: list[Problem] = []
    found = mutants(exercise.solution.source)
    for mutant in found:
        line, column = read.document.code_place((*key, "solution"), mutant.line, mutant.column)
        verdict = judging.check(exercise, Transcript.of_file(mutant.source))
        if isinstance(verdict, Passed):
            place = (exercise.id, read.document.file, line, column)
            survivors.append(Survivor(*place, mutant.what, mutant.before, mutant.after))
        elif isinstance(verdict, Broken):
            words = f"exercise '{exercise.id}': {mutant.change}: {why(verdict)}"
            problems.append(Problem(read.document.file, line, column, words))

    passed = {f"{one.before} => {one.after}" for one in survivors}
    for number, change in enumerate(exercise.equivalent):
        if change not in passed:
            words = f"exercise '{exercise.id}': {_not_equivalent(change, found)}"
            at = read.document.place((*key, "equivalent", number))
            problems.append(Problem(read.document.file, *at, words))
    questions = tuple(one for one in survivors if f"{one.before} => {one.after}" not in exercise.equivalent)
    killed, equivalent = len(found) - len(survivors), len(survivors) - len(questions)
    return Mutated(exercise.id, len(found), killed, equivalent, questions), problems


def _not_equivalent(change: str, found: Sequence[Mutant]) -> str:
    if any(one.change == change for one in found):
        return "this change is listed as equivalent, and it does not pass"
    return "this change is listed as equivalent, and no mutant has it"


def _hurried(exercise: Exercise) -> Exercise:
    """The exercise with less real time, where that says nothing about the answer."""
    if exercise.real_time:
        return exercise
    seconds = min(exercise.limits.real_seconds, REAL_SECONDS)
    return replace(exercise, limits=replace(exercise.limits, real_seconds=seconds))
