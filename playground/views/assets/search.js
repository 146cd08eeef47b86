"use strict";
// The search: lanes whose name, coroutine, error, ending or wait has the words in it.

const search = document.getElementById("search");
view.matchSet = new Set();

function textOf(lane) {
  if (lane.text === undefined) {
    const task = tasks.get(lane.task) ?? {};
    const parts = [lane.label, task.name, task.coroutine, task.error, trace.legend[lane.how], trace.places[task.place]?.at];
    for (let index = 0; index < lane.stretches.length; index += EACH) {
      const [, , mark, wait] = lane.stretches.slice(index, index + EACH);
      if (mark === "held") parts.push(trace.legend.held);
      if (wait >= 0) parts.push(trace.waits[wait].what, trace.waits[wait].held);
    }
    lane.text = [...new Set(parts)].join("\n").toLowerCase();
  }
  return lane.text;
}

function find(words) {
  const wanted = words.trim().toLowerCase();
  view.matches = wanted ? trace.lanes.filter((lane) => textOf(lane).includes(wanted)) : [];
  view.matchSet = new Set(view.matches.map((lane) => lane.index));
  view.match = -1;
  if (view.matches.length) nextMatch(1);
  else document.getElementById("found").value = wanted ? say("none") : "";
  redraw();
}

function nextMatch(step) {
  const count = view.matches.length;
  if (!count) return;
  view.match = (view.match + step + count) % count;
  document.getElementById("found").value = say("found", { here: view.match + 1, count });
  choose(view.matches[view.match]);
}
