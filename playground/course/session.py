"""The lesson commands, the same at the prompt and in the system shell: words in, a Reply out.

A session knows the course, where the learner is in it and what they have done; it draws nothing
and asks for nothing. The prompt hands it the cells typed since the exercise began, the command
line hands it files.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.errors import BadInput
from playground.values.text import Text
from playground.values.transcript import Transcript
from playground.values.verdict import NotYet, Passed, Verdict

from . import answering, moving, sayings, walk
from .extract import extract, extract_program
from .judging import Judging
from .model import Course, Exercise, available
from .progress import Progress
from .replies import ExerciseShown, Refused, Reply, VerdictShown

__all__ = ["COMMANDS", "Session"]


class Session:
    """One learner in one course. Commands are answered one at a time.

    `close` lets go of what the session was opened with: its sandbox.
    """

    def __init__(
        self, course: Course, progress: Progress, judging: Judging, close: Callable[[], None] | None = None
    ) -> None:
        self.course = course
        self.progress = progress
        self.judging = judging
        self.last: dict[str, Verdict] = {}  # of the last try on each exercise
        self._close = close

    # -- what the prompt asks

    @property
    def current(self) -> Exercise | None:
        """The exercise that is open."""
        return self.course.find(self.progress.state.current) if self.progress.state.current else None

    @property
    def auto(self) -> bool:
        """Whether answers are judged as they are typed."""
        return self.progress.state.auto

    def ids(self) -> tuple[str, ...]:
        """The ids of all exercises, in course order."""
        return tuple(exercise.id for exercise in self.course.exercises)

    def take_notice(self) -> Text | None:
        """What the learner should be told about their progress file, once."""
        return self.progress.take_notice()

    def command(self, word: str = "", rest: str = "", transcript: Transcript | None = None) -> Reply:
        """Answers `lesson WORD REST`; `transcript` is what was typed since the exercise began.

        What cannot be used is Refused, with what was seen and the nearest word.
        """
        answer = COMMANDS.get(word)
        if answer is None:
            return Refused(sayings.no_command(word, [name for name in COMMANDS if name]))
        try:
            return answer(self, rest.strip(), transcript or Transcript())
        except BadInput as error:
            return Refused(Text(str(error), error.zh))

    def judge(self, transcript: Transcript) -> Reply | None:
        """Judges what was typed so far without being asked; None when nothing is to be said.

        A prompt exercise passes as soon as the transcript meets it, and before that all is silent.
        """
        exercise = self.current
        if exercise is None or exercise.kind == "predict" or not available(exercise.python):
            return None
        if exercise.kind == "prompt":
            if isinstance(self.last.get(exercise.id), Passed):
                return None  # it was said, and no reset since
            self.progress.answered(exercise.id, transcript)
            verdict = self.judging.check(exercise, transcript)
            return self.said(exercise, verdict) if isinstance(verdict, Passed) else None
        answer = self.answer_of(exercise, transcript)
        self.progress.answered(exercise.id, answer)
        return self.said(exercise, self.judging.check(exercise, answer))

    def find(self, name: str) -> Exercise:
        """The exercise of that id or number; BadInput names the nearest one."""
        found = self.course.find(name)
        if found is None:
            known = [word for exercise in self.course.exercises for word in (exercise.id, exercise.number)]
            words = sayings.no_exercise(name, known)
            raise BadInput(words.en, words.zh)
        return found

    def close(self) -> None:
        """Lets go of the sandbox, if one was needed."""
        if self._close is not None:
            self._close()

    # -- what the commands use

    def open(self, exercise: Exercise) -> Reply:
        """Goes to an exercise."""
        self.progress.open(exercise.id)
        return self.show(exercise, first=self.course.lesson_of(exercise).exercises[0] is exercise)

    def show(self, exercise: Exercise, first: bool = False) -> ExerciseShown:
        """The exercise, with what was done on it."""
        done = self.progress.state.of(exercise.id)
        return ExerciseShown(
            lesson=self.course.lesson_of(exercise),
            exercise=exercise,
            passed=done.passed,
            tries=done.tries,
            hints_shown=done.hints.get(str(self.ladder(exercise)[0]), 0),
            first=first,
            available=available(exercise.python),
            last=self.last.get(exercise.id),
        )

    def said(self, exercise: Exercise, verdict: Verdict) -> VerdictShown:
        """Notes a verdict; a broken one is no try."""
        lesson = self.course.lesson_of(exercise)
        was_done = walk.is_done(lesson, self.progress.state)
        self.last[exercise.id] = verdict
        if isinstance(verdict, Passed):
            self.progress.tried(exercise.id, None)
        elif isinstance(verdict, NotYet):
            self.progress.tried(exercise.id, verdict.cause)
        is_done = walk.is_done(lesson, self.progress.state)
        return VerdictShown(verdict, lesson, exercise, is_done and not was_done)

    def ladder(self, exercise: Exercise) -> tuple[int, tuple[Text, ...]]:
        """The hints for now, and the step to which they belong (0: the exercise as a whole)."""
        if not exercise.steps:
            return 0, exercise.hints
        last = self.last.get(exercise.id)
        begun = len(exercise.steps) if isinstance(last, Passed) else 1
        step = (last.facts.step if last is not None else None) or begun
        hints = exercise.steps[step - 1].hints
        return (step, hints) if hints else (0, exercise.hints)

    def opened(self) -> Exercise:
        """The exercise that is open; BadInput says how to open one."""
        exercise = self.current
        if exercise is None:
            raise BadInput(sayings.NO_EXERCISE_OPEN.en, sayings.NO_EXERCISE_OPEN.zh)
        return exercise

    def answer_of(self, exercise: Exercise, transcript: Transcript) -> Transcript:
        """What is judged of the cells typed since the exercise began."""
        if exercise.kind == "prompt":
            return transcript
        cells = [cell.source for cell in transcript.cells]
        source = extract_program(cells) if exercise.script else extract(cells)
        return Transcript.of_definitions(source) if source else Transcript()


COMMANDS: dict[str, Callable[[Session, str, Transcript], Reply]] = {
    "": moving.where,
    "list": moving.show_list,
    "next": moving.go_on,
    "back": moving.back,
    "goto": moving.goto,
    "skip": moving.skip,
    "check": answering.check,
    "answer": answering.answer,
    "hint": answering.hint,
    "solution": answering.solution,
    "reset": answering.reset,
    "save": answering.save,
    "auto": moving.set_auto,
    "explain": moving.explain,
    "review": moving.review,
}
