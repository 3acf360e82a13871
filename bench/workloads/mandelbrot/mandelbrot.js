"use strict";
function escape(cr, ci) {
  let x = 0, y = 0;
  for (let n = 0; n < 100; n++) {
    const xx = x * x, yy = y * y;
    if (xx + yy > 4) return n;
    y = 2 * x * y + ci;
    x = xx - yy + cr;
  }
  return 100;
}

function run() {
  let sum = 0;
  for (let i = 0; i < 200; i++) {
    for (let j = 0; j < 200; j++) sum += escape(j * 0.015 - 2, i * 0.015 - 1.5);
  }
  return sum;
}
