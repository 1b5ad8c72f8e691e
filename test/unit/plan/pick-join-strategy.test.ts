/** Which way a join is done, by what is known of its sides. */
import { describe, expect, test } from 'vitest';
import type { Join } from '../../../src/plan/logical-plan.ts';
import { type JoinFacts, pickJoinStrategy } from '../../../src/plan/pick-join-strategy.ts';

const MB = 1e6;
const FACTS: JoinFacts = {
  ...{ leftBytes: 500 * MB, rightBytes: 1 * MB, alignedCount: undefined, isRightMade: false },
  ...{ canCopyLeft: true, processBytes: undefined },
};
const ON = [{ left: column('id'), right: column('id'), name: 'id' }];

describe('auto', () => {
  test.each([
    ['a small right side is copied', {}, {}, 'broadcast'],
    ['a large one is cut', {}, { rightBytes: 400 * MB }, 'shuffle'],
    ['one of unknown size is cut', { how: 'left' }, { rightBytes: undefined, canCopyLeft: false }, 'shuffle'],
    ['right and full of a large left side are cut', { how: 'full' }, { canCopyLeft: false }, 'shuffle'],
    ['right and full of a small left side are not', { how: 'right' }, { leftBytes: 1 * MB }, 'broadcast'],
    ['a small left side is copied', {}, { leftBytes: 1 * MB, rightBytes: 400 * MB }, 'broadcast'],
    [
      'but not where it has to stay on the left',
      {},
      { leftBytes: 1 * MB, rightBytes: 400 * MB, canCopyLeft: false },
      'shuffle',
    ],
    ['sets that were cut alike stay so', {}, { alignedCount: 8, rightBytes: 400 * MB }, 'prepartitioned'],
    ['little memory makes a side large', {}, { rightBytes: 20 * MB, processBytes: 40 * MB }, 'shuffle'],
  ] as const)('%s', (_title, join, facts, strategy) => {
    expect(pickJoinStrategy(joinOf(join), { ...FACTS, ...facts }).strategy).toBe(strategy);
  });

  test('says what is not known before the right side has come together', () => {
    const { strategy, reason } = pickJoinStrategy(joinOf({}), { ...FACTS, rightBytes: 400 * MB, isRightMade: true });
    expect([strategy, reason]).toEqual([
      'shuffle',
      'the right side has about 400 MB before it comes together, which decides; up to 256 MB are copied to every worker',
    ]);
  });

  test('says which side is copied', () => {
    expect(pickJoinStrategy(joinOf({}), FACTS).copiesLeft).toBeUndefined();
    expect(pickJoinStrategy(joinOf({}), { ...FACTS, leftBytes: 1 * MB, rightBytes: 400 * MB }).copiesLeft).toBe(true);
  });
});

test('what is asked for is done, whatever the sizes are', () => {
  for (const strategy of ['broadcast', 'shuffle', 'naive'] as const) {
    const choice = pickJoinStrategy(joinOf({ strategy }), { ...FACTS, alignedCount: 8 });
    expect(choice).toMatchObject({ strategy, reason: `--strategy ${strategy}` });
  }
  expect(() => pickJoinStrategy(joinOf({ strategy: 'prepartitioned' }), FACTS)).toThrow('not cut alike');
});

test('buckets are as many as the right side needs, and one where every pair meets', () => {
  const bucketsOf = (join: Partial<Join>, facts: Partial<JoinFacts>) =>
    pickJoinStrategy(joinOf({ strategy: 'shuffle', ...join }), { ...FACTS, ...facts }).bucketCount;
  expect(bucketsOf({}, {})).toBe(16);
  expect(bucketsOf({}, { rightBytes: 400 * MB })).toBeGreaterThan(64);
  expect(bucketsOf({}, { rightBytes: 1e13 })).toBe(512);
  expect(bucketsOf({ strategy: 'naive' }, {})).toBe(1);
  expect(bucketsOf({ how: 'cross', keys: [] }, {})).toBe(1);
});

function column(name: string) {
  return { kind: 'column', path: { steps: [name], text: name }, source: name, start: 0 } as const;
}

function joinOf(options: Partial<Join>): Join {
  const scan = {
    kind: 'scan',
    files: [],
    dialect: {} as never,
    alignment: 'union',
    nullValues: [],
  } as const;
  return {
    ...{ kind: 'join', input: scan, right: scan, side: 0, how: 'inner', keys: ON, nullsEqual: false },
    ...{ suffixRight: '_right', prefixLeft: '', prefixRight: '', validate: undefined, maxBlowup: undefined },
    ...{ strategy: 'auto', broadcastBytes: 256 * MB },
    ...options,
  };
}
