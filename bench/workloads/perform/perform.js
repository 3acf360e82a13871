"use strict";
function* worker(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += yield i;
  return sum;
}

function run() {
  const g = worker(1000000);
  let r = g.next();
  while (!r.done) r = g.next(r.value + 1);
  return r.value;
}
