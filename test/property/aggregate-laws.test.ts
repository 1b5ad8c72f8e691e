/**
 * The laws of every state: merging an empty one changes nothing; order and grouping of merges do not show, nor does who
 * took which partition in which order; split and merged equals whole. Through save() and merge(), as between processes.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ScanRunner } from '../../src/engine/scan-runner.ts';
import { Aggregation, type Row } from '../helpers/engine/aggregation.ts';
import { answerOf, type Rows } from '../helpers/engine/engines.ts';
import { csvNumber } from '../helpers/engine/numbers.ts';
import { everyAggregateOf, everyAggregateOfText, planQuery } from '../helpers/engine/query.ts';
import { runs } from '../helpers/engine/runs.ts';
import { TemporaryFiles } from '../helpers/engine/temporary-files.ts';

const key = fc.constantFrom('a', 'b', 'c', 'd', '', null);
const number = fc.oneof({ weight: 9, arbitrary: csvNumber }, { weight: 1, arbitrary: fc.constant(null) });
const boolean = fc.constantFrom('true', 'false', 'TRUE', null, null, null);
const anything = fc.oneof(fc.constantFrom(null, '1', '1.0', 'a', 'B', '😀', '\uFFFD', ''), csvNumber);
/** Numbers of one kind a partition, so that scales and sizes differ between the sides of a merge. */
const kinds = [
  number,
  fc.constant('1'),
  fc.constantFrom('0.1', '-0.25'),
  fc.constantFrom('1e30', '-1e-30', '9'.repeat(30)),
];
const parts = (keys: readonly fc.Arbitrary<string | null>[]) =>
  fc.array(
    fc.oneof(...kinds.map((kind) => fc.array(fc.tuple(...keys, kind, number, boolean, anything), { maxLength: 12 }))),
    {
      maxLength: 8,
    },
  );
/** Picks for what is done when: taken modulo what there is. */
const choices = fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 });

describe.each([
  ['without groups', []],
  ['by one key', [key]],
  ['by two keys', [key, key]],
] as const)('%s', (_title, keys) => {
  test('split and merged in any way equals whole', () => {
    fc.assert(
      fc.property(parts(keys), fc.integer({ min: 1, max: 4 }), choices, (partitions, workerCount, picks) => {
        const whole = new Aggregation(keys.length);
        for (const [index, rows] of partitions.entries()) whole.add(index, rows);
        const saved = dealOut(partitions, workerCount, keys.length, picks);
        expect(mergeAll(saved, keys.length, picks).answer()).toEqual(whole.answer());
      }),
      runs(60),
    );
  });

  test('merging an empty state changes nothing', () => {
    fc.assert(
      fc.property(parts(keys), (partitions) => {
        const some = new Aggregation(keys.length);
        for (const [index, rows] of partitions.entries()) some.add(index, rows);
        const before = some.answer();
        some.merge(new Aggregation(keys.length).save());
        expect(some.answer()).toEqual(before);
        const none = new Aggregation(keys.length);
        none.merge(some.save());
        expect(none.answer()).toEqual(before);
      }),
      runs(30),
    );
  });
});

describe.each([
  ['one key', [key]],
  ['two keys', [key, key]],
  ['many keys', [fc.integer({ min: 0, max: 40 }).map((n) => `key number ${n}`)]],
] as const)('cut by hash of %s', (_title, keys) => {
  test('shares merged apart are the whole: every group is in one of them', () => {
    fc.assert(
      fc.property(parts(keys), fc.constantFrom(2, 4, 16), choices, (partitions, shareCount, picks) => {
        const whole = new Aggregation(keys.length);
        for (const [index, rows] of partitions.entries()) whole.add(index, rows);
        const workers = dealOut(partitions, 3, keys.length, picks).map((saved) => {
          const worker = new Aggregation(keys.length);
          worker.merge(saved);
          return worker.saveShares(shareCount);
        });
        const merged = Array.from({ length: shareCount }, (_, share) => {
          const part = new Aggregation(keys.length);
          for (const shares of workers) part.merge(shares[share] as Buffer);
          return part.answer();
        });
        const inOrder = (rows: Rows) => rows.map((row) => JSON.stringify(row));
        expect(merged.flatMap(inOrder).sort()).toEqual(inOrder(whole.answer()).sort());
        for (const part of merged) {
          const isHere = new Set(inOrder(part));
          expect(inOrder(part)).toEqual(inOrder(whole.answer()).filter((row) => isHere.has(row)));
        }
      }),
      runs(30),
    );
  });
});

/** Gives each partition to a worker, in an order of their own; some workers get nothing. */
function dealOut(
  partitions: readonly (readonly Row[])[],
  workerCount: number,
  keyCount: number,
  picks: readonly number[],
): Buffer[] {
  const workers = Array.from({ length: workerCount }, () => new Aggregation(keyCount));
  const order = partitions
    .map((rows, index) => ({ rows, index, pick: picks[index] ?? 0 }))
    .sort((a, b) => a.pick - b.pick);
  for (const { rows, index, pick } of order) workers[pick % workerCount]?.add(index, rows);
  return workers.map((worker) => worker.save());
}

/** Merges any two, until there is one. */
function mergeAll(saved: Buffer[], keyCount: number, picks: readonly number[]): Aggregation {
  for (let turn = 0; ; turn++) {
    const merged = new Aggregation(keyCount);
    const pair = [0, 1].flatMap((which) => saved.splice((picks[turn + which] ?? 0) % saved.length, 1));
    for (const each of pair) merged.merge(each);
    if (saved.length === 0) return merged;
    saved.push(merged.save());
  }
}

describe('runners', () => {
  const files = new TemporaryFiles();
  afterAll(() => files.remove());

  test('hand over many groups in a file, few in a message, and discard what they had', () => {
    const rows = Array.from({ length: 9000 }, (_, row) => `key ${row % 4001},${row}.${row % 7}`);
    const path = files.write('many.csv', `k,x\n${rows.join('\n')}\n`);
    const { stage, outputs } = planQuery([path], {
      keys: 'k',
      aggregates: `${everyAggregateOf('x')}, ${everyAggregateOfText('x')}`,
    });
    const middle = 4 + Math.floor((statSync(path).size - 4) / 2);
    const whole = new ScanRunner(stage);
    whole.run({ index: 0, spans: [{ file: 0, startByte: 4, stopByte: null }], startIsCertain: true });
    const [first, second, target] = [new ScanRunner(stage), new ScanRunner(stage), new ScanRunner(stage)];
    second.run({ index: 5, spans: [{ file: 0, startByte: 4, stopByte: null }], startIsCertain: true });
    second.discard();
    const start = { file: 0, startByte: 4, stopByte: middle };
    expect(second.run({ index: 0, spans: [start], startIsCertain: true }).kind).toBe('succeeded');
    expect(
      first.run({ index: 1, spans: [{ file: 0, startByte: middle, stopByte: null }], startIsCertain: false }).kind,
    ).toBe('succeeded');
    const states = [
      first.collect(join(files.directory, '1.state'), { shareCount: 1 }),
      second.collect(join(files.directory, '2.state'), { shareCount: 1 }),
    ];
    expect(states.map(({ kind }) => kind)).toEqual(['file', 'file']);
    for (const state of states) target.merge(state);
    expect(answerOf(target, outputs)).toEqual(answerOf(whole, outputs));
    target.discard();
    expect(target.collect(join(files.directory, '3.state'), { shareCount: 1 }).kind).toBe('inline');
  });
});
