"""Sessions for tests: two lessons, and a judge that says what a test wants."""

from __future__ import annotations

from playground.course.model import Exercise
from playground.course.replies import (
    ExerciseShown,
    Reply,
)
from playground.values.report import CaseReport, Report
from playground.values.trace import Trace
from playground.values.transcript import Cell, Transcript
from playground.values.verdict import Broken, Facts, NotYet, Passed, Verdict

MINE = Trace(elapsed=6.0)
THEIRS = Trace(elapsed=3.0)


class Judged:
    """Stands for `Judging`: answers that hold "right" pass; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Transcript | str] = []
        self.step: int | None = None

    def check(self, exercise: Exercise, transcript: Transcript) -> Verdict:
        self.asked.append(transcript)
        return self._verdict(exercise, transcript.source)

    def predict(self, exercise: Exercise, text: str) -> Verdict:
        self.asked.append(text)
        return self._verdict(exercise, text)

    def reference(self, exercise: Exercise, step: int = 1) -> Report:
        return Report(cases=(CaseReport("returned", 3.0, THEIRS),))

    def refuse_other_python(self, exercise: Exercise) -> None:
        pass

    def _verdict(self, exercise: Exercise, source: str) -> Verdict:
        if "broken" in source:
            return Broken(exercise.id, "we failed")
        if "right" in source:
            return Passed(exercise.id)
        return NotYet(exercise.id, "sequential", "one by one", Facts(mine=MINE, step=self.step))


def typed(*sources: str) -> Transcript:
    return Transcript(tuple(Cell(source, float(at)) for at, source in enumerate(sources)))


def shown(reply: Reply) -> str:
    assert isinstance(reply, ExerciseShown), reply
    return reply.exercise.number
