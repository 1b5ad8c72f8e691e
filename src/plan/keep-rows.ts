/** Rows that are kept as a data set: what they are cut by, and what of them is written. */
import { PqError } from '../core/errors.ts';
import type { Steps } from '../protocol/data-set.ts';
import type { ColumnPath, CutRows, CutRule, WriteRows } from '../protocol/stage.ts';
import type { Frame } from './frame.ts';
import type { PartitionBy } from './partition-by.ts';
import type { Slot } from './stage-builder.ts';

export interface PartitionKeys {
  readonly by: PartitionBy;
  readonly slots: readonly Slot[];
  readonly columns: readonly Steps[];
}

export interface Keeping {
  /** What the rows are cut by, as it is called in what is written. */
  readonly columns: readonly Steps[];
  /** Set where all rows come together before they are cut: as cells, of so many columns. */
  readonly gathered: { readonly operator: CutRows; readonly columnCount: number } | undefined;
}

export function cutRows(
  by: PartitionBy,
  columns: readonly number[],
  rows: WriteRows,
  bounds: readonly string[],
): CutRows {
  const rule = ruleOf(by, columns, rows, bounds);
  return { kind: 'cut-rows', by: rule, rows, ...(by.kind === 'none' ? { keepsLengths: true } : {}) };
}

function ruleOf(
  by: PartitionBy,
  columns: readonly number[],
  { format }: WriteRows,
  bounds: readonly string[],
): CutRule {
  switch (by.kind) {
    case 'none':
      return { kind: 'turns', bucketCount: 1 };
    case 'round-robin':
      return { kind: 'turns', bucketCount: by.count };
    case 'hash':
      return { kind: 'hash', columns, bucketCount: by.count };
    case 'range': {
      const keys = columns.map(
        (column) => ({ column, isDescending: false, nullsFirst: false, values: 'any' }) as const,
      );
      return { kind: 'range', keys, bounds };
    }
    case 'value':
      return { kind: 'values', columns, tellsKinds: format.kind === 'json' };
  }
}

/** Where a path leads in the records that are written: what is a column of a list has its name. */
export function keySteps(frame: Frame, path: ColumnPath): Steps {
  if (frame.kind === 'open') return path.steps;
  const named = frame.columns.find(({ name }) => isNamed(path, name));
  return named === undefined ? path.steps : [named.name];
}

/** Columns that the names of files say. Throws PQ_USAGE. */
export function withoutColumns(frame: Frame, paths: readonly ColumnPath[]): Frame {
  if (frame.kind === 'open') {
    const names = paths.map(memberName);
    const set = new Map([...frame.set].filter(([name]) => !names.includes(name)));
    return { ...frame, set, removed: new Set([...frame.removed, ...names]) };
  }
  const inside = paths.find((path) => !frame.columns.some(({ name }) => isNamed(path, name)));
  if (inside !== undefined) throw noColumn(inside);
  const columns = frame.columns.filter(({ name }) => !paths.some((path) => isNamed(path, name)));
  if (columns.length > 0) return { ...frame, columns };
  throw new PqError('PQ_USAGE', 'partition by value: no column is left to write', {
    hint: 'the columns of the values are not in the files: name fewer of them',
  });
}

function memberName(path: ColumnPath): string {
  const [name] = path.steps;
  if (path.steps.length === 1 && typeof name === 'string') return name;
  throw noColumn(path);
}

function noColumn({ text }: ColumnPath): PqError {
  return new PqError('PQ_USAGE', `partition by value takes whole columns, and not ${text}, which is inside one`, {
    hint: `make it a column before: map 'value = ${text}' then partition --by value:value`,
  });
}

function isNamed({ steps, text }: ColumnPath, name: string): boolean {
  return name === text || (steps.length === 1 && name === steps[0]);
}
