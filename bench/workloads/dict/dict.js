"use strict";
const names = [];

function setup() {
  for (let i = 0; i < 200000; i++) names.push("key" + i);
}

function run() {
  const d = new Map();
  names.forEach((k, i) => d.set(k, i));
  let sum = 0;
  for (const k of names) sum += d.get(k);
  return d.size + " " + sum;
}
