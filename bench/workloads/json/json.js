"use strict";
let text;

function event(i) {
  return '{"stream":"account-' + i % 1000 + '","seq":' + i + ',"type":"deposited",' +
    '"at":1700000000,"data":{"amount":' + i % 997 + '.25,"tags":["a","b","c"]}}';
}

function setup() {
  const events = [];
  for (let i = 0; i < 90000; i++) events.push(event(i));
  text = "[" + events.join(",\n") + "]";
}

function run() {
  let sum = 0;
  for (const e of JSON.parse(text)) sum += e.seq;
  return sum;
}
