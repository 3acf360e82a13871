"use strict";
function* numbers(n) {
  for (let i = 0; i < n; i++) yield i;
}

function run() {
  let sum = 0;
  for (const x of numbers(1000000)) sum += x;
  return sum;
}
