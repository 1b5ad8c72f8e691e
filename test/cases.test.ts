/**
 * Golden cases (test/cases/COMMAND/NAME.case): command, output, errors, exit status. Each is run as it is written and
 * under other executors and partitions, with the same output expected of all.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { parseCase } from './helpers/cases/parse-case.ts';
import { runCase } from './helpers/cases/run-case.ts';

const CASES = join(import.meta.dirname, 'cases');
const EXECUTORS = ['', '-j 1 --chunk-size 7', '-j 2 --chunk-size 61', '-j 3 --partitions 4'];
/** Fewer for verbs that pass rows: test/property/rows.test.ts cuts them everywhere. */
const ROWS_EXECUTORS = ['', '-j 3 --chunk-size 29'];
const TIMEOUT_MS = 60_000;

for (const command of readdirSync(CASES)) {
  describe.concurrent(`pq ${command}`, () => {
    for (const name of readdirSync(join(CASES, command))) {
      const golden = parseCase(readFileSync(join(CASES, command, name), 'utf8'));
      const executors = command === 'agg' ? EXECUTORS : ROWS_EXECUTORS;
      for (const options of golden.isRunOnce ? [''] : executors) {
        it(`${name} ${options}`, { timeout: TIMEOUT_MS }, async ({ expect }) => {
          const written = Object.fromEntries(golden.written.map((file) => [file.name, file.content.toString()]));
          const expected = { out: golden.out, err: golden.err, code: golden.code, written };
          expect(await runCase(golden, options)).toEqual(expected);
        });
      }
    }
  });
}
