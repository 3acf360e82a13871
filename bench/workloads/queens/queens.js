"use strict";
const size = 9;

function safe(col, placed, row) {
  for (let r = 0; r < row; r++) {
    const c = placed[r];
    if (c === col || Math.abs(c - col) === row - r) return false;
  }
  return true;
}

function ways(row, placed) {
  if (row === size) return 1;
  let sum = 0;
  for (let col = 0; col < size; col++) {
    if (safe(col, placed, row)) {
      placed[row] = col;
      sum += ways(row + 1, placed);
    }
  }
  return sum;
}

function run() { return ways(0, []); }
