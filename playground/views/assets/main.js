"use strict";
// The pointer, the keys and the buttons.

const ZOOM = 1.4; // one press or one notch of the wheel
let drag = null; // {x, y, begin, top, range}

function choose(lane, at = lane ? (lane.begin + lane.end) / 2 : null) {
  view.chosen = lane;
  if (lane) bringIntoSight(lane);
  showDetails(lane, at);
  redraw();
}

function chooseBeside(step) {
  const here = view.chosen ? view.chosen.index + step : 0;
  const lane = trace.lanes[Math.min(Math.max(here, 0), trace.lanes.length - 1)];
  if (lane) choose(lane);
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) pan((event.deltaX || event.deltaY) / 1000);
  else if (event.offsetX < view.labels && !event.ctrlKey) scroll.scrollTop += event.deltaY;
  else zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, secondAt(event.offsetX));
}, { passive: false });

canvas.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  canvas.setPointerCapture(event.pointerId);
  drag = { x: event.offsetX, y: event.offsetY, begin: view.begin, top: scroll.scrollTop, range: event.shiftKey, moved: false };
});

canvas.addEventListener("pointermove", (event) => {
  const { offsetX: x, offsetY: y } = event;
  if (drag && Math.hypot(x - drag.x, y - drag.y) > 3) drag.moved = true;
  if (drag?.moved && !drag.range) {
    tip.hidden = true;
    canvas.classList.add("moving");
    const span = view.end - view.begin;
    scroll.scrollTop = drag.top - (y - drag.y);
    show(drag.begin - ((x - drag.x) / room()) * span, drag.begin - ((x - drag.x) / room()) * span + span);
    return;
  }
  point(laneAt(y), x, y);
});

canvas.addEventListener("pointerup", (event) => {
  const ended = drag;
  drag = null;
  canvas.classList.remove("moving");
  if (!ended) return;
  if (ended.moved && ended.range) {
    const [begin, end] = [secondAt(ended.x), secondAt(event.offsetX)].sort((one, other) => one - other);
    show(begin, end);
  } else if (!ended.moved) {
    const lane = laneAt(event.offsetY);
    choose(lane, lane ? secondAt(event.offsetX) : null);
  }
});

canvas.addEventListener("pointerleave", () => point(null));
scroll.addEventListener("scroll", redraw);

function point(lane, x = 0, y = 0) {
  if (lane !== view.pointed) {
    view.pointed = lane;
    redraw();
  }
  if (lane && x > view.labels - 4) showTip(lane, x, y);
  else tip.hidden = true;
}

const KEYS = {
  "+": () => zoom(1 / ZOOM), "=": () => zoom(1 / ZOOM), "-": () => zoom(ZOOM), 0: () => show(0, whole),
  ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2),
  ArrowUp: () => chooseBeside(-1), ArrowDown: () => chooseBeside(1),
  PageUp: () => chooseBeside(-10), PageDown: () => chooseBeside(10),
  n: () => nextMatch(1), N: () => nextMatch(-1), r: () => replay.toggle(), "/": () => search.focus(),
  "?": showKeys, Escape: () => choose(null),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === search) {
    if (event.key === "Enter") nextMatch(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") canvas.focus();
    return;
  }
  if (document.getElementById("keys").open) return;
  // A button that has the focus takes the space itself.
  if (event.key === " " && event.target.tagName === "BUTTON") return;
  const act = replay.keys()[event.key] ?? KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

function showKeys() {
  const rows = [
    ["+ −", "key_zoom"], ["← →", "key_pan"], ["↑ ↓", "key_lane"], ["0", "key_fit"], ["⇧", "key_range"], ["/", "key_search"],
    ["r", "key_replay"], ["← →", "key_step"], ["Home End", "key_ends"], ["␣", "key_play"], ["Esc", "key_escape"],
  ];
  const table = element("table");
  for (const [keys, word] of rows) {
    const row = element("tr");
    const cell = element("td");
    cell.append(...keys.split(" ").map((key) => element("kbd", key)));
    row.append(cell, element("td", say(word)));
    table.append(row);
  }
  const close = element("button", say("close"));
  const dialog = document.getElementById("keys");
  close.addEventListener("click", () => dialog.close());
  dialog.replaceChildren(table, close);
  dialog.showModal();
}

function changeColors() {
  const root = document.documentElement;
  const dark = getComputedStyle(root).colorScheme === "dark";
  root.dataset.colors = dark ? "light" : "dark";
  recolor();
}

function recolor() {
  readColors();
  showLegend();
  redraw();
}

function button(id, words, act) {
  const made = document.getElementById(id);
  made.title = say(words);
  made.setAttribute("aria-label", say(words));
  if (!made.textContent) made.textContent = say(words);
  made.addEventListener("click", act);
}

document.getElementById("title").textContent = trace.title;
document.getElementById("summary").textContent = [trace.summary, ...trace.notes].join(" · ");
canvas.setAttribute("aria-label", say("lane", { count: trace.lanes.length, seconds: trace.summary }));
search.placeholder = say("search");
search.setAttribute("aria-label", say("search"));
search.addEventListener("input", () => find(search.value));
button("fit", "fit", () => show(0, whole));
button("in", "in", () => zoom(1 / ZOOM));
button("out", "out", () => zoom(ZOOM));
button("replay", "replay", () => replay.toggle());
button("colors", "colors", changeColors);
button("help", "help", showKeys);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolor);
new ResizeObserver(measure).observe(stage);
showDetails(null);
readColors();
showLegend();
measure();
