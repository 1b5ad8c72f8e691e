/** The join step against a nested loop. */
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadKernel } from '../../../../src/engine/kernel.ts';
import { Kind } from '../../../../src/engine/values/cells.ts';
import type { JoinKind, Step } from '../../../../src/protocol/stage.ts';
import {
  HOWS,
  type JoinCell,
  type JoinRow,
  type JoinRule,
  nestedLoop,
  runSteps,
  textCell,
  textsOf,
  writeTable,
} from '../../../helpers/engine/joins.ts';
import { runs } from '../../../helpers/engine/runs.ts';

const directory = mkdtempSync(join(tmpdir(), 'pq-join-'));
afterAll(() => rmSync(directory, { recursive: true }));
const kernel = loadKernel();
const start = kernel.allocate(0);

const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'a"b', 'ä', '12', 'x'.repeat(15), 'x'.repeat(16), 'x'.repeat(17), `${'x'.repeat(40)}y`),
  fc.nat(30).map((value) => `key ${value}`),
);
/** The same text can stand in quotes, in a JSON string, or as it is. */
const cell: fc.Arbitrary<JoinCell> = fc.tuple(text, fc.nat(3)).map(([meant, how]) => {
  if (how === 0) return { text: meant.replaceAll('"', '""'), kind: Kind.quoted, meant };
  if (how === 1) return { text: JSON.stringify(meant).slice(1, -1), kind: Kind.escaped, meant };
  return how === 2 ? { text: meant, kind: Kind.string, meant } : textCell(meant);
});
const rowOf = (width: number): fc.Arbitrary<JoinRow> =>
  fc.array(fc.option(cell, { freq: 5 }), { minLength: width, maxLength: width });

function joinOf(rule: JoinRule, right: readonly JoinRow[], rightColumnCount: number): Step {
  const file = writeTable(join(directory, 'right.cells'), right);
  return { kind: 'join', side: 0, ...rule, rightColumnCount, right: file };
}

interface Case {
  readonly rule: JoinRule;
  readonly left: readonly JoinRow[];
  readonly right: readonly JoinRow[];
  readonly leftWidth: number;
  readonly rightWidth: number;
  readonly batchRows: number;
}

const randomCase: fc.Arbitrary<Case> = fc
  .record({
    how: fc.constantFrom(...HOWS),
    leftWidth: fc.integer({ min: 1, max: 3 }),
    rightWidth: fc.integer({ min: 1, max: 4 }),
    keyCount: fc.integer({ min: 1, max: 3 }),
    nullsEqual: fc.boolean(),
    batchRows: fc.constantFrom(1, 2, 7, 100),
  })
  .chain(({ how, leftWidth, rightWidth, keyCount, nullsEqual, batchRows }) => {
    const keys = (width: number) => fc.array(fc.nat(width - 1), { minLength: keyCount, maxLength: keyCount });
    const rule = fc.tuple(keys(leftWidth), keys(rightWidth)).map(([leftKeys, rightKeys]) => {
      return how === 'cross'
        ? { how, leftKeys: [], rightKeys: [], nullsEqual }
        : { how, leftKeys, rightKeys, nullsEqual };
    });
    const rows = (width: number) => fc.array(rowOf(width), { maxLength: 40 });
    const constants = { leftWidth, rightWidth, batchRows };
    return fc
      .record({ rule, left: rows(leftWidth), right: rows(rightWidth) })
      .map((rest) => ({ ...rest, ...constants }));
  });

function expectLikeNestedLoop({ rule, left, right, leftWidth, rightWidth, batchRows }: Case): void {
  kernel.release(start);
  const step = joinOf(rule, right, rightWidth);
  const { rows, metrics } = runSteps(kernel, [step], { rows: left, width: leftWidth, batchRows });
  expect(rows).toEqual(nestedLoop(rule, left, right, { left: leftWidth, right: rightWidth }));
  const semi = nestedLoop({ ...rule, how: 'semi' }, left, right, { left: leftWidth, right: rightWidth });
  expect(metrics[0]?.join).toMatchObject({
    leftRows: left.length,
    leftMatched: semi.length,
    rowsOut: rows.length,
  });
}

