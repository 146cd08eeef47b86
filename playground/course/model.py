"""Lessons and exercises as they run: frozen, complete, already checked by the reader."""

from __future__ import annotations

import sys
from dataclasses import field
from operator import eq, ge, gt, le, lt
from typing import Literal

from playground.values.expect import Asked, Expect, Prediction, Source
from playground.values.frozen import frozen
from playground.values.plain import Plain
from playground.values.report import Limits, Signal
from playground.values.text import Text
from playground.values.transcript import Transcript

__all__ = ["Course", "Exercise", "Lesson", "Step", "WrongAnswer", "WrongPrediction", "available"]

Kind = Literal["write", "predict", "prompt"]


_COMPARE = {">=": ge, "<=": le, "==": eq, ">": gt, "<": lt}


def available(python: str, version: tuple[int, int] = sys.version_info[:2]) -> bool:
    """Whether a Python of that version is among those that ">=3.12,<3.14" names; "" names all."""
    for condition in filter(None, (part.strip() for part in python.split(","))):
        sign = condition[:2] if condition[:2] in _COMPARE else condition[:1]
        major, minor = condition.removeprefix(sign).strip().split(".")
        if not _COMPARE[sign](version, (int(major), int(minor))):
            return False
    return True


@frozen
class WrongAnswer:
    """An answer that must get exactly this cause. Of a write exercise `transcript` has one cell."""

    name: str
    gets: str
    transcript: Transcript


@frozen
class WrongPrediction:
    """A typical wrong prediction and the words it gets.

    `answer` has one value for each thing predicted; None where this mistake says nothing.
    """

    name: str
    answer: tuple[Plain | None, ...]
    say: Text


@frozen
class Step:
    """One step of a larger exercise; earlier steps must still pass."""

    text: Text
    call: str
    cases: tuple[Plain, ...]
    expect: Expect
    hints: tuple[Text, ...] = ()


@frozen
class Exercise:
    """One exercise. `number` is lesson.position ("1.8"); `place` is file:line of its id."""

    id: str
    number: str
    kind: Kind
    title: Text
    text: Text
    expect: Expect
    place: str = ""
    given: str = ""
    start: str = ""
    call: str = ""
    cases: tuple[Plain, ...] = ()  # each a dict of names to values
    hints: tuple[Text, ...] = ()
    solution: Transcript = field(default_factory=Transcript)
    right: tuple[tuple[str, Transcript], ...] = ()
    wrong: tuple[WrongAnswer, ...] = ()
    clock: Literal["virtual", "real"] = "virtual"
    script: bool = False
    signals: tuple[Signal, ...] = ()
    python: str = ""  # ">=3.12"
    source: Source = field(default_factory=Source)
    allow: tuple[str, ...] = ()
    say: dict[str, Text] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    optional: bool = False
    ask: Text | None = None
    prediction: Prediction | None = None
    wrong_predictions: tuple[WrongPrediction, ...] = ()
    steps: tuple[Step, ...] = ()
    equivalent: tuple[str, ...] = ()  # changes of the solution that make it no worse ("a => b")

    @property
    def real_time(self) -> bool:
        """It runs on the real clock, or as a program of its own."""
        return self.script or self.clock == "real"

    @property
    def program(self) -> str:
        """Of a predict exercise: all that runs, with the line that starts it."""
        source = self.given.rstrip("\n")
        if not self.call:
            return source
        awaited = f"async def {self.call.partition('(')[0]}(" in source
        return f"{source}\n\n{'await ' * awaited}{self.call}".lstrip("\n")

    def asked(self) -> Asked:
        """What the judge is told."""
        from playground.values.plain import decode, show

        shown = []
        for case in self.cases or (Plain("dict"),):
            pairs = zip(case.items[::2], case.items[1::2], strict=True)
            shown.append(", ".join(f"{decode(name)} = {show(value)}" for name, value in pairs))
        return Asked(
            exercise=self.id,
            kind=self.kind,
            expect=self.expect,
            call=self.call,
            cases=tuple(shown),
            clock="real" if self.real_time else "virtual",
            allow=self.allow,
            source=self.source,
            say=self.say,
            prediction=self.prediction,
        )


@frozen
class Lesson:
    """One lesson file, `number` its place in the course (the NN of its file name)."""

    id: str
    number: int
    title: Text
    intro: Text
    exercises: tuple[Exercise, ...]
    outro: Text = field(default_factory=lambda: Text(""))
    file: str = ""


@frozen
class Course:
    """All lessons in order. `problems` are located errors of lesson files that were left out."""

    lessons: tuple[Lesson, ...]
    problems: tuple[str, ...] = ()

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """Every exercise in course order."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    def find(self, name: str) -> Exercise | None:
        """The exercise of that id or number, or None."""
        return next((e for e in self.exercises if name in (e.id, e.number)), None)

    def lesson_of(self, exercise: Exercise) -> Lesson:
        """The lesson that holds `exercise`."""
        return next(lesson for lesson in self.lessons if exercise in lesson.exercises)
