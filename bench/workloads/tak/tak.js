"use strict";
function tak(x, y, z) {
  return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}

function run() {
  let sum = 0;
  for (let i = 0; i < 60; i++) sum += tak(18, 12, 6);
  return sum;
}
