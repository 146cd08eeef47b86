"use strict";
// The lanes on the canvas: only those, and only so much of each, as can be seen.

const BAR = 12; // pixels of a bar's height
const LABEL_FONT = "12.5px ui-monospace, Menlo, Consolas, monospace";
const SMALL_FONT = "11px system-ui, sans-serif";
const SIGNS = { done: "●", failed: "!", cancelled: "×", pending: "▸" };
const ARROWS = 400; // drawn at once; more would hide the lanes
let colors = {};

function readColors() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "panel", "ink", "soft", "faint", "path", ...Object.keys(trace.legend)];
  colors = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function draw() {
  const pen = canvas.getContext("2d");
  const dots = window.devicePixelRatio || 1;
  pen.setTransform(dots, 0, 0, dots, 0, 0);
  pen.fillStyle = colors.paper;
  pen.fillRect(0, 0, view.width, view.height);
  const first = Math.max(0, Math.floor(scroll.scrollTop / ROW));
  const last = Math.min(trace.lanes.length - 1, Math.ceil((scroll.scrollTop + view.height - TOP) / ROW));
  pen.save();
  clip(pen, 0, TOP - 6, view.width, view.height);
  for (let index = first; index <= last; index += 1) drawBack(pen, trace.lanes[index]);
  pen.save();
  clip(pen, view.labels - 6, TOP - 6, view.width, view.height);
  drawRules(pen);
  for (let index = first; index <= last; index += 1) drawLane(pen, trace.lanes[index]);
  drawPath(pen);
  drawArrows(pen, first, last);
  drawNow(pen);
  pen.restore();
  for (let index = first; index <= last; index += 1) drawLabel(pen, trace.lanes[index]);
  pen.restore();
  drawAxis(pen);
}

function clip(pen, left, top, right, bottom) {
  pen.beginPath();
  pen.rect(left, top, right - left, bottom - top);
  pen.clip();
}

// Behind a lane: whether it is chosen, pointed at, or found by the search.
function drawBack(pen, lane) {
  const strength = lane === view.chosen ? 0.9 : lane === view.pointed ? 0.5 : 0;
  const found = view.matches.length && view.matchSet.has(lane.index);
  if (!strength && !found) return;
  pen.globalAlpha = strength || 0.18;
  pen.fillStyle = strength ? colors.panel : colors.ready;
  pen.fillRect(0, yOf(lane.index), view.width, ROW);
  pen.globalAlpha = 1;
}

function drawLabel(pen, lane) {
  const y = yOf(lane.index);
  pen.font = lane.root ? `bold ${LABEL_FONT}` : LABEL_FONT;
  pen.fillStyle = view.matches.length && !view.matchSet.has(lane.index) ? colors.soft : colors.ink;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  const left = 12 + (lane.depth ? 14 : 0);
  pen.fillText(fitting(pen, lane.label, view.labels - left - 10), left, y + ROW / 2);
}

function fitting(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let kept = text.length;
  while (kept > 0 && pen.measureText(text.slice(0, kept) + "…").width > width) kept -= 1;
  return text.slice(0, kept) + "…";
}

// What a lane did, in stretches. Many in one pixel are drawn as one: the strongest of them.
function drawLane(pen, lane) {
  const y = yOf(lane.index) + ROW / 2;
  const flat = lane.stretches;
  let drawnTo = -Infinity;
  let strongest = 0;
  for (let index = firstSeen(lane); index < flat.length && flat[index] <= view.end; index += EACH) {
    const begin = xOf(Math.max(flat[index], view.begin - (view.end - view.begin)));
    const end = xOf(Math.min(flat[index + 1], view.end + (view.end - view.begin)));
    const mark = flat[index + 2];
    const strength = mark === "held" ? 3 : mark === "running" ? 2 : 1;
    if (end < drawnTo + 0.7 && strength <= strongest) continue;
    drawStretch(pen, mark, begin, end, y);
    if (end - begin > 46 && flat[index + 3] >= 0) drawWords(pen, trace.waits[flat[index + 3]], begin, end, y);
    if (Math.floor(end) > Math.floor(drawnTo)) strongest = 0;
    strongest = Math.max(strongest, strength);
    drawnTo = Math.max(drawnTo, end);
  }
  drawEnd(pen, lane, y);
}

function firstSeen(lane) {
  const flat = lane.stretches;
  let low = 0;
  let high = flat.length / EACH;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flat[middle * EACH + 1] < view.begin) low = middle + 1;
    else high = middle;
  }
  return low * EACH;
}

// Each mark has a shape of its own, so that nobody needs the colours.
function drawStretch(pen, mark, begin, end, y) {
  pen.fillStyle = pen.strokeStyle = colors[mark];
  const length = end - begin;
  pen.setLineDash([]);
  if (mark === "running" || mark === "held") {
    pen.fillRect(begin, y - BAR / 2, Math.max(2, length), BAR);
    if (mark === "held" && length > 6) drawHatch(pen, begin, end, y);
  } else if (mark === "ready") {
    pen.globalAlpha = 0.35;
    pen.fillRect(begin, y - BAR / 2, length, BAR);
    pen.globalAlpha = 1;
    pen.lineWidth = 1;
    pen.strokeRect(begin + 0.5, y - BAR / 2 + 0.5, Math.max(0, length - 1), BAR - 1);
  } else {
    drawWait(pen, mark, begin, end, y);
  }
}

