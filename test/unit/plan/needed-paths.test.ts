/** What a chain needs of its input, and what it makes itself. */
import { expect, test } from 'vitest';
import { unchain } from '../../../src/plan/logical-plan.ts';
import { neededPaths } from '../../../src/plan/needed-paths.ts';
import { planOfWords } from '../../helpers/plan/plan-of-words.ts';

test.each([
  ['filter|a > b.c', ['a', 'b.c']],
  ['filter|a > 1|then|project|b', ['a', 'b']],
  ['project|a as x|then|filter|x > y', ['a']],
  ['project|*, a as x|then|filter|x > y', ['a', 'y']],
  ['map|x = a, y = x + b|then|sort|y, x.c', ['a', 'b']],
  ['map|x = x + 1|then|filter|x > 2', ['x']],
  ['filter|x > 1|then|map|x = 2|then|filter|x > 2', ['x']],
  ['agg|--sum|a|-g|k|then|filter|sum_a > z', ['k', 'a']],
  ['distinct|a|then|head|3|then|tail|2|then|sample|1', ['a']],
  ['map|x = 1|then|distinct|x', []],
] as const)('%s: %j', async (chain, needed) => {
  const { steps } = unchain(await planOfWords(chain.split('|')));
  expect([...new Set(neededPaths(steps).map(({ text }) => text))].sort()).toEqual([...needed].sort());
});
