"""From an exercise and an answer to a verdict: the one way, for every command.

answer -> Request -> sandbox -> Report, beside the report of the solution -> judge -> Verdict
"""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import Protocol

from playground import errors, judge
from playground.values.report import Report, Request
from playground.values.text import Language, Text
from playground.values.transcript import Transcript
from playground.values.verdict import Broken, NotYet, Verdict

from .model import Exercise, available
from .references import References

__all__ = ["Judging", "Runs", "parts", "prediction_text", "request_for"]

REAL_TRIES = 3  # on a busy machine a run in real time may be slow, and that is nobody's fault


class Runs(Protocol):
    """What runs requests: a `playground.sandbox.Sandbox`."""

    def run(self, request: Request) -> Report:
        """Runs the request to its end."""


class Judging:
    """Judges answers. The solution is run once for each exercise, and its report kept, also in `kept`.

    Safe to use from several threads, which then take turns.
    """

    def __init__(self, sandbox: Runs, lang: Language, kept: References | None = None) -> None:
        self.lang = lang
        self._kept = kept
        self._sandbox = sandbox
        self._references: dict[tuple[str, int], Report] = {}
        self._lock = threading.RLock()

    def check(self, exercise: Exercise, transcript: Transcript) -> Verdict:
        """The verdict on an answer; of a predict exercise the answer is the prediction's text.

        Of an exercise with steps: on the first step that does not pass, else on the last.
        Raises BadInput when this Python is too old for the exercise.
        """
        self.refuse_other_python(exercise)
        if exercise.kind == "predict":
            return self.predict(exercise, prediction_text(transcript.source))
        verdict: Verdict | None = None
        steps = parts(exercise)
        for number, part in enumerate(steps, 1):
            verdict = self._check(part, number, transcript)
            if isinstance(verdict, (NotYet, Broken)):
                break
        if exercise.steps and isinstance(verdict, (NotYet, Broken)):
            return self._of_step(verdict, number, len(steps))
        assert verdict is not None, "an exercise has at least one part"
        return verdict

    def predict(self, exercise: Exercise, text: str) -> Verdict:
        """The verdict on a prediction. Raises BadInput when it cannot be read as one."""
        self.refuse_other_python(exercise)
        try:
            report = self.reference(exercise)
        except errors.Broken as error:
            return Broken(exercise.id, str(error))
        verdict = judge.predict(exercise.asked(), report, text, self.lang, exercise.wrong_predictions)
        return _with_hint(verdict, exercise, self.lang)

    def reference(self, exercise: Exercise, step: int = 1) -> Report:
        """What the solution does (of a predict exercise: the program). Raises errors.Broken."""
        return self._reference(parts(exercise)[step - 1], step)

    def refuse_other_python(self, exercise: Exercise) -> None:
        """Raises BadInput when the exercise cannot be done with this Python."""
        if not available(exercise.python):
            here = f"{sys.version_info[0]}.{sys.version_info[1]}"
            raise errors.BadInput(
                f"{exercise.number} {exercise.id} needs Python {exercise.python}; this is {here}.",
                f"{exercise.number} {exercise.id} 需要 Python {exercise.python}；现在是 {here}。",
            )

    def _reference(self, part: Exercise, step: int) -> Report:
        with self._lock:
            key = (part.id, step)
            if key not in self._references:
                self._references[key] = self._kept_reference(part, step)
            return self._references[key]

    def _check(self, part: Exercise, step: int, transcript: Transcript) -> Verdict:
        try:
            reference = self._reference(part, step)
            report = self._sandbox.run(request_for(part, transcript))
        except errors.Broken as error:
            return Broken(part.id, str(error))
        verdict = judge.judge(part.asked(), reference, report, transcript, self.lang)
        return _with_hint(verdict, part, self.lang)

    def _kept_reference(self, part: Exercise, step: int) -> Report:
        request = replace(request_for(part, part.solution), apart=True)
        if self._kept is None:
            return self._run_reference(part, request)
        name = f"{part.id}-{step}"
        report = self._kept.get(name, request)
        if report is None:
            report = self._run_reference(part, request)
            self._kept.put(name, request, report)
        return report

    def _run_reference(self, part: Exercise, request: Request) -> Report:
        """The report of the solution, which must pass beside itself."""
        tries = REAL_TRIES if request.clock == "real" or request.mode == "script" else 1
        why = ""
        for _ in range(tries):
            report = self._sandbox.run(request)
            if part.kind == "predict":  # the judge says what is wrong with the program
                return report
            verdict = judge.judge(part.asked(), report, report, part.solution, self.lang)
            match verdict:
                case NotYet(cause=cause, message=message):
                    why = f"{cause}: {message}"
                case Broken(message=message):
                    why = message
                case _:
                    return report
        words = Text(
            f"The solution of {part.id} does not pass here. {why}",
            f"{part.id} 的参考答案在这里没有通过。{why}",
        )
        raise errors.Broken(words.say(self.lang))

    def _of_step(self, verdict: NotYet | Broken, number: int, of: int) -> Verdict:
        where = Text(f"Step {number} of {of}: ", f"第 {number} 步（共 {of} 步）：").say(self.lang)
        facts = replace(verdict.facts, step=number)
        return replace(verdict, message=where + verdict.message, facts=facts)


def parts(exercise: Exercise) -> tuple[Exercise, ...]:
    """What is judged one after the other: the steps of the exercise, each as one; else itself."""
    if not exercise.steps:
        return (exercise,)
    return tuple(
        replace(
            exercise,
            call=step.call,
            cases=step.cases,
            expect=step.expect,
            hints=step.hints or exercise.hints,
            # What must be used is asked of the whole answer, so of its last step.
            source=exercise.source if step is exercise.steps[-1] else type(exercise.source)(),
            steps=(),
        )
        for step in exercise.steps
    )


def request_for(exercise: Exercise, transcript: Transcript) -> Request:
    """What the sandbox is asked to run."""
    if exercise.script:
        return Request(
            "script",
            transcript,
            given=exercise.given,
            clock="real",
            limits=exercise.limits,
            signals=exercise.signals,
        )
    return Request(
        "transcript" if exercise.kind == "prompt" else "call",
        transcript,
        given=exercise.given,
        call=exercise.call,
        cases=exercise.cases,
        clock=exercise.clock,
        limits=exercise.limits,
    )


def prediction_text(source: str) -> str:
    """The prediction that a file holds: its text without blank lines and lines of comment."""
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _with_hint(verdict: Verdict, exercise: Exercise, lang: Language) -> Verdict:
    """A verdict that is not yet says the first hint, unless that is the last, which may be the answer."""
    if isinstance(verdict, NotYet) and len(exercise.hints) > 1:
        return replace(verdict, hint=exercise.hints[0].say(lang))
    return verdict