test('rows and counts are those of a nested loop', () => {
  fc.assert(fc.property(randomCase, expectLikeNestedLoop), runs(600));
});

const keyed = (keys: readonly (string | null)[], name: string): JoinRow[] =>
  keys.map((key, at) => [key === null ? null : textCell(key), textCell(`${name}${at}`)]);
const BY_FIRST = { leftKeys: [0], rightKeys: [0], nullsEqual: false } as const;

describe.each(HOWS)('%s', (how: JoinKind) => {
  const rule: JoinRule =
    how === 'cross' ? { how, leftKeys: [], rightKeys: [], nullsEqual: false } : { how, ...BY_FIRST };
  const sides = (left: readonly JoinRow[], right: readonly JoinRow[], batchRows = 2048): Case => {
    return { rule, left, right, leftWidth: 2, rightWidth: 2, batchRows };
  };

  test('empty sides', () => {
    const some = keyed(['a', 'b', null], 'x');
    for (const [left, right] of [
      [[], []],
      [some, []],
      [[], some],
    ] as const)
      expectLikeNestedLoop(sides(left, right));
  });

  test('more pairs of one row than a batch has, between rows with few', () => {
    const many = Array.from({ length: how === 'cross' ? 300 : 4500 }, () => 'many');
    const left = keyed(['one', 'many', 'none', 'one', 'many', null], 'l');
    expectLikeNestedLoop(sides(left, keyed(['one', ...many, null, 'other', 'one'], 'r'), 5));
  });

  test('thousands of keys, once each', () => {
    if (how === 'cross') return;
    const right = Array.from({ length: 5000 }, (_, at) => `telephone ${(at * 7919) % 5003}`);
    const left = Array.from({ length: 4096 }, (_, at) => `telephone ${at}`);
    expectLikeMap(sides(keyed(left, 'l'), keyed(right, 'r')));
  });
});

/** A nested loop takes too long for many rows: a Map says which one a row matches. */
function expectLikeMap(one: Case): void {
  const { rule, left, right } = one;
  const byKey = new Map(right.map((row) => [row[0]?.meant, textsOf(row)]));
  kernel.release(start);
  const { rows } = runSteps(kernel, [joinOf(rule, right, 2)], { rows: left, width: 2, batchRows: one.batchRows });
  const lefts = left.map(textsOf);
  const joined = lefts.flatMap((row) => {
    const partner = byKey.get(row[0] ?? undefined);
    if (rule.how === 'semi' || rule.how === 'anti')
      return (partner !== undefined) === (rule.how === 'semi') ? [row] : [];
    if (partner !== undefined) return [[...row, ...partner]];
    return rule.how === 'left' || rule.how === 'full' ? [[...row, null, null]] : [];
  });
  const known = new Set(lefts.map(([key]) => key));
  const unmatched = right.map(textsOf).filter(([key]) => !known.has(key ?? null));
  const added = rule.how === 'right' || rule.how === 'full' ? unmatched.map((row) => [null, null, ...row]) : [];
  expect(rows).toEqual([...joined, ...added]);
}

test('what is counted of the right side', () => {
  kernel.release(start);
  const right = keyed(['a', 'b', 'a', null, null, 'a', 'c'], 'r');
  const left = { rows: keyed(['a', 'x', 'c', null], 'l'), width: 2, batchRows: 10 };
  const counts = { rightRows: 7, rightKeys: 3, rightRepeats: 2 };
  const inner = runSteps(kernel, [joinOf({ how: 'inner', ...BY_FIRST }, right, 2)], left);
  expect(inner.metrics[0]?.join).toEqual({ leftRows: 4, leftMatched: 2, rowsOut: 4, ...counts });
  const full = runSteps(kernel, [joinOf({ how: 'full', ...BY_FIRST }, right, 2)], left);
  expect(full.metrics[0]?.join).toEqual({ leftRows: 4, leftMatched: 2, rowsOut: 9, ...counts, rightMatched: 4 });
  const equal = { ...BY_FIRST, nullsEqual: true };
  const withNulls = runSteps(kernel, [joinOf({ how: 'inner', ...equal }, right, 2)], left);
  expect(withNulls.metrics[0]?.join).toMatchObject({ leftMatched: 3, rowsOut: 6, rightKeys: 4, rightRepeats: 3 });
});

