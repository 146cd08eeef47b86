"""Pictures for pages: a timeline as SVG, and a terminal as SVG.

A timeline follows the reader's light or dark colours by itself, unless one of them is asked for; a
terminal has its own.
"""

from __future__ import annotations

import re
from html import escape
from typing import Literal

from playground.values.text import Language, Text
from playground.values.trace import EPSILON, Trace

from .axis import Axis
from .fold import Group, fold, group_label
from .glance import summary_line
from .lanes import Lane, Stretch, in_order, lanes_of
from .look import Look
from .palette import DARK, LIGHT
from .row import CANCELLED_BY, LEGEND, PATH, Mark, mark_of
from .shapes import BAR, ENDS, shape
from .svg_arrows import arrows, critical_path
from .text import clip, safe, width
from .timeline import AT_ONCE, CELL, MORE, TURNS, density

__all__ = ["Theme", "screen_svg", "timeline_svg"]

Theme = Literal["auto", "light", "dark"]
LINES = 60  # lanes in a picture
LETTER = 7.3  # pixels of one column of the labels
STEP = 24  # pixels from lane to lane
TOP = 56
BELOW = 34  # pixels for the legend, a line
LEGEND_LETTER = 6.4
DESCRIPTION = Text(
    "A timeline: one lane a task, time from left to right. {lanes}",
    "时间线：每个任务一条，时间从左到右。{lanes}",
)


