"""From a lesson as written (`schema`) to a lesson as it runs (`model`), and what keys mean together."""

from __future__ import annotations

import warnings
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from playground.errors import nearest
from playground.values.expect import Bound, Prediction, Source
from playground.values.plain import Plain, encode
from playground.values.report import Limits, Signal
from playground.values.text import Text
from playground.values.transcript import Cell, Transcript

from . import schema as written
from .expecting import build_expect
from .located import Document, Key
from .model import Exercise, Lesson, Step, WrongAnswer, WrongPrediction, available

__all__ = ["build_lesson"]


def build_lesson(lesson: written.LessonFile, number: int, document: Document) -> Lesson:
    """The lesson; what is wrong with it is noted in `document`."""
    return Lesson(
        id=lesson.id,
        number=number,
        title=text(lesson.title),
        intro=text(lesson.intro),
        outro=text(lesson.outro) if lesson.outro else Text(""),
        exercises=tuple(
            _ExerciseBuilder(document, ("exercises", index), exercise).build(f"{number}.{index + 1}")
            for index, exercise in enumerate(lesson.exercises)
        ),
        file=document.file,
    )


def text(words: str | written.Words) -> Text:
    return Text(words.strip()) if isinstance(words, str) else Text(words.en.strip(), words.zh.strip())


