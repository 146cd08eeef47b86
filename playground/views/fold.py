"""Many lanes on few lines: equal ones are grouped, and what is still too many is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from .axis import Axis
from .lanes import Lane
from .row import row_key

__all__ = ["Group", "fold", "group_label"]

DIGITS = re.compile(r"\d+")
first = itemgetter(0)


@dataclass(slots=True)
class Group:
    """Lanes drawn on one line: equal ones as one of them; `counted` ones by how many were there when."""

    lanes: list[Lane]
    counted: bool = False
    rest: bool = False  # counted, and not even of one kind


def fold(lanes: list[Lane], axis: Axis, most: int) -> list[Group]:
    """At most `most` groups in the order of their first lanes, folded no further than is needed.

    First lanes that look equal share a line. Then those that did the same at other times: one of
    them is drawn, the others are counted. What still finds no place comes last, counted.
    """
    if len(lanes) <= most:
        return [Group([lane]) for lane in lanes]
    groups = _grouped(lanes, lambda lane: row_key(lane, axis))
    if len(groups) > most:
        groups = [part for group in _grouped(lanes, _did) for part in _example_and_others(group)]
    if len(groups) <= most:
        return groups
    # What went another way than most is what one looks for: it is kept before others.
    by_weight = sorted(range(len(groups)), key=lambda place: (-_weight(groups[place]), place))
    kept = sorted(by_weight[: most - 1])
    left = [lane for place in sorted(by_weight[most - 1 :]) for lane in groups[place].lanes]
    return [*(groups[place] for place in kept), Group(left, counted=True, rest=True)]


def _grouped(lanes: list[Lane], key_of: Callable[[Lane], Hashable]) -> list[Group]:
    groups: dict[Hashable, Group] = {}
    for lane in lanes:
        # The root, which is the run itself, is never one of many.
        key = id(lane) if lane.root else key_of(lane)
        if key in groups:
            groups[key].lanes.append(lane)
        else:
            groups[key] = Group([lane])
    return list(groups.values())


def _did(lane: Lane) -> Hashable:
    """What a lane did, whenever that was: its kind of name, how it ended, what it waited on."""
    waits = [
        one.wait and (one.wait.kind, "" if one.wait.kind == "sleep" else DIGITS.sub("", one.wait.what))
        for one in lane.stretches
        if one.state == "waiting"
    ]
    held = any(one.state == "held" for one in lane.stretches)
    return (
        DIGITS.sub("", lane.label),
        lane.how,
        lane.error,
        lane.depth,
        held,
        tuple(map(first, groupby(waits))),
    )


def _example_and_others(group: Group) -> list[Group]:
    if len(group.lanes) < 3:
        return [Group([lane]) for lane in group.lanes]
    return [Group(group.lanes[:1]), Group(group.lanes[1:], counted=True)]


def _weight(group: Group) -> int:
    lane = group.lanes[0]
    if lane.root:
        return 3
    if any(stretch.state == "held" for stretch in lane.stretches):
        return 2
    return 1 if lane.how in ("failed", "cancelled") else 0


def group_label(group: Group, dots: str) -> str:
    """``3x Task #0…2`` for a group, the lane's own label for one lane."""
    first, last = group.lanes[0].label, group.lanes[-1].label
    if len(group.lanes) == 1:
        return first
    before = 0
    while before < min(len(first), len(last)) and first[before] == last[before]:
        before += 1
    while before and first[before - 1].isdigit():
        before -= 1  # "Task #10…19", not "Task #10…9"
    after = 0
    while after < min(len(first), len(last)) - before and first[-1 - after] == last[-1 - after]:
        after += 1
    while after and first[-after].isdigit():
        after -= 1
    between = last[before : len(last) - after]
    label = f"{first[: len(first) - after]}{dots}{between}{first[len(first) - after :]}" if between else first
    return f"{len(group.lanes):,}× {label}"
