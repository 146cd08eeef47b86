"""For authors: are these lessons sound?

Solutions and other right answers pass, every wrong answer gets its cause, every starter fails,
wrong predictions are wrong and get their words: judged in the same way as a learner's answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from playground import errors
from playground.values.codec import Json
from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, NotYet, Passed, Verdict

from .answers import near_file
from .author import todos
from .judging import Judging, Runs
from .located import Document, Key, Problem
from .model import available
from .predicting import right_text, wrong_text
from .reader import LessonRead, lesson_files, lessons_folder, read_lessons

__all__ = [
    "Checked",
    "MakeSandbox",
    "Verified",
    "check_exercise",
    "for_each_exercise",
    "lessons_at",
    "verify",
    "why",
]

T = TypeVar("T")

MakeSandbox = Callable[[], AbstractContextManager[Runs]]


@frozen
class Checked:
    """What became of one exercise's answers: each result is "passed", a cause, or "broken".

    None where there is nothing: a predict exercise has no solution, not every exercise a starter.
    `available` is False when this Python cannot do the exercise, and nothing was judged.
    """

    id: str
    solution: str | None = None
    right: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)  # name to (wanted, got)
    starter: str | None = None
    available: bool = True


@frozen
class Verified:
    """The result for all lessons; they are sound when there is no problem."""

    exercises: tuple[Checked, ...]
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems

    def json(self) -> Json:
        """The document of `verify --json`, version 1."""
        return {
            "version": 1,
            "sound": self.sound,
            "exercises": [
                {
                    "id": one.id,
                    "solution": one.solution,
                    "right": one.right,
                    "wrong": {name: {"wanted": w, "got": got} for name, (w, got) in one.wrong.items()},
                    "starter": one.starter,
                }
                for one in self.exercises
            ],
            "problems": [
                {"file": one.file, "line": one.line, "column": one.column, "message": one.message}
                for one in self.problems
            ],
        }


def verify(
    paths: Sequence[Path] = (),
    *,
    make_sandbox: MakeSandbox,
    jobs: int = 1,
    told: Callable[[Checked, int, int], None] | None = None,
) -> Verified:
    """Verifies lesson files and folders (none: our own lessons), with `jobs` sandboxes at a time.

    `told` hears of each exercise when it is done: the result, how many are done, of how many. It
    is called in the caller's thread.
    """
    reads = read_lessons(lessons_at(paths))
    problems = [problem for read in reads for problem in (*read.problems, *todos(read.document))]
    checked = []

    def heard(result: tuple[Checked, list[Problem]], done: int, of: int) -> None:
        checked.append(result[0])
        problems.extend(result[1])
        if told is not None:
            told(result[0], done, of)

    for_each_exercise(reads, check_exercise, heard, make_sandbox=make_sandbox, jobs=jobs)
    return Verified(tuple(checked), tuple(problems))


def check_exercise(read: LessonRead, index: int, judging: Judging) -> tuple[Checked, list[Problem]]:
    """Tries all that one exercise of a sound lesson says of itself."""
    return _ExerciseCheck(read, index, judging).run()


def for_each_exercise(
    reads: Sequence[LessonRead],
    do: Callable[[LessonRead, int, Judging], T],
    heard: Callable[[T, int, int], None],
    *,
    make_sandbox: MakeSandbox,
    jobs: int,
) -> None:
    """Does something with every exercise of the sound lessons, in `jobs` threads, each with its sandbox.

    `heard` is called in the caller's thread, in course order: the result, how many are done, of how many.
    """
    work = [(read, index) for read in reads if read.lesson for index in range(len(read.lesson.exercises))]
    own = threading.local()
    with ExitStack() as sandboxes, ThreadPoolExecutor(max(1, jobs), "playground-verify") as pool:
        entering = threading.Lock()

        def one(read: LessonRead, index: int) -> T:
            if not hasattr(own, "judging"):
                with entering:  # an ExitStack is not made for several threads
                    own.judging = Judging(sandboxes.enter_context(make_sandbox()), "en")
            return do(read, index, own.judging)

        # Those in real time first: they wait, and the last of them would keep all others waiting.
        real = [read.exercise(index).real_time for read, index in work]
        turns = sorted(range(len(work)), key=lambda number: not real[number])
        futures = {number: pool.submit(one, *work[number]) for number in turns}
        try:
            for number in range(len(work)):
                heard(futures[number].result(), number + 1, len(work))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def lessons_at(paths: Sequence[Path]) -> list[Path]:
    """The lesson files that these files and folders name; without any, our own lessons."""
    files: list[Path] = []
    for path in paths or [lessons_folder()]:
        if path.is_dir():
            found = lesson_files(path)
            if not found:
                raise errors.BadInput(f"There are no lessons (*.yaml) in {path}.")
            files += found
        elif path.exists():
            files.append(path)
        else:
            raise errors.BadInput(f"There is no file or folder {str(path)!r}.{near_file(path).en}")
    return list(dict.fromkeys(files))


class _ExerciseCheck:
    """Tries all that one exercise says of itself."""

    def __init__(self, read: LessonRead, index: int, judging: Judging) -> None:
        self.exercise = read.exercise(index)
        self.document: Document = read.document
        self.key: Key = ("exercises", index)
        self.judging = judging
        self.problems: list[Problem] = []

    def run(self) -> tuple[Checked, list[Problem]]:
        self._hints()
        if not available(self.exercise.python):
            return Checked(self.exercise.id, available=False), self.problems
        done = self._predictions() if self.exercise.kind == "predict" else self._answers()
        return done, self.problems

    def _wrong(self, message: str, *key: str | int) -> None:
        line, column = self.document.place((*self.key, *key))
        words = f"exercise '{self.exercise.id}': {message}"
        self.problems.append(Problem(self.document.file, line, column, words))

    def _hints(self) -> None:
        written = self.document.data["exercises"][self.key[1]]
        in_steps = self.exercise.steps and all(step.hints for step in self.exercise.steps)
        if "hints" not in written and not in_steps:
            self._wrong("no hint. Write one, or `hints: []` to say that none is needed", "id")

    def _answers(self) -> Checked:
        exercise = self.exercise
        solution = self.judging.check(exercise, exercise.solution)
        if not isinstance(solution, Passed):
            self._wrong(f"the solution does not pass. {why(solution)}", "solution")
            return Checked(exercise.id, _result(solution))  # nothing can be judged beside it
        right = {name: self._right(name, answer) for name, answer in exercise.right}
        wrong = {}
        for answer in exercise.wrong:
            verdict = self.judging.check(exercise, answer.transcript)
            wrong[answer.name] = (answer.gets, _result(verdict))
            if answer.gets != _result(verdict):
                words = f"the wrong answer '{answer.name}' should get {answer.gets}: got {why(verdict)}"
                self._wrong(words, "wrong", answer.name, "gets")
        return Checked(exercise.id, _result(solution), right, wrong, self._starter())

    def _right(self, name: str, answer: Transcript) -> str:
        verdict = self.judging.check(self.exercise, answer)
        if not isinstance(verdict, Passed):
            self._wrong(f"the right answer '{name}' does not pass: {why(verdict)}", "right", name)
        return _result(verdict)

    def _starter(self) -> str | None:
        if not self.exercise.start:
            return None
        verdict = self.judging.check(self.exercise, Transcript.of_file(self.exercise.start))
        if isinstance(verdict, Passed):
            self._wrong("the starter already passes. A learner would have nothing to do", "start")
        if isinstance(verdict, Broken):
            self._wrong(f"the starter: {why(verdict)}", "start")
        return _result(verdict)

    def _predictions(self) -> Checked:
        exercise = self.exercise
        try:
            report = self.judging.reference(exercise)
        except errors.Broken as error:
            self._wrong(f"the program does not run: {error}", "call")
            return Checked(exercise.id, "broken")
        if report.broken or report.failed or report.syntax or report.missing or not report.cases:
            words = report.broken or (
                report.failed.words if report.failed else "it does not come to its call"
            )
            self._wrong(f"the program does not run: {words}", "call")
            return Checked(exercise.id, "broken")
        right = self._predict(right_text(exercise, report))
        if not isinstance(right, Passed):
            where = "choices" if exercise.prediction and exercise.prediction.choices else "of"
            self._wrong(f"what really happens does not pass as an answer: {why(right)}", where)
        wrong = {}
        for mistake in exercise.wrong_predictions:
            verdict = self._predict(wrong_text(exercise, mistake, report))
            wrong[mistake.name] = ("wrong-prediction", _result(verdict))
            where_key = ("wrong", mistake.name, "answer")
            if not isinstance(verdict, NotYet):
                words = f"the wrong prediction '{mistake.name}' should be wrong: {why(verdict)}"
                self._wrong(words, *where_key)
            elif not _says(verdict, mistake.say):
                words = f"the wrong prediction '{mistake.name}' gets other words than its own:"
                self._wrong(f"{words} {verdict.message}", *where_key)
        return Checked(exercise.id, _result(right), {}, wrong)

    def _predict(self, text: str) -> Verdict:
        try:
            return self.judging.predict(self.exercise, text)
        except errors.BadInput as error:
            return Broken(self.exercise.id, str(error))


def _says(verdict: NotYet, say: Text) -> bool:
    """Whether the verdict's words are those of the mistake, whose places may be filled in."""
    return "{" in say.en or " ".join(say.en.split()) in " ".join(verdict.message.split())


def _result(verdict: Verdict) -> str:
    match verdict:
        case Passed():
            return "passed"
        case NotYet(cause=cause):
            return cause
        case Broken():
            return "broken"


def why(verdict: Verdict) -> str:
    """A verdict in one line."""
    match verdict:
        case Passed():
            return "passed"
        case NotYet(cause=cause, message=message):
            return f"{cause} ({' '.join(message.split())})"
        case Broken(message=message):
            return f"broken ({' '.join(message.split())})"
