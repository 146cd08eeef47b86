"use strict";
// The trace as the page knows it: looking up, asking what a task was doing at a second, saying it in words.

const trace = JSON.parse(document.getElementById("trace").textContent);
const tasks = new Map(trace.tasks.map((task) => [task.number, task]));
const laneOf = new Map(); // number of a task: its lane
trace.lanes.forEach((lane, index) => {
  lane.index = index;
  if (!lane.depth) laneOf.set(lane.task, lane);
});
const EACH = 4; // numbers of one stretch in lane.stretches: begin, end, mark, wait
const WAITS = new Set(["sleeping", "waiting", "lock", "queue", "outside"]);
const LINKS = 12; // of a chain of waits that are told
const NAMED = 4; // tasks waited for that are told by name

function say(word, facts = {}) {
  return trace.words[word].replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

function seconds(count) {
  if (trace.turns) return String(Math.round(count));
  if (count >= 3600) return `${Math.floor(count / 3600)} h ${Math.floor((count % 3600) / 60)} min`;
  if (count >= 120) return `${Math.floor(count / 60)} min ${Math.floor(count % 60)} s`;
  if (count >= 0.9995 || count === 0) return `${Number(count.toFixed(3))} s`;
  if (count >= 1e-3) return `${Number((count * 1e3).toPrecision(3))} ms`;
  return `${Math.round(count * 1e6)} µs`;
}

// The stretch of a lane at a second: {begin, end, mark, wait}, or null before its birth and after its end.
function stretchAt(lane, at) {
  const flat = lane.stretches;
  if (!flat.length || at < flat[0] || at > lane.end) return null;
  let low = 0;
  let high = flat.length / EACH - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (flat[middle * EACH] <= at) low = middle;
    else high = middle - 1;
  }
  // Several may begin at one moment: the one with length is what the task was doing then.
  while (low > 0 && flat[low * EACH + 1] === flat[low * EACH] && flat[low * EACH - 3] > at) low -= 1;
  return stretchNumber(lane, low);
}

function stretchNumber(lane, number) {
  const [begin, end, mark, wait] = lane.stretches.slice(number * EACH, number * EACH + EACH);
  return { begin, end, mark, wait: wait < 0 ? null : trace.waits[wait] };
}

function nameOf(number) {
  return laneOf.get(number)?.label ?? `#${number}`;
}

function whatIsWaitedFor(wait) {
  let what = wait.what;
  const named = (wait.tasks ?? []).slice(0, NAMED).map(nameOf);
  if (named.length && wait.kind !== "task") {
    const more = wait.tasks.length - named.length;
    what += ` (${named.join(", ")}${more ? ", " + say("more", { count: more }) : ""})`;
  }
  return wait.held ? say("held_by", { what, who: wait.held }) : what;
}

// One sentence: what that task was doing at that second.
function sentence(number, at) {
  const task = tasks.get(number);
  const who = nameOf(number);
  if (at < task.begin) return say("not_yet", { who });
  const lane = laneOf.get(number);
  const now = stretchAt(lane, at);
  if (!now || (at >= task.end && task.how !== "pending")) {
    return say("ended", { who, how: trace.legend[task.how], at: seconds(task.end) });
  }
  if (now.wait && WAITS.has(now.mark)) {
    if (now.wait.kind === "sleep" && now.wait.until != null) {
      return say("sleeps", { who, at: seconds(now.wait.until) });
    }
    return say("waits_for", { who, what: whatIsWaitedFor(now.wait) });
  }
  return say("is", { who, state: trace.legend[now.mark] });
}

// Who waits for whom at that second, from this task on, a sentence each.
function chain(number, at) {
  const said = [];
  const seen = new Set();
  let here = number;
  while (here != null && said.length < LINKS) {
    if (seen.has(here)) {
      said.push(say("round"));
      break;
    }
    seen.add(here);
    said.push(sentence(here, at));
    const now = laneOf.has(here) ? stretchAt(laneOf.get(here), at) : null;
    const wait = now && WAITS.has(now.mark) ? now.wait : null;
    const next = [...(wait?.holders ?? []), ...(wait?.tasks ?? [])];
    // Of many that are waited for, the last to end is what the wait is as long as.
    here = next.length ? next.reduce((one, other) => (endOf(other) > endOf(one) ? other : one)) : null;
  }
  return said;
}

function endOf(number) {
  const task = tasks.get(number);
  return task.how === "pending" ? Infinity : task.end;
}

// Seconds of each mark in a lane's life.
function shares(lane) {
  const found = new Map();
  for (let index = 0; index < lane.stretches.length; index += EACH) {
    const [begin, end, mark] = lane.stretches.slice(index, index + 3);
    if (end > begin) found.set(mark, (found.get(mark) ?? 0) + end - begin);
  }
  return found;
}
