"""What the page knows of a trace, as JSON data: short, for a trace may have ten thousand tasks.

Times are seconds. Waits and places are told once and then called by their number.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Generic, TypeVar

from playground.values.replay import Replay
from playground.values.text import Language, Text
from playground.values.trace import EPSILON, Place, Trace, Wait

from .glance import summary_line
from .lanes import Lane, in_order, label_of, lanes_of
from .look import Look
from .moment import event_text
from .page_words import WORDS
from .row import FAMILY, LEGEND, mark_of
from .source import source_line
from .text import safe
from .timeline import AT_ONCE, CELL, DROPPED, TURNS

__all__ = ["page_data"]

Json = dict[str, Any]
T = TypeVar("T")
MOST = 100_000  # moments that the page can step through
CUT = Text("only the first {count} moments can be stepped through", "只能一步步看最初的 {count} 个时刻")


class Numbered(Generic[T]):
    """Things in the order in which they were first spoken of."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}

    def of(self, thing: T | None) -> int:
        """The number of that thing; -1 for None."""
        return -1 if thing is None else self._numbers.setdefault(thing, len(self._numbers))

    def __iter__(self) -> Any:
        return iter(self._numbers)


def page_data(trace: Trace, lang: Language, title: str) -> Json:
    """All that the page shows, ready to be written as JSON."""
    look = Look(lang=lang)
    waits: Numbered[Wait] = Numbered()
    places: Numbered[Place] = Numbered()
    summary, notes = summary_line(trace, look), []
    if trace.dropped:
        notes.append(look.say(DROPPED, count=f"{trace.dropped:,}"))
    turns = trace.elapsed <= EPSILON and bool(trace.events)
    moments = _moments(trace, waits, places, turns, look)
    if len(moments) == MOST:
        notes.append(look.say(CUT, count=f"{MOST:,}"))
    if turns:
        trace = in_order(trace)
        notes.append(look.say(AT_ONCE))
    data: Json = {
        "title": safe(title) or "asyncio",
        "lang": lang,
        "summary": summary,
        "notes": notes,
        "elapsed": trace.elapsed,
        "turns": turns,
        "words": {name: text.say(lang) for name, text in WORDS.items()},
        "families": FAMILY,
        "legend": {mark: text.say(lang) for mark, text in LEGEND.items()},
        "tasks": _tasks(trace, places),
        "lanes": [_lane(lane, waits, look) for lane in lanes_of(trace, slack=TURNS if turns else None)],
        "path": [[segment.task, segment.begin, segment.end] for segment in trace.critical_path],
        "arrows": _arrows(trace),
        "stops": _stops(trace, places),
        "moments": moments,
    }
    numbers = {record.name: record.number for record in reversed(trace.tasks)}
    data["waits"] = [_wait(wait, numbers) for wait in waits]
    data["places"] = [
        {"at": str(place), "function": safe(place.function), "code": source_line(place)} for place in places
    ]
    return data


def _tasks(trace: Trace, places: Numbered[Place]) -> list[Json]:
    return [
        {
            "number": record.number,
            "name": safe(record.name),
            "label": safe(label_of(record)),
            "coroutine": safe(record.coroutine),
            "begin": max(0.0, record.created),
            "end": trace.elapsed if record.ended is None else record.ended,
            "how": record.how,
            "parent": record.parent,
            "place": places.of(record.place),
            "error": safe(record.error),
            "by": record.cancelled_by,
            "root": record.root,
        }
        for record in trace.tasks
    ]


def _lane(lane: Lane, waits: Numbered[Wait], look: Look) -> Json:
    label = look.say(CELL, number=lane.cell) if lane.cell is not None else safe(lane.label)
    told: Json = {"task": lane.task, "label": label, "begin": lane.begin, "end": lane.end, "how": lane.how}
    if lane.depth:
        told["depth"] = lane.depth
    if lane.root:
        told["root"] = True
    # [begin, end, mark, wait, begin, end, …]: a list of lists would be twice as long.
    flat: list[Any] = []
    for one in lane.stretches:
        flat += (one.begin, one.end, mark_of(one), waits.of(one.wait))
    return told | {"stretches": flat}


def _wait(wait: Wait, numbers: dict[str, int]) -> Json:
    told: Json = {"kind": wait.kind, "what": safe(wait.what or wait.kind)}
    if wait.until is not None:
        told["until"] = wait.until
    if wait.tasks:
        told["tasks"] = [numbers[name] for name in wait.tasks if name in numbers]
    if wait.holders:
        told["holders"] = [numbers[name] for name in wait.holders if name in numbers]
        told["held"] = safe(", ".join(wait.holders))
    return told


def _arrows(trace: Trace) -> list[list[Any]]:
    """[kind, from, to, since, at]: who created, woke, cancelled whom."""
    kinds = {"created": "creates", "resumed": "wakes", "cancel": "cancels"}
    known = {record.number for record in trace.tasks}
    return [
        [
            kinds[event.kind],
            event.by,
            event.task,
            event.at - event.seconds * (event.kind == "resumed"),
            event.at,
        ]
        for event in trace.events
        if event.kind in kinds and event.by != event.task and event.by in known and event.task in known
    ]


def _stops(trace: Trace, places: Numbered[Place]) -> list[list[Any]]:
    """[task, at, place, seconds]: the lines at which the loop was held."""
    return [
        [event.task, event.at, places.of(event.place), event.seconds]
        for event in trace.events
        if event.kind == "held" and event.task is not None
    ]


def _moments(
    trace: Trace, waits: Numbered[Wait], places: Numbered[Place], turns: bool, look: Look
) -> list[list[Any]]:
    """[at, kind, task, by, state, wait, place, running, stops, idle, seconds, text]: the replay.

    Where all happened at one moment, `at` is the place in the order of the events, as in the picture.
    """
    order = {id(event): float(place) for place, event in enumerate(trace.events)} if turns else {}
    found: list[list[Any]] = []
    last = 0.0
    for change in islice(Replay(trace).changes(), MOST):
        event, standing = change.event, change.standing
        at = change.at
        if turns:  # who is woken is so by what happened last
            at = last = last if change.kind == "woken" else max(last, order[id(event)])
        found.append([
            at, change.kind, event.task, event.by,
            standing.state if standing else None,
            waits.of(standing.wait if standing else None),
            places.of(standing.place if standing else None),
            change.running, places.of(change.stops), change.idle, event.seconds, event_text(event, look),
        ])  # fmt: skip
    return found
