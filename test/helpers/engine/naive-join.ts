/**
 * What a join is, in plain JavaScript: every row of the left side held against every row of the right one, in order. The
 * rows of an answer are in the order of the left side, then of the right one; right rows that nothing matched come last.
 */
import type { Value } from './naive-rows.ts';

export const JOIN_KINDS = ['inner', 'left', 'right', 'full', 'semi', 'anti', 'cross'] as const;
export type JoinKind = (typeof JOIN_KINDS)[number];

export interface Table {
  readonly names: readonly string[];
  /** As many values as names. */
  readonly rows: readonly (readonly Value[])[];
}

export interface JoinSpec {
  readonly how: JoinKind;
  /** Names of the keys, as many of each side; none for cross. */
  readonly leftKeys: readonly string[];
  readonly rightKeys: readonly string[];
  /** The keys have the same names (--on): they are there once. */
  readonly isOn: boolean;
  readonly nullsEqual?: boolean;
  readonly ignoresCase?: boolean;
  readonly suffixRight?: string;
  readonly prefixLeft?: string;
  readonly prefixRight?: string;
}

/** Where the values of a column of the answer come from: numbers of columns, -1 for none. */
interface Column {
  readonly name: string;
  readonly left: number;
  readonly right: number;
}

export function naiveJoin(left: Table, right: Table, spec: JoinSpec): Table {
  const columns = columnsOf(left, right, spec);
  const matches = left.rows.map((row) => right.rows.filter((other) => isMatch(row, other, left, right, spec)));
  const row = (one: readonly Value[] | undefined, other: readonly Value[] | undefined): readonly Value[] =>
    columns.map((column) => one?.[column.left] ?? (one && column.left >= 0 ? null : (other?.[column.right] ?? null)));
  const fromLeft = left.rows.flatMap((one, at) => rowsOf(one, matches[at] ?? [], spec.how, row));
  const matched = new Set(matches.flat());
  const isComplete = spec.how === 'right' || spec.how === 'full';
  const fromRight = isComplete
    ? right.rows.filter((other) => !matched.has(other)).map((one) => row(undefined, one))
    : [];
  return { names: columns.map(({ name }) => name), rows: [...fromLeft, ...fromRight] };
}

type MakeRow = (left: readonly Value[] | undefined, right: readonly Value[] | undefined) => readonly Value[];

function rowsOf(
  left: readonly Value[],
  matches: readonly (readonly Value[])[],
  how: JoinKind,
  row: MakeRow,
): readonly (readonly Value[])[] {
  if (how === 'semi' || how === 'anti') return matches.length > 0 === (how === 'semi') ? [row(left, undefined)] : [];
  if (matches.length > 0) return matches.map((right) => row(left, right));
  return how === 'left' || how === 'full' ? [row(left, undefined)] : [];
}

function isMatch(
  one: readonly Value[],
  other: readonly Value[],
  left: Table,
  right: Table,
  { leftKeys, rightKeys, nullsEqual, ignoresCase }: JoinSpec,
): boolean {
  return leftKeys.every((name, at) => {
    const a = one[left.names.indexOf(name)]?.text;
    const b = other[right.names.indexOf(rightKeys[at] as string)]?.text;
    if (a === undefined || b === undefined) return a === b && nullsEqual === true;
    return ignoresCase === true ? a.toLowerCase() === b.toLowerCase() : a === b;
  });
}

// ---- columns --------------------------------------------------------------------------------------------------------

/** The left columns, then the right ones; a key of --on is where the left one is, and holds the value of either side. */
function columnsOf(left: Table, right: Table, spec: JoinSpec): readonly Column[] {
  const { leftKeys, rightKeys, isOn, how, prefixLeft = '', prefixRight = '' } = spec;
  const fromLeft = left.names.map((name, at): Column => {
    const key = isOn ? leftKeys.indexOf(name) : -1;
    if (key < 0) return { name: prefixLeft + name, left: at, right: -1 };
    return { name, left: at, right: right.names.indexOf(rightKeys[key] as string) };
  });
  if (how === 'semi' || how === 'anti') return fromLeft;
  const others = right.names
    .map((name, at): Column => ({ name: prefixRight + name, left: -1, right: at }))
    .filter((_, at) => !isOn || !rightKeys.includes(right.names[at] as string));
  return [...fromLeft, ...renamed(others, fromLeft, spec.suffixRight ?? '_right')];
}

/** What a left column is called gets the suffix, until nobody else is called that. */
function renamed(columns: readonly Column[], before: readonly Column[], suffix: string): readonly Column[] {
  const ofLeft = new Set(before.map(({ name }) => name));
  const taken = new Set([...ofLeft, ...columns.map(({ name }) => name)]);
  return columns.map((column) => {
    let { name } = column;
    if (ofLeft.has(name)) while (taken.has(name)) name += suffix;
    taken.add(name);
    return { ...column, name };
  });
}
