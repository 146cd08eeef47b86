"use strict";
// The replay: the loop as one waiter, the tasks as tables, one moment after another.

const TABLES = 60; // that are shown; of more, those that matter at the moment
const QUEUE = 12; // names of the ready queue that are shown
const PACE = 900; // milliseconds between two moments while playing
const restaurant = document.getElementById("restaurant");

const replay = {
  number: -1, // of the moment that is shown
  timer: null,
  parts: null,

  get open() {
    return !restaurant.hidden;
  },

  toggle() {
    restaurant.hidden = this.open;
    const pressed = document.getElementById("replay");
    pressed.setAttribute("aria-pressed", String(this.open));
    pressed.textContent = pressed.title = say(this.open ? "picture" : "replay");
    if (this.open) {
      this.parts ??= buildRestaurant();
      this.go(Math.max(0, this.number));
    } else {
      this.pause();
      view.now = null;
      redraw();
    }
  },

  keys() {
    if (!this.open) return {};
    return {
      ArrowLeft: () => this.by(-1), ArrowRight: () => this.by(1),
      Home: () => this.jump(0), End: () => this.jump(moments.length - 1),
      " ": () => (this.timer ? this.pause() : this.play()),
      Escape: () => this.toggle(),
    };
  },

  by(step) {
    this.jump(this.number + step);
  },

  jump(number) {
    this.pause();
    this.go(number);
  },

  go(number) {
    if (!moments.length) return;
    this.number = Math.min(Math.max(number, 0), moments.length - 1);
    showMoment(this.number, this.parts);
    view.now = moments[this.number].at;
    if (view.now < view.begin || view.now > view.end) {
      const span = view.end - view.begin;
      show(view.now - span / 2, view.now + span / 2);
    }
    redraw();
  },

  play() {
    if (this.number >= moments.length - 1) this.go(0);
    this.timer = setInterval(() => {
      if (this.number >= moments.length - 1) this.pause();
      else this.go(this.number + 1);
    }, PACE);
    this.parts.play.textContent = say("pause");
  },

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    if (this.parts) {
      this.parts.play.textContent = say("play");
    }
  },
};

function buildRestaurant() {
  const control = (sign, word, act) => {
    const made = element("button", sign);
    made.type = "button";
    made.title = say(word);
    if (sign !== say(word)) made.setAttribute("aria-label", say(word));
    made.addEventListener("click", act);
    return made;
  };
  const play = control(say("play"), "play", () => (replay.timer ? replay.pause() : replay.play()));
  const slider = element("input");
  Object.assign(slider, { type: "range", min: 0, max: moments.length - 1, step: 1 });
  slider.addEventListener("input", () => replay.jump(Number(slider.value)));
  const bar = element("div", "", "controls");
  const where = element("span", "", "where");
  bar.append(
    control("|◀", "first", () => replay.jump(0)), control("◀", "back", () => replay.by(-1)),
    control("▶", "on", () => replay.by(1)), control("▶|", "last", () => replay.jump(moments.length - 1)), play, slider, where,
  );
  const told = element("p", "", "told");
  told.setAttribute("aria-live", "polite");
  const code = element("div", "", "line");
  const queue = element("div", "", "queue");
  const waiter = element("div", "", "waiter");
  waiter.append(waiterPicture(), element("span", say("waiter"), "soft"));
  const tables = element("div", "", "tables");
  const floor = element("div", "", "floor");
  floor.append(waiter, tables);
  restaurant.replaceChildren(bar, told, code, queue, floor);
  return { play, slider, where, told, code, queue, waiter, tables };
}

// A head, an apron and a tray.
function waiterPicture() {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 40 44");
  picture.setAttribute("aria-hidden", "true");
  const shapes = [
    ["circle", { cx: 17, cy: 9, r: 6.5, class: "skin" }],
    ["path", { d: "M6 42 V25 q0-8 11-8 t11 8 v17 z", class: "coat" }],
    ["path", { d: "M12 42 v-14 h10 v14 z", class: "apron" }],
    ["path", { d: "M27 24 L34 17", class: "arm" }],
    ["path", { d: "M26 15.5 h14", class: "arm" }],
    ["path", { d: "M29 14.5 a4.5 4.5 0 0 1 9 0 z", class: "coat" }],
  ];
  for (const [kind, facts] of shapes) {
    const shape = document.createElementNS(space, kind);
    for (const [name, value] of Object.entries(facts)) shape.setAttribute(name, value);
    picture.append(shape);
  }
  return picture;
}

function momentWords(moment) {
  const who = moment.task == null ? say("m_somebody") : nameOf(moment.task);
  const by = moment.by == null ? say("m_somebody") : nameOf(moment.by);
  const facts = { who, by, text: moment.text.trim(), seconds: seconds(moment.length) };
  const idle = moment.idle > 1e-6 && !trace.turns ? say("m_idle", { seconds: seconds(moment.idle) }) : "";
  return idle + say(wordFor(moment), { ...facts, ...waitFacts(moment) });
}

