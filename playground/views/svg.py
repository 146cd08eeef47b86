"""Pictures for pages: a timeline as SVG, and a terminal as SVG.

A timeline follows the reader's light or dark colours by itself; a terminal has its own.
"""

from __future__ import annotations

import re
from html import escape

from playground.values.text import Language
from playground.values.trace import Trace

from .axis import Axis
from .fold import Group, fold, group_label
from .lanes import EPSILON, Lane, Stretch, in_order, lanes_of
from .look import Look
from .row import LEGEND, Mark, mark_of
from .text import clip, safe, width
from .timeline import AT_ONCE, CELL, MORE, TURNS, density, summary_line

__all__ = ["screen_svg", "timeline_html", "timeline_svg"]

LINES = 60  # lanes in a picture
LETTER = 7.2  # pixels of one column of the labels
STEP = 22  # pixels from lane to lane
BAR = 12  # pixels of a bar's height
TOP = 50
LEGEND_LETTER = 6.6

LIGHT = {
    "paper": "#ffffff", "ink": "#24292f", "faint": "#d0d7de", "sleeping": "#9ec5e8", "waiting": "#c9b8e8",
    "ready": "#f2cc60", "running": "#2da44e", "step": "#2da44e", "held": "#cf222e", "done": "#1a7f37",
    "failed": "#cf222e", "cancelled": "#8250df", "pending": "#57606a",
}  # fmt: skip
DARK = {
    "paper": "#0d1117", "ink": "#e6edf3", "faint": "#30363d", "sleeping": "#31587d", "waiting": "#55447d",
    "ready": "#9e7b1f", "running": "#3fb950", "step": "#3fb950", "held": "#f85149", "done": "#3fb950",
    "failed": "#f85149", "cancelled": "#bc8cff", "pending": "#8b949e",
}  # fmt: skip
ENDS = {"done": "●", "failed": "!", "cancelled": "×", "pending": "▸"}