test('a right side by descriptor, for one partition after the other', () => {
  kernel.release(start);
  const path = join(directory, 'right.cells');
  const right = { ...writeTable(path, keyed(['a'], 'r')), path: openSync(path, 'r') };
  const step: Step = { kind: 'join', side: 0, how: 'right', ...BY_FIRST, rightColumnCount: 2, right };
  for (const keys of [['a'], ['b'], ['a', 'a']]) {
    const { rows } = runSteps(kernel, [step], { rows: keyed(keys, 'l'), width: 2, batchRows: 1 });
    expect(rows).toHaveLength(keys.includes('a') ? keys.length : 1);
  }
});

test('long texts make batches short', () => {
  kernel.release(start);
  const left = [[textCell('k'), textCell('l'.repeat(50_000))]];
  const right = Array.from({ length: 1000 }, (_, at) => [textCell('k'), textCell(`r${at}`)]);
  const step = joinOf({ how: 'inner', ...BY_FIRST }, right, 2);
  const { rows, batchRows } = runSteps(kernel, [step], { rows: left, width: 2, batchRows: 1 });
  expect(batchRows).toEqual([250, 250, 250, 250]);
  expect(rows.map((row) => row[3])).toEqual(right.map((row) => row[1]?.text));
});

test('behind a join, head stops early', () => {
  kernel.release(start);
  const right = keyed(Array<string>(100_000).fill('k'), 'r');
  const steps: Step[] = [joinOf({ how: 'full', ...BY_FIRST }, right, 2), { kind: 'head', count: 3000 }];
  const { rows, metrics } = runSteps(kernel, steps, { rows: keyed(['k', 'k'], 'l'), width: 2, batchRows: 1 });
  expect(rows).toHaveLength(3000);
  expect(rows.at(-1)).toEqual(['k', 'l0', 'k', 'r2999']);
  expect(metrics[1]?.rows).toBeLessThanOrEqual(2 * 2048);
});

test('one join behind another, with numbers between them that were computed', () => {
  kernel.release(start);
  const names = writeTable(join(directory, 'names.cells'), keyed(['1', '2', '2'], 'n'));
  const sums = writeTable(join(directory, 'sums.cells'), keyed(['11', '12', '12'], 's'));
  const rule = { kind: 'join', side: 0, how: 'left', nullsEqual: false, rightColumnCount: 2 } as const;
  const ten = { kind: 'literal', literal: { type: 'number', text: '10' } } as const;
  const plusTen = { kind: 'call', function: '+', arguments: [{ kind: 'column', column: 0 }, ten] } as const;
  const steps: Step[] = [
    { kind: 'compute', expressions: [{ kind: 'expression', expression: plusTen }] },
    { ...rule, leftKeys: [0], rightKeys: [0], right: names },
    { ...rule, leftKeys: [2], rightKeys: [0], right: sums },
  ];
  const { rows } = runSteps(kernel, steps, { rows: keyed(['2', '1', '3'], 'l'), width: 2, batchRows: 2 });
  const names2 = ['n1', 'n2'].flatMap((name) => ['s1', 's2'].map((sum) => ['2', 'l0', '12', '2', name, '12', sum]));
  expect(rows).toEqual([
    ...names2,
    ['1', 'l1', '11', '1', 'n0', '11', 's0'],
    ['3', 'l2', '13', null, null, null, null],
  ]);
});

test('places of rows go on from batch to batch, and not from partition to partition', () => {
  kernel.release(start);
  const steps: Step[] = [{ kind: 'compute', expressions: [{ kind: 'place' }] }];
  const left = { rows: keyed(['a', 'b', 'c'], 'l'), width: 2, batchRows: 2, partitions: [5, 3] };
  const { rows } = runSteps(kernel, steps, left);
  const place = (partition: number, row: number): string =>
    `\0\0\0${String.fromCharCode(partition)}\0\0\0${String.fromCharCode(row)}`;
  expect(rows.map((row) => row[2])).toEqual(
    [0, 1, 2].map((row) => place(5, row)).concat([0, 1, 2].map((row) => place(3, row))),
  );
});
