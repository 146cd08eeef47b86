"""How each mark is drawn in an SVG picture: a shape of its own, so that nobody needs the colours."""

from __future__ import annotations

from .row import Mark

__all__ = ["BAR", "ENDS", "shape"]

BAR = 12  # pixels of a bar's height
ENDS: dict[Mark, str] = {"done": "●", "failed": "!", "cancelled": "×", "pending": "▸"}
LINES: dict[Mark, tuple[int, ...]] = {"lock": (3, 9), "queue": (2, 6, 10)}  # heights inside the bar


def shape(mark: Mark, begin: float, end: float, top: float) -> str:
    """The stretch from `begin` to `end` (pixels) of a bar whose upper edge is at `top`."""
    long = max(2.0, end - begin)
    middle = top + BAR / 2
    if mark in ("running", "step"):
        return _box(mark, begin, top, long)
    if mark == "held":
        return _box(mark, begin, top, long) + _hatch(begin, end, top)
    if mark == "ready":
        return (
            f'<rect class="ready" x="{begin + 0.5:.1f}" y="{top + 0.5}" '
            f'width="{max(1.0, long - 1):.1f}" height="{BAR - 1}"/>'
        )
    if mark == "sleeping":
        return f'<rect class="sleeping flat" x="{begin:.0f}" y="{middle - 2}" width="{long:.0f}" height="4"/>'
    if mark in LINES:
        moves = "".join(f"M{begin:.0f} {top + height}h{long:.0f}" for height in LINES[mark])
        return f'<path class="{mark} open" stroke-width="2" d="{moves}"/>'
    if mark == "outside":
        return f'<path class="outside open" stroke-width="2" d="{_zigzag(begin, end, middle)}"/>'
    dotted = 'stroke-width="3" stroke-dasharray="3 3"'
    return f'<path class="{mark} open" {dotted} d="M{begin:.0f} {middle}h{long:.0f}"/>'


def _box(mark: Mark, begin: float, top: float, long: float) -> str:
    return f'<rect class="{mark} flat" x="{begin:.0f}" y="{top}" width="{long:.0f}" height="{BAR}"/>'


def _hatch(begin: float, end: float, top: float) -> str:
    strokes = []
    x = begin
    while x + BAR <= end:
        strokes.append(f"M{x:.0f} {top + BAR}l{BAR} -{BAR}")
        x += 6
    return f'<path class="open hatch" d="{"".join(strokes)}"/>' if strokes else ""


def _zigzag(begin: float, end: float, middle: float) -> str:
    points, x, up = [f"M{begin:.0f} {middle + 3}"], begin, True
    while x < end:
        x = min(end, x + 4)
        points.append(f"L{x:.0f} {middle - 3 if up else middle + 3}")
        up = not up
    return "".join(points)
