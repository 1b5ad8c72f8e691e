/** How the work of a join is cut into tasks. */
import { describe, expect, test } from 'vitest';
import { joinTasks } from '../../../src/plan/join-tasks.ts';
import type { JoinChoice } from '../../../src/plan/logical-plan.ts';
import type { BucketsState, JoinKind } from '../../../src/protocol/stage.ts';

const MIB = 1 << 20;
const MUCH = { joinBytes: 1e12 };

/** A part of one partition: bytes of each bucket. */
type Part = readonly [partition: number, ...bytes: readonly number[]];

/** A row has a hundred bytes. */
function stateOf(...parts: readonly Part[]): BucketsState {
  let at = 0;
  return {
    kind: 'buckets',
    path: '/nowhere',
    parts: parts.map(([partition, ...bytes]) => {
      const startByte = at;
      return { partition, startByte, ends: bytes.map((each) => (at += each)), rowCounts: bytes.map(rowsIn) };
    }),
  };
}

function rowsIn(bytes: number): number {
  return Math.ceil(bytes / 100);
}

function ruleOf(how: JoinKind, strategy: JoinChoice['strategy'] = 'shuffle', groupsRight = false) {
  return { how, choice: { strategy, reason: '', bucketCount: 3, groupsRight } };
}

function range(startPartition: number, stopPartition: number) {
  return { startPartition, stopPartition };
}

test('a task for each bucket that has rows', () => {
  const left = [stateOf([1, 500, 0, 0, 100]), stateOf([0, 500, 0, 0, 100])];
  const right = [stateOf([0, 300, 0, 200, 100])];
  expect(joinTasks(ruleOf('inner'), left, right, MUCH)).toEqual({
    tasks: [
      { bucket: 0, ...range(0, 2) },
      { bucket: 2, ...range(0, 0) },
      { bucket: 3, ...range(0, 2) },
    ],
    skew: { before: (1300 * 3) / 1800, after: (1300 * 3) / 1800 },
  });
  expect(joinTasks(ruleOf('inner'), [], [], MUCH)).toEqual({ tasks: [], skew: { before: 1, after: 1 } });
});

describe('a bucket that is far larger than others on the left', () => {
  const left = [
    stateOf([0, 2 * MIB, MIB, MIB], [2, 2 * MIB, MIB, MIB]),
    stateOf([1, MIB, MIB, MIB], [1, MIB, 0, 0], [3, 2 * MIB, MIB, MIB], [4, MIB, 0, 0]),
  ];
  const right = [stateOf([0, MIB, MIB, MIB])];
  const rest = [
    { bucket: 1, ...range(0, 4) },
    { bucket: 2, ...range(0, 4) },
  ];

  const cut = [range(0, 2), range(2, 4), range(4, 5)];

  test('is cut by partitions into tasks of the median size', () => {
    const { tasks, skew } = joinTasks(ruleOf('left'), left, right, MUCH);
    expect(tasks).toEqual([...cut.map((each) => ({ bucket: 0, ...each })), ...rest]);
    expect(skew).toEqual({ before: (10 * 3) / 20, after: (5 * 5) / 22 });
  });

  test('has a task of its own for right rows that nothing matches', () => {
    const { tasks } = joinTasks(ruleOf('full'), left, right, MUCH);
    const ofLeft = cut.map((each) => ({ bucket: 0, ...each, keeps: 'left' }));
    expect(tasks).toEqual([...ofLeft, { bucket: 0, ...range(0, 5), keeps: 'right' }, ...rest]);
  });

  test('is left whole where a right side as large would be loaded again and again, or little is there', () => {
    const largeRight = [stateOf([0, 9 * MIB, MIB, MIB])];
    expect(joinTasks(ruleOf('inner'), left, largeRight, MUCH).tasks).toHaveLength(3);
    expect(joinTasks(ruleOf('inner'), left, right, MUCH, 9 * MIB).tasks).toHaveLength(3);
  });
});

describe('a right side that does not fit into memory', () => {
  const left = [stateOf([0, 1000])];
  const right = [stateOf([0, 1000], [1, 1000], [2, 1000], [4, 1000])];
  // A row takes 32 bytes of a table.
  const limit = { joinBytes: 2 * 1320 };
  const inParts = { bucket: 0, ...range(0, 1), rightGroups: [range(0, 2), range(2, 5)] };

  test('comes in parts', () => {
    for (const rule of [ruleOf('inner', 'shuffle', true), ruleOf('semi'), ruleOf('anti'), ruleOf('full')])
      expect(joinTasks(rule, left, right, limit).tasks).toEqual([inParts]);
  });

  test('is loaded all the same where the order of pairs could not be restored, or where it just fits', () => {
    const whole = [{ bucket: 0, ...range(0, 1) }];
    expect(joinTasks(ruleOf('inner'), left, right, limit).tasks).toEqual(whole);
    expect(joinTasks(ruleOf('semi'), left, right, { joinBytes: 4 * 1320 }).tasks).toEqual(whole);
  });

  test('has parts of one partition at least', () => {
    const [task] = joinTasks(ruleOf('semi'), left, right, { joinBytes: 1 }).tasks;
    expect(task?.rightGroups).toEqual([range(0, 1), range(1, 2), range(2, 3), range(4, 5)]);
  });
});

test('naive: every partition of one side with every one of the other', () => {
  const [left, right] = [[stateOf([0, 100], [2, 100])], [stateOf([1, 100], [3, 100])]];
  const rightGroups = [range(1, 2), range(3, 4)];
  const pairs = [range(0, 1), range(2, 3)].map((each) => ({ bucket: 0, ...each, rightGroups }));
  expect(joinTasks(ruleOf('inner', 'naive', true), left, right, MUCH).tasks).toEqual(pairs);
  expect(joinTasks(ruleOf('right', 'naive', true), left, right, MUCH).tasks).toEqual([
    ...pairs.map((task) => ({ ...task, keeps: 'left' })),
    { bucket: 0, ...range(0, 3), rightGroups, keeps: 'right' },
  ]);
});
