/**
 * Whether a condition can hold for any row of a partition of a data set. What cannot be said is true. Texts are compared as
 * bytes (a character each), as they are in manifests.
 */
import type { DataSet, DataSetPart, DataSetScheme, Steps } from '../../protocol/data-set.ts';
import type { ColumnPath } from '../../protocol/stage.ts';
import type { Expr } from '../parse/expr.ts';
import { mayHaveHash } from './hash-parts.ts';
import { type Test, testsOf } from './key-tests.ts';
import { mayBeInRange } from './range-parts.ts';
import { isTrueOf } from './value-parts.ts';

export function mayHold(condition: Expr, set: DataSet, part: DataSetPart): boolean {
  const conjuncts = conjunctsOf(condition);
  const tests = conjuncts.flatMap((each) => testsOf(each, (path) => keyOf(path, set)));
  return mayPassAll(tests, set.scheme, part) && conjuncts.every((each) => mayHoldOneOf(each, set, part));
}

function mayHoldOneOf(condition: Expr, set: DataSet, part: DataSetPart): boolean {
  if (condition.kind !== 'call' || condition.function !== 'or') return true;
  return condition.arguments.some((argument) => mayHold(argument, set, part));
}

function conjunctsOf(condition: Expr): readonly Expr[] {
  if (condition.kind !== 'call' || condition.function !== 'and') return [condition];
  return condition.arguments.flatMap(conjunctsOf);
}

function mayPassAll(tests: readonly Test[], scheme: DataSetScheme, part: DataSetPart): boolean {
  switch (scheme.kind) {
    case 'hash':
      return mayHaveHash(tests, scheme, part.partition);
    case 'range':
      return mayBeInRange(tests, scheme, part.partition);
    case 'value':
      return tests.every((test) => isTrueOf(test, part.constants[test.key]?.text ?? null));
    case 'none':
    case 'round-robin':
      return true;
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
