"use strict";
const texts = [];

function event(i) {
  return '{stream: "account-' + i % 1000 + '", seq: ' + i +
    ', type: "deposited", at: 1700000000, data: {amount: ' + i % 997 + '.25, tags: [1, 2, 3]}},\n';
}

function setup() {
  for (let i = 0; i < 4000; i++) {
    let text = "";
    for (let j = 0; j < 24; j++) text += event(24 * i + j);
    texts.push("[" + text + "]");
  }
}

function run() {
  let sum = 0;
  for (const text of texts) {
    for (const e of eval(text)) sum += e.seq;
  }
  return sum;
}
