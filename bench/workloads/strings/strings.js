"use strict";
function run() {
  const parts = [];
  for (let i = 0; i < 200000; i++) parts.push("item" + i);
  const text = parts.join(",");
  return text.length + " " + text.substring(1000000, 1000020);
}