def timeline_svg(trace: Trace, columns: int = 900, lang: Language = "en", title: str = "") -> str:
    """The timeline as an SVG document `columns` pixels wide; what is waited on shows as a tooltip too."""
    look = Look(lang=lang)
    notes = ""
    if trace.elapsed <= EPSILON and trace.events:
        trace, notes = in_order(trace), look.say(AT_ONCE)
    lanes = lanes_of(trace, slack=TURNS if notes else None)
    groups = fold(lanes, Axis(trace.elapsed, columns // 8, bool(notes)), LINES)
    labels = [clip(_label(group, look), 40) for group in groups]
    left = 16 + LETTER * max(map(width, labels), default=0) + 10
    axis = Axis(trace.elapsed, max(200, int(columns - left - 30)), bool(notes))
    height = TOP + STEP * len(groups) + 34
    body = [_axis(axis, left, height - 34)]
    marks: set[Mark] = set()
    for number, (group, label) in enumerate(zip(groups, labels, strict=True)):
        top = TOP + STEP * number
        bold = ' font-weight="bold"' if group.lanes[0].root else ""
        body.append(f'<text x="16" y="{top + 10}"{bold}>{escape(label)}</text>')
        body.append(
            _crowd(group, axis, left, top) if group.counted else _lane(group.lanes[0], axis, left, top, marks)
        )
    head = " · ".join(filter(None, [safe(title), summary_line(trace, look), notes]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {height}" width="{columns}" '
        f'height="{height}" font-family="ui-monospace, monospace" font-size="12" role="img">\n'
        f"<title>{escape(head)}</title>\n<style>{_style()}</style>\n"
        f'<rect class="paper" width="100%" height="100%" rx="6"/>\n'
        f'<text x="16" y="20" font-weight="bold">{escape(head)}</text>\n'
        + "\n".join(body)
        + _legend(marks, height - 12, lang)
        + "\n</svg>\n"
    )


def timeline_html(trace: Trace, lang: Language = "en", title: str = "") -> str:
    """A page with the timeline on it, and nothing that would have to be fetched."""
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
        f"<title>{escape(safe(title) or 'asyncio')}</title>\n"
        '<meta name="color-scheme" content="light dark">\n'
        f"{timeline_svg(trace, 1200, lang, title)}</html>\n"
    )


def _style() -> str:
    def rules(colors: dict[str, str]) -> str:
        return "".join(f".{name}{{fill:{color}}}" for name, color in colors.items())

    light = rules(LIGHT) + f"text{{fill:{LIGHT['ink']}}}.rule{{stroke:{LIGHT['faint']}}}"
    dark = rules(DARK) + f"text{{fill:{DARK['ink']}}}.rule{{stroke:{DARK['faint']}}}"
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"


def _label(group: Group, look: Look) -> str:
    if group.rest:
        return look.say(MORE, count=f"{len(group.lanes):,}")
    lane = group.lanes[0]
    if lane.cell is not None:
        return look.say(CELL, number=lane.cell)
    return safe("\u00a0" * (2 * lane.depth) + group_label(group, "…"))


def _axis(axis: Axis, left: float, bottom: float) -> str:
    parts = []
    for at, words in axis.ticks():
        x = left + axis.column(at)
        parts.append(f'<line class="rule" x1="{x:.0f}" y1="{TOP - 6}" x2="{x:.0f}" y2="{bottom}"/>')
        parts.append(f'<text x="{x:.0f}" y="{TOP - 12}" text-anchor="middle" font-size="11">{words}</text>')
    return "\n".join(parts)


def _lane(lane: Lane, axis: Axis, left: float, top: float, marks: set[Mark]) -> str:
    parts = []
    for stretch in lane.stretches:
        begin, end = axis.column(stretch.begin), axis.column(stretch.end)
        if end - begin < 1 and stretch.state in ("waiting", "ready"):
            continue
        mark = mark_of(stretch)
        if stretch.state == "running" and end - begin < 2:
            mark = "step"
        marks.add(mark)
        # Waiting is drawn thin, working thick: the picture tells them apart without colour.
        thin = BAR / 3 if stretch.state == "waiting" else BAR
        y = top + (BAR - thin) / 2
        said = f"<title>{escape(_said(stretch))}</title>" if stretch.wait else ""
        parts.append(
            f'<rect class="{mark}" x="{left + begin:.0f}" y="{y:.1f}" width="{max(2, end - begin)}" '
            f'height="{thin:.1f}">{said}</rect>'
        )
        words = _said(stretch)
        if stretch.wait and len(words) * LETTER + 12 < end - begin:
            x = left + (begin + end) / 2
            parts.append(
                f'<text x="{x:.0f}" y="{top + 3}" text-anchor="middle" font-size="10">{escape(words)}</text>'
            )
    x = left + axis.column(lane.end)
    parts.append(
        f'<text class="{lane.how}" x="{x - 3:.0f}" y="{top + 10}" font-weight="bold">{ENDS[lane.how]}</text>'
    )
    if lane.error:
        error = escape(clip(safe(lane.error), 60))
        parts.append(f'<text class="failed" x="{x + 10:.0f}" y="{top + 10}">{error}</text>')
    marks.add(lane.how)
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
    return f'<polygon class="sleeping" points="{base}"/>'


def _legend(marks: set[Mark], y: float, lang: Language) -> str:
    parts, x = [], 16.0
    for mark in (mark for mark in LEGEND if mark in marks):
        words = LEGEND[mark].say(lang)
        if mark in ENDS:
            parts.append(f'<text class="{mark}" x="{x:.0f}" y="{y}" font-weight="bold">{ENDS[mark]}</text>')
        else:
            parts.append(f'<rect class="{mark}" x="{x:.0f}" y="{y - 8}" width="9" height="8"/>')
        parts.append(f'<text x="{x + 14:.0f}" y="{y}" font-size="11">{words}</text>')
        x += 14 + width(words) * LEGEND_LETTER + 18
    return "\n" + "\n".join(parts)


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
