"use strict";
// What part of the trace is seen: from which second to which, and which lanes.

const ROW = 24; // pixels from lane to lane
const TOP = 34; // pixels of the axis
const CLOSEST = 1e-7; // seconds across the picture; nearer one cannot go
const stage = document.getElementById("stage");
const canvas = document.getElementById("picture");
const scroll = document.getElementById("scroll");
const whole = Math.max(trace.elapsed, 1e-9);
const view = { begin: 0, end: whole, labels: 160, width: 0, height: 0, chosen: null, pointed: null, matches: [], match: -1 };

function room() {
  return Math.max(50, view.width - view.labels - 26);
}

function xOf(at) {
  return view.labels + ((at - view.begin) / (view.end - view.begin)) * room();
}

function secondAt(x) {
  return view.begin + ((x - view.labels) / room()) * (view.end - view.begin);
}

function yOf(index) {
  return TOP + index * ROW - scroll.scrollTop;
}

function laneAt(y) {
  const index = Math.floor((y - TOP + scroll.scrollTop) / ROW);
  return y >= TOP ? (trace.lanes[index] ?? null) : null;
}

// Show these seconds, as far as there are any.
function show(begin, end) {
  const span = Math.min(Math.max(end - begin, CLOSEST), whole);
  view.begin = Math.min(Math.max(begin, 0), whole - span);
  view.end = view.begin + span;
  redraw();
}

function zoom(factor, at = (view.begin + view.end) / 2) {
  const span = Math.min(Math.max((view.end - view.begin) * factor, CLOSEST), whole);
  const share = (at - view.begin) / (view.end - view.begin);
  show(at - span * share, at - span * share + span);
}

function pan(byShare) {
  const by = (view.end - view.begin) * byShare;
  show(view.begin + by, view.end + by);
}

function bringIntoSight(lane) {
  const y = yOf(lane.index);
  if (y < TOP) scroll.scrollTop += y - TOP;
  else if (y + ROW > view.height) scroll.scrollTop += y + ROW - view.height;
  if (lane.end < view.begin || lane.begin > view.end) {
    const span = view.end - view.begin;
    show(lane.begin - span / 4, lane.begin + span * 0.75);
  }
}

function measure() {
  const pen = canvas.getContext("2d");
  pen.font = LABEL_FONT;
  const some = trace.lanes.slice(0, 2000);
  const widest = some.reduce((most, lane) => Math.max(most, pen.measureText(lane.label).width + (lane.depth ? 14 : 0)), 40);
  view.labels = Math.ceil(Math.min(widest + 24, stage.clientWidth / 3, 280));
  view.width = stage.clientWidth;
  view.height = stage.clientHeight;
  const dots = window.devicePixelRatio || 1;
  canvas.width = Math.round(view.width * dots);
  canvas.height = Math.round(view.height * dots);
  canvas.style.width = `${view.width}px`;
  canvas.style.height = `${view.height}px`;
  document.getElementById("long").style.height = `${TOP + trace.lanes.length * ROW + 12}px`;
  redraw();
}

let drawing = false;

// Draw before the next picture of the screen, once however often it was asked for.
function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    draw();
  });
}
