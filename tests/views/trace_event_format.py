"""The rules of the Trace Event Format, as its description has them, and a list of what breaks them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

# By phase: the fields an event must have beside `ph`, `pid` and `name`.
NEEDED = {
    "X": {"ts", "dur", "tid", "cat"}, "B": {"ts", "tid"}, "E": {"ts", "tid"}, "i": {"ts", "tid", "s"},
    "s": {"ts", "tid", "cat", "id"}, "t": {"ts", "tid", "cat", "id"}, "f": {"ts", "tid", "cat", "id"},
    "C": {"ts", "args"}, "M": {"args"},
}  # fmt: skip
METADATA = {
    "process_name": ("name", str), "process_labels": ("labels", str),
    "process_sort_index": ("sort_index", int),
    "thread_name": ("name", str), "thread_sort_index": ("sort_index", int),
}  # fmt: skip
Json = dict[str, Any]


def broken_rules(document: str) -> list[str]:
    """What is wrong with the document, a sentence each; nothing when a viewer can rely on it."""
    data = json.loads(document, parse_constant=lambda word: f"no JSON: {word}")
    if not isinstance(data, dict) or not isinstance(data.get("traceEvents"), list):
        return ["the document is no object with a list of traceEvents"]
    if data.get("displayTimeUnit", "ms") not in ("ms", "ns"):
        return ["displayTimeUnit is neither ms nor ns"]
    events: list[Json] = data["traceEvents"]
    wrong = [f"{problem}: {event}" for event in events for problem in _event(event)]
    return wrong or _nesting(events) + _flows(events)


def _event(event: Json) -> list[str]:
    phase = event.get("ph")
    if phase not in NEEDED:
        return ["an unknown phase"]
    wrong = [f"no {field}" for field in {"pid", "name"} | NEEDED[phase] if field not in event]
    for field in ("ts", "dur"):
        number = event.get(field, 0)
        if type(number) not in (int, float) or number < 0:
            wrong.append(f"{field} is no number of microseconds")
    wrong += [f"{field} is no number" for field in ("pid", "tid") if type(event.get(field, 0)) is not int]
    if type(event.get("name", "")) is not str or type(event.get("args", {})) is not dict:
        wrong.append("name is no text, or args no object")
    if phase == "i" and event.get("s") not in ("g", "p", "t"):
        wrong.append("the scope of an instant is g, p or t")
    if phase == "C" and not all(type(value) in (int, float) for value in event["args"].values()):
        wrong.append("a counter counts something else than numbers")
    if phase == "M":
        name, kind = METADATA.get(event["name"], ("", str))
        if type(event["args"].get(name)) is not kind:
            wrong.append("metadata of no known kind")
        if event["name"].startswith("thread_") and "tid" not in event:
            wrong.append("metadata of a thread that names none")
    return wrong


def _nesting(events: list[Json]) -> list[str]:
    """Complete events of one track lie within or beside each other; what begins, ends."""
    wrong = []
    tracks: dict[tuple[int, int], list[Json]] = defaultdict(list)
    for event in events:
        if event["ph"] in ("X", "B", "E"):
            tracks[event["pid"], event["tid"]].append(event)
    for track in tracks.values():
        around: list[float] = []
        # The outer first, as a viewer sorts them; times are compared in whole nanoseconds.
        slices = [event for event in track if event["ph"] == "X"]
        for event in sorted(slices, key=lambda event: (_nano(event["ts"]), -_nano(event["dur"]))):
            begin, end = _nano(event["ts"]), _nano(event["ts"]) + _nano(event["dur"])
            while around and around[-1] <= begin:
                around.pop()
            if around and end > around[-1]:
                wrong.append(f"lies across the end of the slice around it: {event}")
            around.append(end)
        open_slices = 0
        for event in track:
            open_slices += {"B": 1, "E": -1}.get(event["ph"], 0)
            if open_slices < 0:
                wrong.append(f"ends what never began: {event}")
        if open_slices > 0:
            wrong.append(f"{open_slices} slices never end")
    return wrong


def _flows(events: list[Json]) -> list[str]:
    """Each arrow begins once and ends once, later, and both ends lie on a slice that is open then."""
    wrong = []
    flows: dict[tuple[str, str, Any], list[Json]] = defaultdict(list)
    slices: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for event in events:
        if event["ph"] in ("s", "t", "f"):
            flows[event["cat"], event["name"], event["id"]].append(event)
        elif event["ph"] == "X":
            begin = _nano(event["ts"])
            slices[event["pid"], event["tid"]].append((begin, begin + _nano(event["dur"])))
    for flow in flows.values():
        if [event["ph"] for event in flow] != ["s", "f"]:
            wrong.append(f"an arrow without its two ends: {flow}")
        elif flow[0]["ts"] > flow[1]["ts"]:
            wrong.append(f"an arrow into the past: {flow}")
        for event in flow:
            at = _nano(event["ts"])
            if not any(begin <= at < end for begin, end in slices[event["pid"], event["tid"]]):
                wrong.append(f"an arrow that hangs on nothing: {event}")
    return wrong


def _nano(microseconds: float) -> int:
    return round(microseconds * 1000)
