"use strict";
// What is said beside the picture: the tip at the pointer, the panel of the chosen lane, the legend.
// Everything is set as text, never as markup: names come from somebody's program.

const tip = document.getElementById("tip");
const details = document.getElementById("details");

function element(kind, text = "", name = "") {
  const made = document.createElement(kind);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

function listOf(sentences) {
  const list = element("ol");
  list.append(...sentences.map((text) => element("li", text)));
  return list;
}

function placeOf(number) {
  const place = trace.places[number];
  if (!place) return [];
  const told = [element("p", say("at", { place: place.function ? `${place.at} (${place.function})` : place.at }), "soft")];
  if (place.code) told.push(element("code", place.code, "code"));
  return told;
}

function onPath(number, at) {
  return trace.path.some(([task, begin, end]) => task === number && begin <= at && at <= end);
}

// What the lane was doing at that second.
function stretchWords(lane, at) {
  const now = stretchAt(lane, at);
  if (!now) return [];
  const what = now.wait && WAITS.has(now.mark) ? whatIsWaitedFor(now.wait) : trace.legend[now.mark];
  const long = trace.turns ? "" : ` · ${say("for", { seconds: seconds(now.end - now.begin) })}`;
  const told = [element("p", `${what}${long}`)];
  if (!trace.turns) told.push(element("p", say("lived", { begin: seconds(now.begin), end: seconds(now.end) }), "soft"));
  const stop = trace.stops.find(([task, begin, , length]) => task === lane.task && begin <= at + 1e-9 && at <= begin + length + 1e-9);
  const place = stop ? stop[2] : now.wait ? placeOfWait(lane.task, now.begin) : -1;
  told.push(...placeOf(place));
  if (onPath(lane.task, at)) told.push(element("p", say("on_path"), "soft"));
  return told;
}

function birth(task) {
  const told = [];
  if (task.parent != null) told.push(element("p", say("created", { who: nameOf(task.parent) }), "soft"));
  return [...told, ...placeOf(task.place)];
}

function showTip(lane, x, y) {
  const task = tasks.get(lane.task);
  const at = secondAt(x);
  const told = [element("p", lane.label, "tip-name")];
  told[0].style.fontWeight = "600";
  told.push(...stretchWords(lane, at));
  const links = task ? chain(task.number, at) : [];
  if (links.length > 1) told.push(listOf(links));
  if (task) told.push(...birth(task));
  tip.replaceChildren(...told);
  tip.hidden = false;
  const box = stage.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = Math.min(box.left + x + 16, window.innerWidth - size.width - 8);
  const below = box.top + y + 18;
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${below + size.height < window.innerHeight ? below : Math.max(8, box.top + y - size.height - 12)}px`;
}

function showDetails(lane, at) {
  if (!lane) {
    details.replaceChildren(element("p", say("choose"), "soft"));
    return;
  }
  const task = tasks.get(lane.task);
  const told = [element("h2", lane.label)];
  if (task) {
    const end = task.how === "pending" ? trace.legend.pending : `${trace.legend[task.how]} · ${seconds(task.end)}`;
    told.push(element("p", task.coroutine && task.coroutine !== lane.label ? `${task.coroutine} · ${end}` : end, "soft"));
    if (task.error) told.push(element("p", task.error, "bad"));
    if (task.by != null) told.push(element("p", say("by", { who: nameOf(task.by) })));
    told.push(...birth(task));
    const links = at == null ? [] : chain(task.number, at);
    if (links.length) told.push(element("h3", `${say("chain")} · ${seconds(at)}`), listOf(links));
  }
  told.push(...shareBar(lane));
  details.replaceChildren(...told);
}

function shareBar(lane) {
  const found = [...shares(lane)].sort((one, other) => other[1] - one[1]);
  if (!found.length || trace.turns) return [];
  const bar = element("div", "", "share");
  for (const [mark, length] of found) {
    const part = element("span");
    part.style.flex = String(length);
    part.style.background = `var(--${mark})`;
    bar.append(part);
  }
  const words = found.map(([mark, length]) => element("p", `${seconds(length)} ${trace.legend[mark]}`, "soft"));
  return [element("h3", say("spent")), bar, ...words];
}

function showLegend() {
  const marks = new Set(trace.lanes.flatMap((lane) => [lane.how]));
  for (const lane of trace.lanes) for (let index = 2; index < lane.stretches.length; index += EACH) marks.add(lane.stretches[index]);
  const shown = Object.keys(trace.legend).filter((mark) => marks.has(mark));
  const dots = window.devicePixelRatio || 1;
  const parts = shown.map((mark) => {
    const part = element("span");
    const sample = element("canvas");
    sample.width = 26 * dots;
    sample.height = 14 * dots;
    const pen = sample.getContext("2d");
    pen.scale(dots, dots);
    if (SIGNS[mark]) {
      pen.font = "bold 13px ui-monospace, monospace";
      pen.textAlign = "center";
      pen.fillStyle = colors[mark];
      pen.fillText(SIGNS[mark], 13, 11.5);
    } else drawStretch(pen, mark, 1, 25, 7);
    part.append(sample, element("span", trace.legend[mark]));
    return part;
  });
  const path = element("span");
  const line = element("span");
  line.style.cssText = "width:26px;height:2px;background:var(--path)";
  path.append(line, element("span", say("on_path")));
  document.getElementById("legend").replaceChildren(...parts, ...(trace.path.length ? [path] : []));
}
