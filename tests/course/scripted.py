"""A sandbox that runs nothing: it answers with reports that a test has written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Self

from playground.values.plain import encode
from playground.values.report import CaseReport, Report, Request
from playground.values.trace import Event, Trace

Answer = Report | Callable[[Request], Report]


def returned(value: object, seconds: float, order: Sequence[str] = (), cases: int = 1) -> Report:
    """A run that came to its end, the same in each case. `order` has entries such as "A+ 2": at 2 s."""
    pairs = [text.split() for text in order]
    events = tuple(Event(float(at), "job", ord(text[0]), text) for text, at in pairs)
    trace = Trace(events, (), seconds, "virtual")
    return Report((CaseReport("returned", seconds, trace, encode(value)),) * cases)


class ScriptedSandbox:
    """Answers with the report of the first text that stands in the answer's source."""

    def __init__(self, reports: Mapping[str, Answer]) -> None:
        self.reports = reports
        self.requests: list[Request] = []

    def run(self, request: Request) -> Report:
        self.requests.append(request)
        found = next(answer for text, answer in self.reports.items() if text in request.transcript.source)
        return found(request) if callable(found) else found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.reports = {}
