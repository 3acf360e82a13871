"use strict";
function counter(n) {
  return () => ++n;
}

function run() {
  let sum = 0;
  for (let i = 0; i < 1000000; i++) {
    const next = counter(i);
    next();
    next();
    sum += next();
  }
  return sum;
}
