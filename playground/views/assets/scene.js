"use strict";
// How all tables stand at each moment, from the moments' changes; forwards and backwards.

const moments = trace.moments.map(
  ([at, kind, task, by, state, wait, place, running, stops, idle, length, text], number) => ({
    number, at, kind, task, by, state, wait: trace.waits[wait] ?? null, place, running, stops, idle, length, text,
  }),
);

class Scene {
  constructor(tables = new Map(), ready = [], after = -1) {
    this.tables = tables; // number of a task: the moment that made it stand as it does
    this.ready = ready; // numbers of the tasks that could run, the next first
    this.after = after;
  }

  copy() {
    return new Scene(new Map(this.tables), [...this.ready], this.after);
  }

  step() {
    this.after += 1;
    const moment = moments[this.after];
    if (!moment.state) return;
    this.ready = this.ready.filter((number) => number !== moment.task);
    if (moment.state === "ready") this.ready.push(moment.task);
    this.tables.set(moment.task, moment);
  }

  get running() {
    return this.after < 0 ? null : moments[this.after].running;
  }
}

const scenes = {
  here: new Scene(),
  kept: [new Scene()], // one each `every` moments: stepping back begins there
  every: Math.max(100, Math.ceil(moments.length / 64)),

  // The scene after that moment (-1: before the first).
  at(number) {
    if (this.here.after > number || this.here.after < number - this.every) {
      const best = Math.min(Math.floor((number + 1) / this.every), this.kept.length - 1);
      if (this.here.after > number || this.kept[best].after > this.here.after) this.here = this.kept[best].copy();
    }
    while (this.here.after < number) {
      this.here.step();
      if (this.here.after + 1 === this.kept.length * this.every) this.kept.push(this.here.copy());
    }
    return this.here;
  },
};

// The line at which a task waits since that second, as far as it was noted.
const waitPlaces = new Map();
for (const { kind, task, at, place } of moments) if (kind === "waits" && place >= 0) waitPlaces.set(`${task} ${at}`, place);

function placeOfWait(number, since) {
  return waitPlaces.get(`${number} ${since}`) ?? -1;
}
