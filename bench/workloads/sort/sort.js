"use strict";
const numbers = [];

function setup() {
  for (let i = 0, x = 42; i < 200000; i++) {
    x = x * 16807 % 2147483647;
    numbers.push(x);
  }
}

function run() {
  const a = numbers.slice().sort((a, b) => b - a);
  return a[0] + " " + a[100000] + " " + a[199999];
}