class _ExerciseBuilder:
    """Builds one exercise; `key` is its way in the document."""

    def __init__(
        self,
        document: Document,
        key: Key,
        exercise: written.WriteExercise | written.PredictExercise | written.PromptExercise,
    ) -> None:
        self.document = document
        self.key = key
        self.written = exercise
        self.compiles = available(exercise.python)  # else its syntax may be one that we cannot know

    def build(self, number: str) -> Exercise:
        it = self.written
        line, _ = self.document.place((*self.key, "id"))
        common = Exercise(
            id=it.id,
            number=number,
            kind=it.kind,
            title=text(it.title),
            text=text(it.text) if it.text else Text(""),
            expect=build_expect(self.document, it.expect, (*self.key, "expect")),
            place=f"{self.document.file}:{line}",
            given=self._code(it.given, "given"),
            hints=tuple(text(hint) for hint in it.hints or ()),
            clock=it.clock,
            python=it.python.replace(" ", ""),
            allow=tuple(it.allow),
            say={cause: text(words) for cause, words in it.say.items()},
            limits=replace(Limits(), **it.limits.model_dump(exclude_unset=True)),
            optional=it.optional,
        )
        match it:
            case written.WriteExercise():
                exercise = self._write(it, common)
            case written.PredictExercise():
                exercise = self._predict(it, common)
            case written.PromptExercise():
                exercise = self._prompt(it, common)
        self._check_clock(exercise)
        return exercise

    def _wrong(self, message: str, *key: Any) -> None:
        self.document.wrong((*self.key, *key), message)

    # -- the three kinds

    def _write(self, it: written.WriteExercise, common: Exercise) -> Exercise:
        script = it.run == "script"
        if it.steps or script:
            what = "`steps`" if it.steps else "`run: script`"
            for name in ("call", "cases"):
                if getattr(it, name):
                    self._wrong(f"an exercise with {what} has no `{name}` of its own", name)
            if it.steps and script:
                self._wrong("an exercise has `steps` or `run: script`, not both", "steps")
            if it.steps and it.expect.model_fields_set:
                self._wrong("an exercise with `steps` has no `expect` of its own", "expect")
        elif not it.call:
            self._wrong("`call` is missing: what is evaluated to judge the answer", "id")
        if it.signals and not script:
            self._wrong("`signals` are for `run: script`", "signals")
        if not it.steps:
            self._check_looks_at_something(it)
        return replace(
            common,
            start=it.start,
            call=self._call(it.call, "call"),
            cases=self._cases(it.cases),
            solution=Transcript.of_file(self._code(it.solution, "solution", script=script)),
            right=tuple(
                (name, Transcript.of_file(self._code(code, "right", name, script=script)))
                for name, code in it.right.items()
            ),
            wrong=tuple(self._wrong_code(name, wrong, script) for name, wrong in it.wrong.items()),
            script=script,
            signals=tuple(Signal(float(signal.at), signal.send) for signal in it.signals),
            source=Source(tuple(it.source.use), tuple(it.source.avoid)),
            steps=tuple(self._step(step, ("steps", index)) for index, step in enumerate(it.steps)),
            equivalent=tuple(" ".join(change.split()) for change in it.equivalent),
        )

    def _wrong_code(self, name: str, wrong: written.WrongCode, script: bool) -> WrongAnswer:
        if wrong.gets != "syntax":
            self._code(wrong.code, "wrong", name, "code", script=script)
        return WrongAnswer(name, wrong.gets, Transcript.of_file(wrong.code))

    def _step(self, step: written.Step, key: Key) -> Step:
        if not step.expect.model_fields_set:
            self._wrong("`expect` looks at nothing", *key, "expect")
        return Step(
            text=text(step.text),
            call=self._call(step.call, *key, "call"),
            cases=self._cases(step.cases),
            expect=build_expect(self.document, step.expect, (*self.key, *key, "expect")),
            hints=tuple(text(hint) for hint in step.hints),
        )

    def _prompt(self, it: written.PromptExercise, common: Exercise) -> Exercise:
        self._check_looks_at_something(it)
        wrong = []
        for name, answer in it.wrong.items():
            key = ("wrong", name, "code")
            wrong.append(WrongAnswer(name, answer.gets, self._lines(answer.code, key, answer.gets)))
        return replace(
            common,
            solution=self._lines(it.solution, ("solution",)),
            right=tuple((name, self._lines(lines, ("right", name))) for name, lines in it.right.items()),
            wrong=tuple(wrong),
            source=Source(tuple(it.source.use), tuple(it.source.avoid)),
        )

    def _lines(self, lines: str | list[written.Line], key: Key, gets: str = "") -> Transcript:
        if isinstance(lines, str):
            return Transcript((Cell(lines if gets == "syntax" else self._code(lines, *key)),))
        cells, at = [], 0.0
        for index, line in enumerate(lines):
            if line.type is None and line.wait is None:
                self._wrong("a line is `{type: …}`, `{wait: seconds}` or both", *key, index)
            if line.wait is not None:
                at += line.wait
                if line.wait < 0:
                    self._wrong("`wait` cannot be less than 0", *key, index, "wait")
            if line.type is not None:
                code = line.type if gets == "syntax" else self._code(line.type, *key, index, "type")
                cells.append(Cell(code, at))
        if not cells:
            self._wrong("no line is typed here", *key)
        return Transcript(tuple(cells))

    def _predict(self, it: written.PredictExercise, common: Exercise) -> Exercise:
        of = (it.of,) if isinstance(it.of, str) else tuple(it.of)
        if not of or len(set(of)) != len(of):
            self._wrong("`of` names each part once, and at least one", "of")
        if it.choices and len(of) != 1:
            self._wrong("with `choices`, `of` is a single part", "of")
        extra = sorted(it.expect.model_fields_set - set(of))
        for name in extra:
            self._wrong(f"`{name}` is not predicted here: it is not in `of`", "expect", name)
        choices = tuple(
            (letter, text(choice.text), self._part(of[0], choice.is_, "choices", letter, "is"))
            for letter, choice in it.choices.items()
        )
        return replace(
            common,
            ask=text(it.ask),
            call=self._call(it.call, "call"),
            cases=self._cases(it.cases),
            prediction=Prediction(of, choices),
            wrong_predictions=tuple(
                WrongPrediction(name, self._answers(of, choices, wrong.answer, name), text(wrong.say))
                for name, wrong in it.wrong.items()
            ),
        )

    def _answers(
        self, of: tuple[str, ...], choices: tuple[tuple[str, Text, Plain], ...], answer: Any, name: str
    ) -> tuple[Plain | None, ...]:
        key = ("wrong", name, "answer")
        if choices:
            letters = {letter: value for letter, _, value in choices}
            if not isinstance(answer, str) or answer not in letters:
                known = nearest(str(answer), letters)
                self._wrong(f"there is no choice {answer!r}; there are {', '.join(letters)}.{known}", *key)
                return (None,)
            return (letters[answer],)
        if len(of) == 1:
            return (self._part(of[0], answer, *key),)
        if not isinstance(answer, dict):
            self._wrong(f"`answer` is a mapping here: {{{of[0]}: …}}", *key)
            return (None,) * len(of)
        for part in answer:
            if part not in of:
                self._wrong(f"{part!r} is not predicted here.{nearest(str(part), of)}", *key, part)
        return tuple(self._part(part, answer[part], *key, part) if part in answer else None for part in of)

    def _part(self, part: str, value: Any, *key: Any) -> Plain:
        """A predicted value as the judge compares it: an order and an output are lists of texts."""
        if part in ("time", "peak") and (isinstance(value, bool) or not isinstance(value, (int, float))):
            self._wrong(f"a predicted {part} is a number, got {value!r}", *key)
        elif part == "raises" and not isinstance(value, str | None):
            self._wrong(f"a predicted error is a text such as `ValueError`, or null, got {value!r}", *key)
        elif part == "order" and isinstance(value, str):
            value = value.replace(",", " ").split()
        elif part == "output" and isinstance(value, str):
            value = value.splitlines()
        if part in ("order", "output") and not isinstance(value, list):
            self._wrong(f"a predicted {part} is a list, got {value!r}", *key)
        return encode(value)

    # -- the parts of an exercise

    def _cases(self, cases: Sequence[dict[str, Any]]) -> tuple[Plain, ...]:
        return tuple(encode(case) for case in cases)

    # -- what keys mean together

    def _check_looks_at_something(self, it: written.WriteExercise | written.PromptExercise) -> None:
        if not it.expect.model_fields_set and not it.source.use and not it.source.avoid:
            self._wrong("`expect` is missing: nothing of the answer would be looked at", "id")

    def _check_clock(self, exercise: Exercise) -> None:
        real = exercise.real_time
        predicted = exercise.prediction is not None and "time" in exercise.prediction.of
        for index, expect in enumerate([exercise.expect, *[step.expect for step in exercise.steps]]):
            if real and expect.time is not None and not isinstance(expect.time, Bound):
                where = ("steps", index - 1) if index else ()
                words = "on the real clock `time` must be a bound: {at_most: 1.5}"
                self._wrong(words, *where, "expect", "time")
        if real and predicted and not exercise.expect.time and exercise.prediction.choices == ():  # type: ignore[union-attr]  # `predicted` says that it is there
            words = "on the real clock a predicted time needs `expect: {time: {between: [a, b]}}`"
            self._wrong(words, "of")

    # -- code

    def _code(self, code: str, *key: Any, script: bool = False) -> str:
        self._compile(code, "exec", key, script)
        return code

    def _call(self, call: str, *key: Any) -> str:
        if call:
            self._compile(call.strip(), "eval", key, script=False)
        return call.strip()

    def _compile(self, code: str, mode: Literal["exec", "eval"], key: Key, script: bool) -> None:
        """At the prompt, and in an answer, `await` may stand outside a function; not in a program."""
        if not self.compiles:
            return
        flags = 0 if script else PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a learner's problem, where it is one
                compile(code, "<lesson>", mode, flags=flags, dont_inherit=True)
        except (SyntaxError, ValueError) as error:
            line, column = (
                (error.lineno or 1, error.offset or 1) if isinstance(error, SyntaxError) else (1, 1)
            )
            words = error.msg if isinstance(error, SyntaxError) else str(error)
            self.document.wrong_code((*self.key, *key), line, column, f"this does not compile: {words}")
