"""Many lanes on few lines: equal ones are grouped, and what is still too many is counted."""

from __future__ import annotations

from dataclasses import dataclass

from .axis import Axis
from .lanes import Lane
from .row import row_key

__all__ = ["Group", "fold", "group_label"]


@dataclass(slots=True)
class Group:
    """Lanes that look the same, or (`rest`) all that found no place."""

    lanes: list[Lane]
    rest: bool = False


def fold(lanes: list[Lane], axis: Axis, most: int) -> list[Group]:
    """At most `most` groups, in the order of their first lanes; what is left over comes last."""
    if len(lanes) <= most:
        return [Group([lane]) for lane in lanes]
    groups: dict[object, Group] = {}
    for lane in lanes:
        # The root, which is the run itself, is never one of many.
        key = id(lane) if lane.root else row_key(lane, axis)
        if key in groups:
            groups[key].lanes.append(lane)
        else:
            groups[key] = Group([lane])
    folded = list(groups.values())
    if len(folded) <= most:
        return folded
    # What went another way than most is what one looks for: it is kept before others.
    by_weight = sorted(range(len(folded)), key=lambda place: (-_weight(folded[place]), place))
    kept = sorted(by_weight[: most - 1])
    left = [lane for place in sorted(by_weight[most - 1 :]) for lane in folded[place].lanes]
    return [*(folded[place] for place in kept), Group(left, rest=True)]


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
