"""The words of the course's plan: a matter that must be met, and the places that prove that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.course.model import Exercise
from playground.values.text import Text

__all__ = ["Mention", "Proof", "Row", "part_of"]


@dataclass(frozen=True, slots=True)
class Proof:
    """An exercise by its id, one of its parts, and words or code that stand there (single blanks)."""

    exercise: str
    part: str
    piece: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A matter that the end of a lesson (by its number) speaks of."""

    matter: str
    lesson: int
    piece: str


class Row:
    """A matter and its proofs."""

    def __init__(self, matter: str, *proofs: Proof) -> None:
        self.matter, self.proofs = matter, proofs


def part_of(exercise: Exercise, part: str) -> str:
    """All that stands in one part of an exercise, in English, with single blanks between the words."""
    return " ".join(" ".join(_PARTS[part](exercise)).split())


def _text(exercise: Exercise) -> Iterator[str]:
    yield exercise.text.en
    yield from (step.text.en for step in exercise.steps)


def _right(exercise: Exercise) -> Iterator[str]:
    yield exercise.solution.source
    yield from (answer.source for _, answer in exercise.right)


def _say(exercise: Exercise) -> Iterator[str]:
    yield from (text.en for text in exercise.say.values())
    yield from (mistake.say.en for mistake in exercise.wrong_predictions)


def _hints(exercise: Exercise) -> Iterator[str]:
    yield from (hint.en for hint in exercise.hints)
    yield from (hint.en for step in exercise.steps for hint in step.hints)


def _choices(exercise: Exercise) -> Iterator[str]:
    for _, words, _ in exercise.prediction.choices if exercise.prediction else ():
        yield words.en if isinstance(words, Text) else words


_PARTS = {
    "text": _text,
    "given": lambda exercise: [exercise.given],
    "start": lambda exercise: [exercise.start],
    "expect": lambda exercise: [str(exercise.expect)],
    "right": _right,
    "wrong": lambda exercise: [answer.transcript.source for answer in exercise.wrong],
    "say": _say,
    "hints": _hints,
    "choices": _choices,
}
