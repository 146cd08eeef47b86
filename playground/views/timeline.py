"""A timeline: one lane a task, time from left to right. Drawn after each cell, so it must be quick."""

from __future__ import annotations

from itertools import accumulate

from playground.values.frozen import frozen
from playground.values.text import Text
from playground.values.trace import EPSILON, Trace

from .axis import Axis
from .fold import Group, fold, group_label
from .lanes import Lane, in_order, lanes_of
from .look import Look, shown_width
from .related import PATH_STYLE, Related
from .row import ASCII, LEGEND, STYLE, UNICODE, Mark, draw_row, legend
from .text import clip, fill, plain_letters, safe, width

__all__ = ["LARGE", "SMALL", "TURNS", "Scale", "density", "draw_timeline"]

SMALL = 12  # lines of lanes after a cell
LARGE = 40  # lines of timeline()
TURNS = 2.5  # events by which a job may begin or end inside its task, when turns are drawn
LEVELS = ("▁▂▃▄▅▆▇█", "..::++##")
CELL = Text("cell {number}", "单元 {number}")
MORE = Text("… {count} more", "… 还有 {count} 个")
AT_ONCE = Text("all of it at one moment: drawn step by step", "一切发生在同一时刻：按先后一步步画出")
DROPPED = Text(
    "the first {count} events are no longer kept: the picture begins in the middle",
    "最早的 {count} 个事件已不再保留：图从中途开始",
)
NOTHING = Text("nothing happened", "什么也没有发生")


@frozen
class Scale:
    """What two timelines that stand beside each other share."""

    until: float | None = None  # seconds at the right end; None: the trace's own end
    mark: float | None = None  # a second that is marked below the lanes
    legend: bool = True
    others: bool = False  # also who made a task, and what made the run as long as it was


def draw_timeline(
    trace: Trace, look: Look, lines: int = SMALL, scale: Scale | None = None, marks: set[Mark] | None = None
) -> str:
    """The lanes of the trace in at most `lines` lines, with a time axis above and a legend below.

    The legend tells of `marks` too, and what is drawn is added to them: two pictures may share one.
    """
    scale = scale or Scale()
    notes = [look.say(DROPPED, count=f"{trace.dropped:,}")] if trace.dropped else []
    end = max(trace.elapsed, scale.until or 0.0)
    if end <= EPSILON and trace.events:
        trace = in_order(trace)
        end = trace.elapsed
        notes.append(look.say(AT_ONCE))
        turns = True
    else:
        turns = False
    # A job's own events stand just inside those of its task.
    lanes = lanes_of(trace, slack=TURNS if turns else None)
    if not lanes:
        return look.paint("dim", look.say(NOTHING))
    told = Related(trace, lanes, look, scale.others and not turns)
    return "\n".join(
        _draw(lanes, Axis(end, 1, turns), look, lines, scale, notes, told, set() if marks is None else marks)
    )


def _draw(
    lanes: list[Lane], axis: Axis, look: Look, lines: int, scale: Scale, notes: list[str], related: Related,
    marks: set[Mark],
) -> list[str]:  # fmt: skip
    # Labels decide how many columns are left, the columns which lanes look alike, and those the
    # labels: the width of labels is bounded, so a first guess of it serves for the grouping.
    widest = min(36, look.width * 2 // 5)
    groups = fold(lanes, Axis(axis.elapsed, look.width - widest - 1, axis.turns), lines)
    labels = [clip(_label(group, look), widest, look.dots) for group in groups]
    stars = related.stars(groups)
    room = max(map(width, labels)) + 1
    axis = Axis(axis.elapsed, look.width - room - 1, axis.turns)
    drawn = []
    for group, label, star in zip(groups, labels, stars, strict=True):
        style = "bold" if group.lanes[0].root else "dim" if group.counted else ""
        if group.counted:
            text = _bars(density(group, axis), look)
        else:
            lane = related.example(group)
            row = draw_row(lane, axis, look, related.of(lane))
            text = row.text
            marks |= row.marks
        line = look.paint(style, label) + fill("", room - width(label)) + text
        if star:  # in the last column, which the axis leaves free
            line += " " * (look.width - 1 - shown_width(line)) + look.paint(PATH_STYLE, look.sign("★"))
        drawn.append(line.rstrip())
    numbers = axis.numbers()
    if numbers:
        numbers = numbers if look.unicode else numbers.replace("µ", "u")
        drawn.insert(0, " " * room + look.paint("dim", numbers))
    if scale.mark is not None:
        drawn.append(" " * (room + axis.column(scale.mark)) + look.paint("bold yellow", look.sign("▲")))
    if scale.legend:
        drawn += _legend_lines(frozenset(marks), look)
    drawn += related.lines()
    return drawn + [look.paint("dim", note) for note in notes]


def _label(group: Group, look: Look) -> str:
    lane = group.lanes[0]
    if group.rest:
        return look.say(MORE, count=f"{len(group.lanes):,}")
    if lane.cell is not None:
        return look.say(CELL, number=lane.cell)
    label = safe("  " * lane.depth + group_label(group, "…"))
    return label if look.unicode else plain_letters(label)


def density(group: Group, axis: Axis) -> list[int]:
    """How many of the lanes were there at each column."""
    change = [0] * (axis.columns + 1)
    for lane in group.lanes:
        change[axis.column(lane.begin)] += 1
        change[axis.column(lane.end) + 1] -= 1
    return list(accumulate(change))[:-1]


def _bars(counts: list[int], look: Look) -> str:
    """Counts as bars of eight heights."""
    levels = LEVELS[0] if look.unicode else LEVELS[1]
    most = max(counts)
    bars = "".join(levels[(count * 8 - 1) * 7 // (most * 8)] if count else " " for count in counts)
    return look.paint("dim cyan", bars)


def _legend_lines(marks: frozenset[Mark], look: Look) -> list[str]:
    shapes = UNICODE if look.unicode else ASCII
    lines = [""]
    used = 0
    for mark in legend(marks, look):
        words = LEGEND[mark].say(look.lang)
        size = width(words) + 5
        if used and used + size > look.width:
            lines.append("")
            used = 0
        lines[-1] += f"{look.paint(STYLE[mark], shapes[mark])} {look.paint('dim', words)}   "
        used += size
    return [line.rstrip() for line in lines if line]
