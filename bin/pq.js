#!/usr/bin/env node
// CommonJS (see package.json beside this file): the ES module loader costs a third of a short run.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(`pq: Node ${process.versions.node} is too old: pq needs Node 20 or later\n`);
  process.exit(2);
}
require('../dist/main.cjs');
