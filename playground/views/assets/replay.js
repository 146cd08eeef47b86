"use strict";
// Step through what happened.

const replay = {
  toggle() {},
  keys() {
    return {};
  },
};
