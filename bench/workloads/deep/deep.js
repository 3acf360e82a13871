"use strict";
function count(n) { return n === 0 ? 0 : 1 + count(n - 1); }

function run() { return count(1000000); }