def timeline_svg(
    trace: Trace, columns: int = 900, lang: Language = "en", title: str = "", theme: Theme = "auto"
) -> str:
    """The timeline as an SVG document `columns` pixels wide; what is waited on shows as a tooltip too."""
    look = Look(lang=lang)
    summary, notes = summary_line(trace, look), ""
    if trace.elapsed <= EPSILON and trace.events:
        trace, notes = in_order(trace), look.say(AT_ONCE)
    lanes = lanes_of(trace, slack=TURNS if notes else None)
    groups = fold(lanes, Axis(trace.elapsed, columns // 8, bool(notes)), LINES)
    labels = [clip(_label(group, look), 40) for group in groups]
    left = 16 + LETTER * max(map(width, labels), default=0) + 12
    axis = Axis(trace.elapsed, max(200, int(columns - left - 30)), bool(notes))
    names = {lane.task: _label(Group([lane]), look) for lane in lanes if not lane.depth}
    body: list[str] = []
    marks: set[Mark] = set()
    rows = {lane.task: row for row, group in enumerate(groups) for lane in group.lanes if not lane.depth}
    heights = {task: TOP + STEP * row + BAR / 2 for task, row in rows.items() if task is not None}
    for number, (group, label) in enumerate(zip(groups, labels, strict=True)):
        top = TOP + STEP * number
        bold = ' font-weight="bold"' if group.lanes[0].root else ""
        body.append(f'<text x="16" y="{top + 10}"{bold}>{escape(label)}</text>')
        if group.counted:
            body.append(_crowd(group, axis, left, top))
        else:
            body.append(_lane(group.lanes[0], names, axis, left, top, look, marks))
    path = critical_path(trace, heights, axis, left)
    body += [path, arrows(trace, heights, axis, left)]
    bottom = TOP + STEP * len(groups)
    key, lines = _legend(
        [*(mark for mark in LEGEND if mark in marks), *(["path"] if path else [])], bottom + 22, columns, look
    )
    height = bottom + BELOW + 18 * (lines - 1)
    head = " · ".join(filter(None, [safe(title), summary, notes]))
    told = DESCRIPTION.say(
        lang,
        lanes=" ".join(
            f"{label}: {LEGEND[group.lanes[0].how].say(lang)}."
            for group, label in zip(groups, labels, strict=True)
        ),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {height}" width="{columns}" '
        f'height="{height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12" '
        f'role="img" aria-labelledby="title description">\n'
        f'<title id="title">{escape(head)}</title>\n<desc id="description">{escape(told)}</desc>\n'
        f"<style>{_style(theme)}</style>\n"
        f'<rect class="paper flat" width="100%" height="100%" rx="6"/>\n'
        f'<text x="16" y="22" font-weight="bold">{escape(head)}</text>\n'
        + "\n".join([_axis(axis, left, bottom), *filter(None, body), key])
        + "\n</svg>\n"
    )


def _style(theme: Theme) -> str:
    def rules(colors: dict[str, str]) -> str:
        fills = "".join(f".{name}{{fill:{color};stroke:{color}}}" for name, color in colors.items())
        return (
            f"{fills}text{{fill:{colors['ink']}}}.rule{{stroke:{colors['faint']}}}"
            f".hatch{{stroke:{colors['paper']};stroke-opacity:.55;stroke-width:1.5}}"
            + "".join(f"text.{name}{{fill:{colors[name]};stroke:none}}" for name in (*ENDS, "soft"))
        )

    shared = ".flat{stroke:none}.open{fill:none}.ready{fill-opacity:.35}.path{fill:none}"
    if theme != "auto":
        return rules(DARK if theme == "dark" else LIGHT) + shared
    return f"{rules(LIGHT)}{shared}@media(prefers-color-scheme:dark){{{rules(DARK)}{shared}}}"


def _label(group: Group, look: Look) -> str:
    if group.rest:
        return look.say(MORE, count=f"{len(group.lanes):,}")
    lane = group.lanes[0]
    if lane.cell is not None:
        return look.say(CELL, number=lane.cell)
    return safe("\u00a0" * (2 * lane.depth) + group_label(group, "…"))


def _axis(axis: Axis, left: float, bottom: float) -> str:
    parts = []
    for at, words in axis.ticks(80):
        x = f"{left + axis.column(at):.0f}"
        parts.append(f'<line class="rule" x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}"/>')
        where = f'x="{x}" y="{TOP - 14}" text-anchor="middle"'
        parts.append(f'<text class="soft" {where} font-size="11">{words}</text>')
    return "\n".join(parts)


def _lane(
    lane: Lane,
    names: dict[int | None, str],
    axis: Axis,
    left: float,
    top: float,
    look: Look,
    marks: set[Mark],
) -> str:
    parts = []
    for stretch in lane.stretches:
        begin, end = axis.column(stretch.begin), axis.column(stretch.end)
        if end - begin < 1 and stretch.state in ("waiting", "ready"):
            continue
        mark = mark_of(stretch)
        if stretch.state == "running" and end - begin < 2:
            mark = "step"
        marks.add(mark)
        words = _said(stretch)
        drawn = shape(mark, left + begin, left + max(end, begin + 2), top)
        parts.append(f"<g><title>{escape(words)}</title>{drawn}</g>" if words else drawn)
        if words and len(words) * 6.2 + 24 < end - begin:
            parts.append(_on_paper(words, left + (begin + end) / 2, top))
    marks.add(lane.how)
    return "\n".join([*parts, _end(lane, names, axis, left, top, look)])


def _on_paper(words: str, x: float, top: float) -> str:
    """Words in the middle of a stretch, which gives way to them."""
    wide = width(words) * 6.1 + 8
    box = f'x="{x - wide / 2:.0f}" y="{top - 1}" width="{wide:.0f}" height="{BAR + 2}"'
    return (
        f'<rect class="paper flat" {box}/>'
        f'<text x="{x:.0f}" y="{top + 9.5}" text-anchor="middle" font-size="10">{escape(words)}</text>'
    )


def _end(lane: Lane, names: dict[int | None, str], axis: Axis, left: float, top: float, look: Look) -> str:
    """The sign of how it ended, and why."""
    column = axis.column(lane.end)
    x = left + column
    where = f'x="{x:.0f}" y="{top + 10}" text-anchor="middle"'
    parts = [f'<circle class="paper flat" cx="{x:.0f}" cy="{top + BAR // 2}" r="6"/>']
    parts.append(f'<text class="{lane.how}" {where} font-weight="bold">{ENDS[lane.how]}</text>')
    words = lane.error
    if not words and lane.how == "cancelled" and lane.by in names:
        words = look.say(CANCELLED_BY, who=names[lane.by])
    words = clip(safe(words), 60)
    if words:
        outside = axis.columns - column > width(words) * 6.1 + 14
        where = (
            f'x="{x + 10:.0f}" y="{top + 10}"'
            if outside
            else f'x="{x - 8:.0f}" y="{top - 2}" text-anchor="end"'
        )
        parts.append(f'<text class="{lane.how}" {where} font-size="10">{escape(words)}</text>')
    return "\n".join(parts)


def _said(stretch: Stretch) -> str:
    if stretch.wait is None:
        return ""
    held = f", held by {', '.join(stretch.wait.holders)}" if stretch.wait.holders else ""
    return safe((stretch.wait.what or stretch.wait.kind) + held)


def _crowd(group: Group, axis: Axis, left: float, top: float) -> str:
    """How many there were at each moment, as a hill."""
    counts = density(group, axis)
    most = max(counts)
    points = [f"{left + x:.0f},{top + BAR - BAR * count / most:.1f}" for x, count in enumerate(counts)]
    base = f"{left:.0f},{top + BAR} " + " ".join(points) + f" {left + len(counts) - 1:.0f},{top + BAR}"
    return f'<polygon class="sleeping flat" points="{base}"/>'


def _legend(marks: list[Mark], top: float, columns: int, look: Look) -> tuple[str, int]:
    """The words for what is to be seen, and how many lines they take."""
    parts, x, line = [], 16.0, 0
    for mark in marks:
        words = look.say(PATH if mark == "path" else LEGEND[mark])
        wide = 22 + width(words) * LEGEND_LETTER + 16
        if x > 16 and x + wide > columns - 8:
            x, line = 16.0, line + 1
        y = top + 18 * line
        if mark in ENDS:
            parts.append(
                f'<text class="{mark}" x="{x + 4:.0f}" y="{y}" font-weight="bold">{ENDS[mark]}</text>'
            )
        elif mark == "path":
            parts.append(f'<path class="path" stroke-width="2" d="M{x:.0f} {y - 4}h16"/>')
        else:
            parts.append(
                shape(mark, x + (6 if mark == "step" else 0), x + (8 if mark == "step" else 16), y - 10)
            )
        parts.append(f'<text class="soft" x="{x + 22:.0f}" y="{y}" font-size="11">{words}</text>')
        x += wide
    return "\n".join(parts), line + 1


def screen_svg(text: str, columns: int = 100, title: str = "", dark: bool = True) -> str:
    """A picture of a terminal that shows `text`, whose colours are escape sequences (SGR)."""
    from io import StringIO

    from rich.console import Console
    from rich.terminal_theme import DEFAULT_TERMINAL_THEME, DIMMED_MONOKAI
    from rich.text import Text as Shown

    console = Console(
        record=True,
        width=columns,
        file=StringIO(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
    )
    console.print(Shown.from_ansi(text, no_wrap=True), overflow="crop", crop=True)
    theme = DIMMED_MONOKAI if dark else DEFAULT_TERMINAL_THEME
    picture = console.export_svg(title=title, theme=theme, unique_id="playground")
    # No fonts from elsewhere: the page that shows it decides what it fetches.
    return re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)