function waitFacts(moment) {
  if (!moment.wait) return {};
  return { what: whatIsWaitedFor(moment.wait), at: moment.wait.until == null ? "" : seconds(moment.wait.until) };
}

function wordFor(moment) {
  if (moment.kind === "created" && moment.by == null) return "m_began";
  if (moment.kind === "woken" && moment.by != null) return "m_woken_by";
  if (moment.kind === "cancel" && moment.text === "timeout") return "m_cancel_limit";
  if (moment.kind === "waits") {
    if (moment.state === "ready") return "m_turn";
    return moment.wait?.kind === "sleep" && moment.wait.until != null ? "m_sleeps" : "m_waits";
  }
  return `m_${moment.kind}`;
}

function showMoment(number, parts) {
  const moment = moments[number];
  const scene = scenes.at(number);
  parts.slider.value = number;
  parts.where.textContent = say("moment", { number: number + 1, count: moments.length, at: trace.turns ? "" : seconds(moment.at) });
  parts.told.textContent = momentWords(moment);
  showLine(moment, scene, parts.code);
  showQueue(scene, parts.queue);
  showTables(scene, moment, parts);
}

// The line of source at which the running task is, as far as it is known.
function showLine(moment, scene, into) {
  const standing = scene.tables.get(moment.task);
  const place = trace.places[moment.stops] ?? trace.places[standing?.place] ?? trace.places[tasks.get(moment.task)?.place];
  into.replaceChildren();
  if (!place?.code) return;
  into.append(element("code", place.code, "code"), element("span", say("at", { place: place.at }), "soft"));
}

function showQueue(scene, into) {
  const names = scene.ready.slice(0, QUEUE).map((number) => element("span", nameOf(number), "chip"));
  const more = scene.ready.length - names.length;
  if (more > 0) names.push(element("span", say("more", { count: more }), "soft"));
  if (!names.length) names.push(element("span", say("empty"), "soft"));
  into.replaceChildren(element("span", say("queue"), "soft"), ...names);
}

// Tables stand in the order in which they were opened, and keep their place.
function showTables(scene, moment, parts) {
  const all = [...scene.tables.keys()].sort((one, other) => one - other);
  const shown = all.length <= TABLES ? all : mattering(all, scene, moment);
  const cards = shown.map((number) => tableOf(number, scene, moment));
  const others = all.length - shown.length;
  if (others) cards.push(element("div", restWords(all, new Set(shown), scene), "soft rest"));
  parts.tables.replaceChildren(...cards);
  const idle = scene.ready.length ? "between" : "at_door";
  parts.waiter.classList.toggle("door", scene.running == null);
  parts.waiter.lastChild.textContent = say(scene.running == null ? idle : "waiter");
  const card = parts.tables.querySelector(".running");
  card?.scrollIntoView({ block: "nearest" });
}

function mattering(all, scene, moment) {
  const wanted = new Set([scene.running, moment.task, moment.by, ...scene.ready.slice(0, QUEUE)].filter((number) => number != null));
  for (const number of all) {
    if (wanted.size >= TABLES) break;
    if (!scene.tables.get(number).state.match(/done|failed|cancelled/)) wanted.add(number);
  }
  return all.filter((number) => wanted.has(number));
}

function restWords(all, shown, scene) {
  const counts = new Map();
  for (const number of all) {
    if (shown.has(number)) continue;
    const word = trace.legend[markOf(scene.tables.get(number))];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const states = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  return say("others", { count: all.length - shown.size, states });
}

function markOf(standing) {
  if (standing.state !== "waiting") return standing.state;
  return standing.wait ? trace.families[standing.wait.kind] ?? "waiting" : "waiting";
}

function tableOf(number, scene, moment) {
  const standing = scene.tables.get(number);
  const running = number === scene.running;
  const mark = running ? "running" : markOf(standing);
  const card = element("div", "", `table ${running ? "running" : standing.state}`);
  card.dataset.task = number;
  card.style.setProperty("--mark", `var(--${mark})`);
  if (running) card.append(waiterPicture());
  if (number === moment.task) card.classList.add("changed");
  card.append(element("b", nameOf(number)), element("span", tableWords(standing, running, mark)));
  card.addEventListener("click", () => choose(laneOf.get(number) ?? null, moment.at));
  return card;
}

function tableWords(standing, running, mark) {
  if (running) return say("at_table");
  if (standing.state !== "waiting" || !standing.wait) return trace.legend[mark];
  const { wait } = standing;
  if (wait.kind === "sleep" && wait.until != null) return `${trace.legend.sleeping} ${say("until", { at: seconds(wait.until) })}`;
  return `${trace.legend.waiting}: ${whatIsWaitedFor(wait)}`;
}
