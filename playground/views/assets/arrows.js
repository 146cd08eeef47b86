"use strict";
// What leads from lane to lane: the way that made the run this long, and the arrows of makers, wakers, cancellers.

const ARROWS = 400; // drawn at once; more would hide the lanes

// The way that made the run as long as it was: a heavy line below its stretches.
function drawPath(pen) {
  pen.strokeStyle = colors.path;
  pen.lineWidth = 2;
  pen.setLineDash([]);
  pen.beginPath();
  let before = null;
  for (const [number, begin, end] of trace.path) {
    const lane = laneOf.get(number);
    if (!lane || end < view.begin || begin > view.end) continue;
    const y = yOf(lane.index) + ROW - 3;
    if (before !== null && before !== y) {
      pen.moveTo(xOf(begin), before);
      pen.lineTo(xOf(begin), y);
    }
    pen.moveTo(xOf(begin), y);
    pen.lineTo(Math.max(xOf(end), xOf(begin) + 1), y);
    before = y;
  }
  pen.stroke();
}

// Arrows of creation and of cancelling, and all those of the lane that is chosen or pointed at.
function drawArrows(pen, first, last) {
  const shown = view.chosen ?? view.pointed;
  let drawn = 0;
  for (const [kind, from, to, since, at] of trace.arrows) {
    if (at < view.begin || since > view.end || drawn >= ARROWS) continue;
    const one = laneOf.get(from);
    const other = laneOf.get(to);
    const meant = shown && (shown.task === from || shown.task === to);
    if (!one || !other || (kind === "wakes" && !meant)) continue;
    if (Math.max(one.index, other.index) < first || Math.min(one.index, other.index) > last) continue;
    drawArrow(pen, kind, xOf(since), yOf(one.index) + ROW / 2, xOf(at), yOf(other.index) + ROW / 2, meant);
    drawn += 1;
  }
  pen.globalAlpha = 1;
}

function drawArrow(pen, kind, x, y, toX, toY, meant) {
  pen.strokeStyle = pen.fillStyle = { creates: colors.soft, wakes: colors.running, cancels: colors.cancelled }[kind];
  pen.globalAlpha = meant ? 1 : kind === "cancels" ? 0.9 : 0.45;
  pen.lineWidth = meant ? 1.8 : 1.2;
  pen.setLineDash(kind === "cancels" ? [5, 3] : kind === "wakes" ? [2, 2] : []);
  const down = toY > y ? 1 : -1;
  const tip = toY - down * 7;
  pen.beginPath();
  pen.moveTo(x, y + down * 3);
  pen.bezierCurveTo(x, tip - down * 10, toX, y + down * 10, toX, tip);
  pen.stroke();
  pen.setLineDash([]);
  pen.beginPath();
  pen.moveTo(toX, tip + down * 2);
  pen.lineTo(toX - 3.5, tip - down * 5);
  pen.lineTo(toX + 3.5, tip - down * 5);
  pen.fill();
}
