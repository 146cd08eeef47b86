"""Reports by hand: a builder for each thing, whose defaults do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.judge import judge
from playground.values.expect import Asked, Expect, OrderItem, Same
from playground.values.plain import Plain, encode
from playground.values.report import CaseReport, ErrorReport, Frame, Report
from playground.values.text import Language
from playground.values.trace import Event, Place, TaskRecord, Trace, Wait
from playground.values.transcript import Cell, Transcript
from playground.values.verdict import NotYet, Passed, Verdict

SAME = Same()
FETCHES = """\
async def main(delays):
    return [await fetch(n, d) for n, d in delays.items()]
"""


def line(number: int, file: str = "answer.py") -> Place:
    """A line of the answer."""
    return Place(file, number)


def job(
    name: str, begin: float, end: float | None, *, ends: str = "-", place: Place | None = None
) -> list[Event]:
    """The events of one run of a traced job."""
    events = [Event(float(begin), "job", task=1, text=f"{name}+", place=place)]
    if end is not None:
        events.append(Event(float(end), "job", task=1, text=f"{name}{ends}"))
    return events


def sleep(begin: float, end: float, *, task: int = 1, place: Place | None = None) -> list[Event]:
    """The events of one sleep of a task."""
    wait = Wait("sleep", until=end)
    return [Event(float(begin), "waits", task, wait=wait, place=place), Event(float(end), "resumed", task)]


def log(at: float, text: str) -> Event:
    """A text given to log()."""
    return Event(float(at), "log", task=1, text=text)


def task(number: int, name: str = "", **facts: Any) -> TaskRecord:
    """One task, made at 0 s."""
    return TaskRecord(number, name or f"Task-{number}", "f", 0.0, **facts)


def trace(*events: Event | Sequence[Event], tasks: Sequence[TaskRecord] = (), **facts: Any) -> Trace:
    """A trace of the events, put in the order of their times."""
    flat: list[Event] = []
    for each in events:
        flat.extend([each] if isinstance(each, Event) else each)
    flat.sort(key=lambda event: event.at)
    facts.setdefault("clock", "virtual")
    facts.setdefault("elapsed", flat[-1].at if flat else 0.0)
    return Trace(tuple(flat), tuple(tasks), **facts)


def case(value: object = None, seconds: float = 0.0, **facts: Any) -> CaseReport:
    """A case that returned `value` after `seconds`."""
    facts.setdefault("ended", "returned")
    facts.setdefault("trace", trace(elapsed=seconds))
    plain = value if isinstance(value, Plain) else encode(value)
    return CaseReport(seconds=float(seconds), value=plain, **facts)


def raised(kind: str, text: str = "", *, place: Place | None = None, **facts: Any) -> CaseReport:
    """A case that ended with an exception."""
    return case(ended="raised", error=error(kind, text, place=place), **facts)


def error(kind: str, text: str = "", *, place: Place | None = None, **facts: Any) -> ErrorReport:
    """An exception, raised at a line of the answer."""
    frames = (Frame(place),) if place else ()
    facts.setdefault("bases", (kind, "Exception", "BaseException"))
    return ErrorReport(kind, text, frames=frames, **facts)


def report(*cases: CaseReport, **facts: Any) -> Report:
    """A report of the cases."""
    return Report(tuple(cases), **facts)


def jobs(
    *spans: tuple[str, float, float], value: object = None, seconds: float | None = None, **facts: Any
) -> CaseReport:
    """A case in which jobs ran, each (name, begin, end); it took until the last of them ended."""
    events = [event for span in spans for event in job(*span)]
    end = max((span[2] for span in spans), default=0.0) if seconds is None else seconds
    return case(value, end, trace=trace(events, elapsed=end), **facts)


def asked(**facts: Any) -> Asked:
    """An exercise that calls main(delays); keywords are of Expect or of Asked."""
    names = Expect.__dataclass_fields__.keys()
    expect = Expect(**{name: facts.pop(name) for name in list(facts) if name in names})
    facts.setdefault("call", "main(delays)")
    facts.setdefault("kind", "write")
    return Asked("an-exercise", expect=expect, **facts)


def order(*items: str | tuple[str, ...]) -> tuple[OrderItem, ...]:
    """An expected order; a tuple is several in any order."""
    return tuple(OrderItem((item,) if isinstance(item, str) else item) for item in items)


def number(value: float) -> Plain:
    """A number as an exercise gives it."""
    return encode(value)


def cells(*sources: str) -> Transcript:
    """What was typed at the prompt, a second apart."""
    return Transcript(tuple(Cell(source, float(at)) for at, source in enumerate(sources)))


def verdict(
    what: Asked,
    mine: Report | CaseReport,
    ref: Report | CaseReport | None = None,
    source: str | Transcript = FETCHES,
    lang: Language = "en",
) -> Verdict:
    """The verdict on a report, or on one case; without a solution's the solution did the same."""
    mine = mine if isinstance(mine, Report) else report(mine)
    ref = ref if isinstance(ref, Report) else report(ref) if ref is not None else report(*mine.cases)
    return judge(what, ref, mine, source, lang)


def cause(*args: Any, **facts: Any) -> str:
    """The cause of a verdict that is not yet; "" when it passed."""
    found = verdict(*args, **facts)
    if isinstance(found, NotYet):
        return found.cause
    assert isinstance(found, Passed), found
    return ""


def not_yet(*args: Any, **facts: Any) -> NotYet:
    """A verdict that has to be "not yet"."""
    found = verdict(*args, **facts)
    assert isinstance(found, NotYet), found
    return found
