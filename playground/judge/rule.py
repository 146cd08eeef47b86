"""What every cause is made of: a case to look at, a finding to give back, a meaning to explain."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import ClassVar

from playground.values.expect import Asked
from playground.values.frozen import frozen
from playground.values.report import CaseReport, Report
from playground.values.text import Text
from playground.values.trace import Place
from playground.values.transcript import Transcript
from playground.values.verdict import Cause

from .words import Fact

__all__ = ["Case", "Finding", "Meaning", "Rule"]

EXACT = 1e-6  # seconds to which virtual times agree: a positive delay is at least one tick of the clock
INEXACT = 0.25  # seconds: real time came into the run, and the machine may be busy


@frozen
class Case:
    """One case of an answer beside the same case of the solution."""

    asked: Asked
    answer: Transcript
    report: Report
    reference: Report
    index: int
    mine: CaseReport
    ref: CaseReport
    all: tuple[CaseReport, ...] = ()  # the answer's cases, this one among them
    refs: tuple[CaseReport, ...] = ()  # the solution's

    @property
    def function(self) -> str:
        """The name by which the exercise calls the answer: the first in the call that the answer defines."""
        called = re.findall(r"([A-Za-z_]\w*)\s*\(", self.asked.call)
        text = self.answer.source
        ours = (
            name for name in called if re.search(rf"^(async\s+)?(def|class)\s+{name}\b", text, re.MULTILINE)
        )
        return next(ours, called[0] if called else "")

    @property
    def at_prompt(self) -> bool:
        """Whether the answer is what was typed at the prompt: experiments in it do no harm."""
        return self.asked.kind == "prompt"

    @property
    def tolerance(self) -> float:
        """Seconds to which a time of this case agrees with an expected one."""
        return EXACT if self.mine.trace.exact and self.ref.trace.exact else INEXACT

    def line(self, place: Place | None) -> str | None:
        """The answer's own line at `place`; None where that is not the answer's."""
        cell = self.cell(place)
        if place is None or cell is None:
            return None
        lines = self.answer.cells[cell].source.splitlines()
        return lines[place.line - 1].strip() if 1 <= place.line <= len(lines) else None

    def cell(self, place: Place | None) -> int | None:
        """The index of the cell in which `place` lies."""
        if place is None:
            return None
        names = [self.answer.cell_name(index) for index in range(len(self.answer.cells))]
        if len(names) == 1 and place.file in ("answer.py", "<cell 1>"):
            return 0  # a file and a transcript of one cell are the same thing, whatever it is called
        return names.index(place.file) if place.file in names else None

    def own(self, places: Iterable[Place | None]) -> Place | None:
        """The first of the places that is a line of the answer."""
        return next((place for place in places if self.line(place)), None)

    def own_waits(self) -> list[Place]:
        """The lines of the answer at which tasks waited, in the order of the waits."""
        events = self.mine.trace.events
        return [e.place for e in events if e.kind == "waits" and e.place and self.line(e.place)]


@frozen
class Finding:
    """A cause was found: what happened and why, in words with places for facts, and where to look.

    `expected` and `got` are said where they are more telling than the values that came back;
    `also` stands behind the words, and behind the exercise's own words too.
    """

    words: Text
    facts: Mapping[str, Fact] = field(default_factory=dict)
    place: Place | None = None
    expected: str | Text | None = None
    got: str | Text | None = None
    also: Text | None = None
    our_words: bool = False  # a slip that no exercise is about: said in our words, not in its own
    not_about: str = ""  # code that was not used: the exercise's own words, if about it, say what is not so


@frozen
class Meaning:
    """What `explain` says of a cause, with an example that has it and one that has not."""

    title: Text
    text: Text
    wrong: Text
    right: Text


class Rule(ABC):
    """One cause. An `always_on` one is looked for whatever the exercise expects, unless it allows it."""

    cause: ClassVar[Cause]
    always_on: ClassVar[bool] = False
    meaning: ClassVar[Meaning]

    @abstractmethod
    def look(self, case: Case) -> Finding | None:
        """What was found in this case, or None."""
