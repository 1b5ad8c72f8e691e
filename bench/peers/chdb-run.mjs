// Runs SQL in ClickHouse local (chdb) and writes the answer as tab-separated text.
// JavaScript, because type checks of the checkout must pass without bench/node_modules.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';

const { query } = createRequire(import.meta.url)('chdb');
const answer = Buffer.from(query(process.argv[2], 'TSV'));
for (let from = 0; from < answer.length; ) from += writeSync(1, answer, from);
process.exit(0);
