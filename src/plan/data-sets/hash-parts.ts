/** Which partitions of a data set that was cut by hash can have rows that pass some tests. */
import { bucketOfKey } from '../../core/key-hash.ts';
import type { DataSetScheme } from '../../protocol/data-set.ts';
import type { Test } from './key-tests.ts';

type ByHash = Extract<DataSetScheme, { readonly kind: 'hash' }>;
type Value = Uint8Array | undefined;

/** Of several columns, as many combinations of values are tried. */
const MOST_COMBINATIONS = 1000;

/** Only texts have a hash: numbers are equal that are written in different ways. */
export function mayHaveHash(tests: readonly Test[], { columns, count }: ByHash, partition: number): boolean {
  const values = columns.map((_, key) => valuesOf(tests.filter((test) => test.key === key)));
  if (!values.every((list) => list !== undefined)) return true;
  if (values.reduce((product, list) => product * list.length, 1) > MOST_COMBINATIONS) return true;
  return combinations(values).some((combination) => bucketOfKey(combination, count) === partition);
}

/** One of the lists will do: that of the first test that has one. */
function valuesOf(tests: readonly Test[]): readonly Value[] | undefined {
  for (const test of tests) {
    if (test.kind === 'null' && test.isNull) return [undefined];
    if (test.kind === 'text' && test.operator === '=') return test.texts.map((text) => Buffer.from(text, 'latin1'));
  }
  return undefined;
}

function combinations(lists: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  return lists.reduce<readonly (readonly Value[])[]>(
    (before, list) => before.flatMap((values) => list.map((value) => [...values, value])),
    [[]],
  );
}
