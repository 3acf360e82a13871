"use strict";
const numbers = [];

function setup() {
  for (let i = 0, x = 42; i < 100000; i++) {
    x = x * 16807 % 2147483647;
    numbers.push(x);
  }
}

function split(a, lo, hi) {
  const pivot = a[hi];
  let i = lo;
  for (let j = lo; j < hi; j++) {
    if (a[j] < pivot) {
      const x = a[i]; a[i] = a[j]; a[j] = x;
      i++;
    }
  }
  const x = a[i]; a[i] = a[hi]; a[hi] = x;
  return i;
}

function sort(a, lo, hi) {
  if (lo < hi) {
    const p = split(a, lo, hi);
    sort(a, lo, p - 1);
    sort(a, p + 1, hi);
  }
}

function run() {
  const a = numbers.slice();
  sort(a, 0, a.length - 1);
  return a[0] + " " + a[50000] + " " + a[99999];
}
