"""The lesson commands, the same at the prompt and in the system shell: words in, a Reply out.

A session knows the course, where the learner is in it and what they have done; it draws nothing
and asks for nothing. The prompt hands it the cells typed since the exercise began, the command
line hands it files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playground.errors import BadInput
from playground.values.text import Language, Text
from playground.values.trace import Trace
from playground.values.transcript import Transcript
from playground.values.verdict import CAUSES, NotYet, Passed, Verdict

from . import sayings, walk
from .answers import read_answer, transcript_yaml, write_transcript
from .extract import extract
from .judging import Judging
from .model import Course, Exercise, available
from .progress import Progress
from .replies import (
    AnswerShown,
    CauseShown,
    CourseShown,
    ExerciseShown,
    HintShown,
    Refused,
    Reply,
    ReviewShown,
    Said,
    SolutionShown,
    VerdictShown,
)

__all__ = ["COMMANDS", "Session"]


class Session:
    """One learner in one course. Commands are answered one at a time.

    `transcript` is what was typed since the current exercise began, where there is a prompt.
    """

    def __init__(self, course: Course, progress: Progress, judging: Judging, lang: Language) -> None:
        self.course = course
        self.progress = progress
        self.judging = judging
        self.lang = lang
        self._last: dict[str, Verdict] = {}  # of the last try on each exercise

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
            if self.progress.state.of(exercise.id).passed:
                return None
            self.progress.answered(exercise.id, transcript)
            verdict = self.judging.check(exercise, transcript)
            return self._said(exercise, verdict) if isinstance(verdict, Passed) else None
        answer = _answer(exercise, transcript)
        self.progress.answered(exercise.id, answer)
        return self._said(exercise, self.judging.check(exercise, answer))

    def find(self, name: str) -> Exercise:
        """The exercise of that id or number; BadInput names the nearest one."""
        found = self.course.find(name)
        if found is None:
            known = [word for exercise in self.course.exercises for word in (exercise.id, exercise.number)]
            words = sayings.no_exercise(name, known)
            raise BadInput(words.en, words.zh)
        return found

    def close(self) -> None:
        """Nothing is kept open: the sandbox belongs to who made it."""

    # -- where in the course

    def where(self, rest: str, transcript: Transcript) -> Reply:
        """Where am I: the exercise that is open."""
        exercise = self.current
        return Said(sayings.NO_EXERCISE_OPEN) if exercise is None else self._show(exercise)

    def show_list(self, rest: str, transcript: Transcript) -> Reply:
        """The course, with what is done."""
        state = self.progress.state
        return CourseShown(self.course, state.passed, state.current or None, self.course.problems)

    def next(self, rest: str, transcript: Transcript) -> Reply:
        """The next exercise not yet passed."""
        exercise = walk.next_to_do(self.course, self.progress.state, self.current)
        return Refused(sayings.NO_LESSONS) if exercise is None else self._open(exercise)

    def back(self, rest: str, transcript: Transcript) -> Reply:
        """The exercise before this one."""
        return self._move(-1, sayings.AT_THE_BEGINNING)

    def skip(self, rest: str, transcript: Transcript) -> Reply:
        """The exercise after this one, passed or not."""
        return self._move(1, sayings.AT_THE_END)

    def _move(self, by: int, no_more: Text) -> Reply:
        current = self.current
        if current is None:
            return self.next("", Transcript())
        place = self.course.exercises.index(current) + by
        if not 0 <= place < len(self.course.exercises):
            return Said(no_more)
        return self._open(self.course.exercises[place])

    def goto(self, rest: str, transcript: Transcript) -> Reply:
        """Any exercise, by id or number."""
        if not rest:
            return Refused(sayings.GOTO_WHERE)
        return self._open(walk.named(self.course, rest) or self.find(rest))

    def _open(self, exercise: Exercise) -> Reply:
        self.progress.open(exercise.id)
        return self._show(exercise, first=self.course.lesson_of(exercise).exercises[0] is exercise)

    def _show(self, exercise: Exercise, first: bool = False) -> ExerciseShown:
        done = self.progress.state.of(exercise.id)
        return ExerciseShown(
            lesson=self.course.lesson_of(exercise),
            exercise=exercise,
            passed=done.passed,
            tries=done.tries,
            hints_shown=done.hints.get(str(self._ladder(exercise)[0]), 0),
            first=first,
            available=available(exercise.python),
            last=self._last.get(exercise.id),
        )

    # -- answering

    def check(self, rest: str, transcript: Transcript) -> Reply:
        """Judges the answer so far, or a file."""
        exercise = self._opened()
        if rest:
            answer = read_answer(Path(rest).expanduser())
        elif exercise.kind == "predict":
            return Refused(sayings.PREDICT_WITH_ANSWER)
        else:
            answer = _answer(exercise, transcript) if transcript.cells else self._kept(exercise)
            if not answer.cells:
                return Refused(sayings.NOTHING_TO_CHECK)
        if exercise.kind != "predict":
            self.progress.answered(exercise.id, answer)
        return self._said(exercise, self.judging.check(exercise, answer))

    def answer(self, rest: str, transcript: Transcript) -> Reply:
        """A prediction; without words, what would be judged."""
        exercise = self._opened()
        if exercise.kind == "predict":
            if not rest:
                return Refused(sayings.ANSWER_WHAT)
            return self._said(exercise, self.judging.predict(exercise, rest))
        if rest:
            return Refused(sayings.NOT_PREDICTED)
        answer = _answer(exercise, transcript) if transcript.cells else self._kept(exercise)
        if not answer.cells:
            return Said(sayings.NO_ANSWER_YET)
        return AnswerShown(transcript_yaml(answer) if exercise.kind == "prompt" else answer.source)

    def _kept(self, exercise: Exercise) -> Transcript:
        """The answer of an earlier session. Not of a prompt exercise: its tasks are gone."""
        return Transcript() if exercise.kind == "prompt" else self.progress.state.of(exercise.id).answer

    def _said(self, exercise: Exercise, verdict: Verdict) -> VerdictShown:
        """Notes a verdict; a broken one is no try."""
        lesson = self.course.lesson_of(exercise)
        was_done = walk.is_done(lesson, self.progress.state)
        self._last[exercise.id] = verdict
        if isinstance(verdict, Passed):
            self.progress.tried(exercise.id, None)
        elif isinstance(verdict, NotYet):
            self.progress.tried(exercise.id, verdict.cause)
        return VerdictShown(
            verdict, lesson, exercise, walk.is_done(lesson, self.progress.state) and not was_done
        )

    def hint(self, rest: str, transcript: Transcript) -> Reply:
        """The next hint of the ladder; after the last one, the last again."""
        exercise = self._opened()
        step, hints = self._ladder(exercise)
        if not hints:
            return Said(sayings.NO_HINTS)
        shown = self.progress.state.of(exercise.id).hints.get(str(step), 0)
        number = min(shown + 1, len(hints))
        self.progress.hinted(exercise.id, step, number)
        return HintShown(number, len(hints), hints[number - 1])

    def _ladder(self, exercise: Exercise) -> tuple[int, tuple[Text, ...]]:
        """The hints for now, and the step to which they belong (0: the exercise as a whole)."""
        if not exercise.steps:
            return 0, exercise.hints
        last = self._last.get(exercise.id)
        step = (last.facts.step if last is not None else None) or 1
        hints = exercise.steps[step - 1].hints
        return (step, hints) if hints else (0, exercise.hints)

    def solution(self, rest: str, transcript: Transcript) -> Reply:
        """The reference solution, with its trace beside the learner's."""
        exercise = self._opened()
        self.judging.refuse_other_python(exercise)
        last = self._last.get(exercise.id)
        mine = last.facts.mine if last is not None else None
        if exercise.kind == "predict":
            source = f"{exercise.given.rstrip()}\n\nawait {exercise.call}".strip()
        else:
            source = "\n".join(cell.source.rstrip("\n") for cell in exercise.solution.cells)
        return SolutionShown(exercise, source, self._reference_trace(exercise), mine)

    def _reference_trace(self, exercise: Exercise) -> Trace | None:
        report = self.judging.reference(exercise, len(exercise.steps) or 1)
        return report.cases[0].trace if report.cases else None

    def reset(self, rest: str, transcript: Transcript) -> Reply:
        """The exercise again, from the beginning."""
        exercise = self._opened()
        self.progress.reset(exercise.id)
        self._last.pop(exercise.id, None)
        return self._show(exercise)

    def save(self, rest: str, transcript: Transcript) -> Reply:
        """Writes the transcript since the exercise began."""
        if not rest:
            return Refused(sayings.SAVE_WHERE)
        if not transcript.cells:
            return Refused(sayings.NOTHING_TO_SAVE)
        path = Path(rest).expanduser()
        write_transcript(path, transcript)
        return Said(sayings.saved(path, len(transcript.cells)))

    # -- the rest

    def set_auto(self, rest: str, transcript: Transcript) -> Reply:
        """Judge as the learner types, or only on `lesson check`."""
        if rest not in ("on", "off", ""):
            return Refused(sayings.on_or_off(rest))
        if rest:
            self.progress.set_auto(rest == "on")
        return Said(sayings.AUTO_ON if self.auto else sayings.AUTO_OFF)

    def explain(self, rest: str, transcript: Transcript) -> Reply:
        """What a cause means; without a name, the one met last on this exercise."""
        name = rest
        if not name and self.current is not None:  # the cause that was just met
            name = self.progress.state.of(self.current.id).cause
        for cause in CAUSES:
            if cause == name:
                return CauseShown(cause)
        return Refused(sayings.no_cause(rest, CAUSES))

    def review(self, rest: str, transcript: Transcript) -> Reply:
        """What is worth doing again: what took several tries or many hints, the hardest first."""
        entries = walk.to_review(self.course, self.progress.state)
        return ReviewShown(entries) if entries else Said(sayings.NOTHING_TO_REVIEW)

    def _opened(self) -> Exercise:
        exercise = self.current
        if exercise is None:
            raise BadInput(sayings.NO_EXERCISE_OPEN.en, sayings.NO_EXERCISE_OPEN.zh)
        return exercise


def _answer(exercise: Exercise, transcript: Transcript) -> Transcript:
    """What is judged of the cells typed since the exercise began."""
    if exercise.kind == "prompt":
        return transcript
    source = extract([cell.source for cell in transcript.cells])
    return Transcript.of_file(source, "answer") if source else Transcript()


COMMANDS: dict[str, Callable[[Session, str, Transcript], Reply]] = {
    "": Session.where,
    "list": Session.show_list,
    "next": Session.next,
    "back": Session.back,
    "goto": Session.goto,
    "skip": Session.skip,
    "check": Session.check,
    "answer": Session.answer,
    "hint": Session.hint,
    "solution": Session.solution,
    "reset": Session.reset,
    "save": Session.save,
    "auto": Session.set_auto,
    "explain": Session.explain,
    "review": Session.review,
}
