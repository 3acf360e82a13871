"use strict";
const numbers = [];

function setup() {
  for (let i = 0; i < 1000000; i++) numbers.push(i);
}

function run() {
  return numbers.map(x => x * 3).filter(x => x % 2 === 0).reduce((sum, x) => sum + x, 0);
}
