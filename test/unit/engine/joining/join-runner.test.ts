/** Joins bucket by bucket, against a nested loop: buckets that are cut, right sides that come in parts, pairs of partitions. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { joinTasks } from '../../../../src/plan/join-tasks.ts';
import type { JoinChoice } from '../../../../src/plan/logical-plan.ts';
import type { BucketsState } from '../../../../src/protocol/stage.ts';
import { cutSide, type Joined, runJoin, type Side } from '../../../helpers/engine/join-buckets.ts';
import { HOWS, type JoinRule, nestedLoop, textCell } from '../../../helpers/engine/joins.ts';
import { runs } from '../../../helpers/engine/runs.ts';
import { TemporaryFiles } from '../../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const cell = fc.option(
  fc.oneof(fc.constantFrom('', 'a', 'b', 'hot', 'hot', 'hot'), fc.nat(12).map(String)).map(textCell),
  { freq: 6 },
);
const rows = fc.array(fc.tuple(cell, cell), { maxLength: 12 });
const partitions = fc.array(rows, { maxLength: 5 });

interface Case {
  readonly rule: JoinRule;
  readonly left: Side;
  readonly right: Side;
  readonly bucketCount: number;
  readonly strategy: JoinChoice['strategy'];
  /** What fits into memory, and what is not cut any more. */
  readonly joinBytes: number;
  readonly leastBytes: number;
}

const randomCase: fc.Arbitrary<Case> = fc
  .record({
    how: fc.constantFrom(...HOWS),
    keyCount: fc.integer({ min: 1, max: 2 }),
    nullsEqual: fc.boolean(),
    left: partitions,
    right: partitions,
    bucketCount: fc.constantFrom(1, 2, 5),
    strategy: fc.constantFrom('shuffle', 'shuffle', 'naive'),
    joinBytes: fc.constantFrom(1, 200, 1e9),
    leastBytes: fc.constantFrom(1, 100, 1e9),
  })
  .map(({ how, keyCount, nullsEqual, left, right, bucketCount, strategy, ...limits }) => {
    const keys = how === 'cross' ? [] : [0, 1].slice(0, keyCount);
    return {
      rule: { how, leftKeys: keys, rightKeys: keys.toReversed(), nullsEqual },
      left: { partitions: left, keys, width: 2 },
      right: { partitions: right, keys: keys.toReversed(), width: 2 },
      bucketCount: how === 'cross' || strategy === 'naive' ? 1 : bucketCount,
      strategy,
      ...limits,
    };
  });

interface States {
  readonly left: readonly BucketsState[];
  readonly right: readonly BucketsState[];
}

function statesOf({ left, right, bucketCount }: Case): States {
  return {
    left: cutSide(files.directory, 'left', left, bucketCount),
    right: cutSide(files.directory, 'right', right, bucketCount),
  };
}

function tasksOf({ rule, strategy, bucketCount, joinBytes, leastBytes }: Case, { left, right }: States) {
  const choice = { strategy, reason: '', bucketCount, groupsRight: true };
  return joinTasks({ how: rule.how, choice }, left, right, { joinBytes }, leastBytes).tasks;
}

function joined(one: Case): Joined {
  const states = statesOf(one);
  return runJoin(one.rule, one, states, tasksOf(one, states));
}

test('rows and counts are those of a nested loop', () => {
  fc.assert(
    fc.property(randomCase, (one) => {
      const { rule } = one;
      const [left, right] = [one.left.partitions.flat(), one.right.partitions.flat()];
      const { rows, metrics, records } = joined(one);
      const widths = { left: 2, right: 2 };
      expect(rows).toEqual(nestedLoop(rule, left, right, widths));
      const leftMatched = nestedLoop({ ...rule, how: 'semi' }, left, right, widths).length;
      expect(metrics).toMatchObject({ leftMatched, rowsOut: rows.length, rightRows: right.length });
      // Every row of the left side is accounted for.
      expect([records, metrics.leftRows]).toEqual([left.length, left.length]);
      if (rule.how !== 'full' && rule.how !== 'right') return;
      const other = { ...rule, how: 'semi', leftKeys: rule.rightKeys, rightKeys: rule.leftKeys } as const;
      expect(metrics.rightMatched ?? 0).toBe(nestedLoop(other, right, left, widths).length);
    }),
    runs(500),
  );
});

test('what is known of the right side is told once a bucket, and keys only where they come together', () => {
  const key = (text: string) => [textCell(text), textCell('x')];
  const left = { partitions: [[key('a')], [key('a')], [key('b')]], keys: [0], width: 2 };
  const right = { partitions: [[key('a'), key('a')], [key('c')]], keys: [0], width: 2 };
  const rule = { how: 'full', leftKeys: [0], rightKeys: [0], nullsEqual: false } as const;
  const one: Case = { rule, left, right, bucketCount: 1, strategy: 'shuffle', joinBytes: 1e9, leastBytes: 1 };
  const counts = { leftRows: 3, leftMatched: 2, rowsOut: 6, rightRows: 3, rightMatched: 2 };
  expect(joined(one).metrics).toEqual({ ...counts, rightKeys: 2, rightRepeats: 1 });
  expect(joined({ ...one, joinBytes: 1 }).metrics).toEqual(counts);
});

test('a right side that does not end with a row is a bug, and thrown', () => {
  const left = { partitions: [[[textCell('a'), textCell('x')]]], keys: [0], width: 2 };
  const one: Case = {
    ...{ rule: { how: 'inner', leftKeys: [0], rightKeys: [0], nullsEqual: false }, left, right: left },
    ...{ bucketCount: 1, strategy: 'shuffle', joinBytes: 1e9, leastBytes: 1 },
  };
  const states = statesOf(one);
  const broken = states.right.map((state) => ({
    ...state,
    parts: state.parts.map((part) => ({ ...part, ends: part.ends.map((end) => end - 1) })),
  }));
  expect(() => runJoin(one.rule, one, { ...states, right: broken }, tasksOf(one, states))).toThrow('that are no row');
});
