"""The arrows of an SVG picture (who made, who cancelled whom) and the way that made the run this long."""

from __future__ import annotations

from collections.abc import Mapping

from playground.values.trace import Trace

from .axis import Axis

__all__ = ["arrows", "critical_path"]

MOST = 60  # arrows of one kind; more would hide what they lead to
BELOW = 9  # pixels from the middle of a lane to the line of the path


def arrows(trace: Trace, heights: Mapping[int, float], axis: Axis, left: float) -> str:
    """From the parent to each task it made; dashed from who cancelled a task to its end."""
    root = {record.number for record in trace.tasks if record.root}
    made = [
        event for event in trace.events if event.kind == "created" and _drawn(event.by, event.task, heights)
    ]
    ended = [
        event for event in trace.events if event.kind == "cancel" and _drawn(event.by, event.task, heights)
    ]
    # Where the run itself makes hundreds, its arrows say nothing; those of other parents may.
    if len(made) > MOST:
        made = [event for event in made if event.by not in root]
    parts = []
    for kind, events in (("soft", made[:MOST]), ("cancelled", ended[:MOST])):
        for event in events:
            if event.by is not None and event.task is not None:
                x = left + axis.column(event.at)
                parts.append(_arrow(kind, x, heights[event.by], heights[event.task]))
    return "\n".join(parts)


def _drawn(by: int | None, task: int | None, heights: Mapping[int, float]) -> bool:
    begin, end = (heights.get(-1 if number is None else number) for number in (by, task))
    return begin is not None and end is not None and begin != end


def _arrow(kind: str, x: float, begin: float, end: float) -> str:
    down = 1 if end > begin else -1
    tip = end - down * 7
    dashes = ' stroke-dasharray="4 3"' if kind == "cancelled" else ' stroke-opacity=".7"'
    return (
        f'<path class="{kind} open"{dashes} d="M{x:.0f} {begin + down * 3:.0f}V{tip - down * 3:.0f}"/>'
        f'<path class="{kind} flat" d="M{x:.0f} {tip + down * 2:.0f}l-3 {-down * 6}h6z"/>'
    )


def critical_path(trace: Trace, heights: Mapping[int, float], axis: Axis, left: float) -> str:
    """A line below the stretches that made the run as long as it was; "" where none is to be seen."""
    moves: list[str] = []
    before: float | None = None
    for segment in trace.critical_path:
        if segment.task is None or segment.task not in heights:
            continue
        y = heights[segment.task] + BELOW
        begin, end = left + axis.column(segment.begin), left + axis.column(segment.end)
        moves.append(f"M{begin:.0f} {y:.0f}" if before is None else f"V{y:.0f}")
        moves.append(f"H{max(end, begin + 1):.0f}")
        before = y
    return f'<path class="path" stroke-width="2" d="{"".join(moves)}"/>' if moves else ""
