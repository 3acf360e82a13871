"use strict";
const events = [];

function setup() {
  const templates = [];
  for (let j = 0; j < 1000; j++) templates.push({k: "k" + j, n: 1 + j % 97});
  for (let i = 0; i < 1000000; i++) events.push(templates[i % 1000]);
}

function run() {
  const totals = new Map();
  for (const e of events) totals.set(e.k, (totals.get(e.k) || 0) + e.n);
  let sum = 0;
  for (const n of totals.values()) sum += n;
  return totals.size + " " + sum + " " + totals.get("k96");
}
