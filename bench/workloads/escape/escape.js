"use strict";
function leave(i) { throw i; }

function run() {
  let sum = 0;
  for (let i = 0; i < 1000000; i++) {
    try {
      sum += 1 + leave(i);
    } catch (x) {
      sum += x;
    }
  }
  return sum;
}
