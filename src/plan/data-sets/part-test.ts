/**
 * Whether a condition can hold for any row of a partition of a data set. What cannot be said is true. Texts are compared as
 * bytes (a character each), as they are in manifests.
 */
import type { DataSet, DataSetPart, DataSetScheme, Steps } from '../../protocol/data-set.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { Expr } from '../parse/expr.ts';
import { possibleBuckets } from './hash-parts.ts';
import { type Test, testsOf } from './key-tests.ts';
import { mayBeInRange } from './range-parts.ts';
import { isTrueOf } from './value-parts.ts';

/** False for a partition without a row that is wanted. */
type PartTest = (part: DataSetPart) => boolean;

export function partTest(condition: Expr, set: DataSet): PartTest {
  const conjuncts = conjunctsOf(condition);
  const own = keyTest(
    conjuncts.flatMap((each) => testsOf(each, (path) => keyOf(path, set))),
    set.scheme,
  );
  const choices = conjuncts.flatMap((each) => {
    return each.kind === 'call' && each.function === 'or' ? [each.arguments.map((one) => partTest(one, set))] : [];
  });
  return (part) => own(part) && choices.every((tests) => tests.some((test) => test(part)));
}

function conjunctsOf(condition: Expr): readonly Expr[] {
  if (condition.kind !== 'call' || condition.function !== 'and') return [condition];
  return condition.arguments.flatMap(conjunctsOf);
}

function keyTest(tests: readonly Test[], scheme: DataSetScheme): PartTest {
  switch (scheme.kind) {
    case 'hash': {
      const buckets = possibleBuckets(tests, scheme);
      return ({ partition }) => buckets === undefined || buckets.has(partition);
    }
    case 'range':
      return ({ partition }) => mayBeInRange(tests, scheme, partition);
    case 'value':
      return ({ constants }) => tests.every((test) => isTrueOf(test, constants[test.key]?.text ?? null));
    case 'none':
    case 'round-robin':
      return () => true;
  }
}

/** Which of the columns that the set was cut by a path stands for. */
function keyOf(path: ColumnPath, { scheme, format }: DataSet): number | undefined {
  if (!('columns' in scheme)) return undefined;
  const isDelimited = format === 'csv' || format === 'tsv';
  const key = scheme.columns.findIndex((steps) => (isDelimited ? isNamed(path, steps) : isSame(path.steps, steps)));
  return key < 0 ? undefined : key;
}

function isNamed({ steps, text }: ColumnPath, [name]: Steps): boolean {
  return text === name || (steps.length === 1 && steps[0] === name);
}

function isSame(one: Steps, other: Steps): boolean {
  return one.length === other.length && one.every((step, at) => step === other[at]);
}