function drawWait(pen, mark, begin, end, y) {
  if (mark === "sleeping") {
    pen.fillRect(begin, y - 2, end - begin, 4);
    return;
  }
  const rows = { waiting: [0], lock: [-3, 3], queue: [-4, 0, 4], outside: [0] }[mark];
  pen.lineWidth = mark === "waiting" || mark === "outside" ? 3 : 2;
  if (mark === "waiting") pen.setLineDash([3, 3]);
  for (const row of rows) {
    pen.beginPath();
    pen.moveTo(begin, y + row);
    if (mark !== "outside") pen.lineTo(end, y + row);
    else for (let x = begin; x < end; x += 4) pen.lineTo(Math.min(end, x + 4), y + (Math.round((x - begin) / 4) % 2 ? -3 : 3));
    pen.stroke();
  }
  pen.setLineDash([]);
}

function drawHatch(pen, begin, end, y) {
  pen.save();
  clip(pen, begin, y - BAR / 2, end, y + BAR / 2);
  pen.strokeStyle = colors.paper;
  pen.globalAlpha = 0.5;
  pen.lineWidth = 1.5;
  const first = Math.max(begin, 0) - BAR;
  pen.beginPath();
  for (let x = first; x < Math.min(end, view.width) + BAR; x += 6) {
    pen.moveTo(x, y + BAR / 2);
    pen.lineTo(x + BAR, y - BAR / 2);
  }
  pen.stroke();
  pen.restore();
}

function drawWords(pen, wait, begin, end, y) {
  const left = Math.max(begin, view.labels);
  const right = Math.min(end, view.width - 20);
  pen.font = SMALL_FONT;
  const words = fitting(pen, whatIsWaitedFor(wait), right - left - 24);
  const width = pen.measureText(words).width;
  if (words.length < 3 || right - left < 46) return;
  const middle = (left + right) / 2;
  pen.fillStyle = colors.paper;
  pen.fillRect(middle - width / 2 - 5, y - 8, width + 10, 16);
  pen.fillStyle = colors.ink;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(words, middle, y + 0.5);
}

function drawEnd(pen, lane, y) {
  if (lane.end < view.begin || lane.begin > view.end) return;
  const x = xOf(lane.end);
  pen.font = `bold 13px ui-monospace, monospace`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = colors.paper;
  pen.fillRect(x - 5, y - 7, 10, 14);
  pen.fillStyle = colors[lane.how];
  pen.fillText(SIGNS[lane.how], x, y + 0.5);
  const task = tasks.get(lane.task);
  if (lane.depth || !task) return;
  const who = task.how === "cancelled" && task.by != null ? say("by", { who: nameOf(task.by) }) : "";
  const words = task.error || who;
  if (!words) return;
  pen.font = SMALL_FONT;
  const space = view.width - 26 - x;
  const width = Math.min(pen.measureText(words).width, 260);
  pen.textAlign = space > width + 10 ? "left" : "right";
  if (pen.textAlign === "right" && x - width < view.labels) return;
  pen.fillText(fitting(pen, words, 260), pen.textAlign === "left" ? x + 9 : x - 9, y - (pen.textAlign === "left" ? 0 : 9));
}

// The way that made the run as long as it was: a heavy line below its stretches.
function drawPath(pen) {
  pen.strokeStyle = colors.path;
  pen.lineWidth = 2;
  pen.setLineDash([]);
  pen.beginPath();
  let before = null;
  for (const [number, begin, end] of trace.path) {
    const lane = laneOf.get(number);
    if (!lane) continue;
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

// The second at which the replay is.
function drawNow(pen) {
  if (view.now == null) return;
  pen.strokeStyle = colors.ink;
  pen.lineWidth = 1.5;
  pen.setLineDash([]);
  pen.beginPath();
  pen.moveTo(xOf(view.now), 0);
  pen.lineTo(xOf(view.now), view.height);
  pen.stroke();
}

function ticks() {
  if (trace.turns) return [];
  const least = ((view.end - view.begin) * 90) / room();
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((round) => round * power).find((size) => size >= least);
  const found = [];
  for (let number = Math.ceil(view.begin / step); number * step <= view.end; number += 1) found.push(number * step);
  return found;
}

function drawRules(pen) {
  pen.strokeStyle = colors.faint;
  pen.lineWidth = 1;
  pen.setLineDash([]);
  pen.beginPath();
  for (const at of ticks()) {
    const x = Math.round(xOf(at)) + 0.5;
    pen.moveTo(x, TOP - 6);
    pen.lineTo(x, view.height);
  }
  pen.stroke();
}

function drawAxis(pen) {
  pen.font = SMALL_FONT;
  pen.fillStyle = colors.soft;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const at of ticks()) pen.fillText(tickWords(at), Math.max(xOf(at), view.labels + 8), TOP / 2);
}

// As many digits as tell two ticks apart.
function tickWords(at) {
  const span = view.end - view.begin;
  const [size, unit] = span >= 7200 ? [3600, "h"] : span >= 600 ? [60, "min"] : span >= 1 ? [1, "s"] : span >= 1e-3 ? [1e-3, "ms"] : [1e-6, "µs"];
  const digits = Math.max(0, Math.ceil(-Math.log10(span / size / 10)));
  return `${Number((at / size).toFixed(Math.min(digits + 1, 12)))} ${unit}`;
}
