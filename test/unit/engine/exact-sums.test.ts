/** Sums at the edges of fixed point: 18 digits on one side, 18 decimals on the other, and very many of them. */
import { afterAll, describe, expect, test } from 'vitest';
import { ask } from '../../helpers/engine/ask.ts';
import { TemporaryFiles } from '../../helpers/engine/temporary-files.ts';

const files = new TemporaryFiles();
afterAll(() => files.remove());

const HUGE = '999999999999999999';
const TINY = '.000000000000000001';

describe.each([
  ['the tiny one first', [TINY, ...Array<string>(4000).fill(HUGE)]],
  ['the tiny one last', [...Array<string>(4000).fill(HUGE), TINY]],
  ['the tiny one between', [...Array<string>(2100).fill(HUGE), TINY, ...Array<string>(1900).fill(HUGE)]],
])('4000 huge numbers and a tiny one, %s', (_title, numbers) => {
  const total = '3999999999999999996000.000000000000000001';

  test.each([
    [undefined, undefined],
    ['k', undefined],
    [undefined, 3],
    ['k', 3],
  ])('by %s, workers: %s', async (keys, workers) => {
    const path = files.write('huge.csv', `k,x\n${numbers.map((number) => `a,${number}\n`).join('')}`);
    const asked = { cut: { chunkBytes: 10_000 }, ...(workers === undefined ? {} : { workers }) };
    const rows = await ask(path, { keys, aggregates: 'sum(x), min(x), max(x), count(x)' }, asked);
    expect(rows).toEqual([[...(keys ? ['a'] : []), total, TINY, HUGE, '4001']]);
  });
});

test('negative ones cancel out exactly', async () => {
  const numbers = [TINY, ...Array<string>(500).fill(HUGE), ...Array<string>(500).fill(`-${HUGE}`)];
  const path = files.write('cancel.csv', `x\n${numbers.join('\n')}\n`);
  expect(await ask(path, { aggregates: 'sum(x)' })).toEqual([['0.000000000000000001']]);
});

test('squares of the largest numbers do not overflow', async () => {
  const numbers = [...Array<string>(1000).fill(HUGE), ...Array<string>(1000).fill(`-${HUGE}`)];
  const path = files.write('squares.csv', `x\n${numbers.join('\n')}\n`);
  expect(await ask(path, { aggregates: 'var_pop(x), stddev_pop(x)' })).toEqual([
    [(BigInt(HUGE) ** 2n).toString(), '1000000000000000000'],
  ]);
});
