#!/usr/bin/env node
// CommonJS (see package.json beside this file): the ES module loader costs a third of a short run.
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');

const OLDEST_MAJOR = 20;
const USAGE = 2;
const dist = join(__dirname, '..', 'dist');

if (Number(process.versions.node.split('.')[0]) < OLDEST_MAJOR) {
  leave(`Node ${process.versions.node} is too old: pq needs Node ${OLDEST_MAJOR} or later`);
}
if (!existsSync(join(dist, 'main.cjs'))) leave('dist/ is not there: pq has not been built (npm run build)');
// A tenth of a short run. Node 20 has none; where the directory is not writable Node goes without.
enableCompileCache?.(join(dist, 'compile-cache'));
require('../dist/main.cjs');

function leave(message) {
  process.stderr.write(`pq: ${message}\n`);
  process.exit(USAGE);
}
