#!/usr/bin/env node
// CommonJS (see package.json beside this file): the ES module loader costs a third of a short run.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const OLDEST_MAJOR = 20;
const USAGE = 2;

if (Number(process.versions.node.split('.')[0]) < OLDEST_MAJOR) {
  leave(`Node ${process.versions.node} is too old: pq needs Node ${OLDEST_MAJOR} or later`);
}
if (!existsSync(join(__dirname, '..', 'dist', 'pq.cjs'))) {
  leave('dist/ is not there: pq has not been built (npm run build)');
}
const { loadPrograms } = require('./load.js');
const { startMain, keepCode } = loadPrograms(process.argv[2]);
if (keepCode !== undefined) process.on('exit', (exitCode) => exitCode === 0 && keepCode());
startMain();

function leave(message) {
  process.stderr.write(`pq: ${message}\n`);
  process.exit(USAGE);
}
