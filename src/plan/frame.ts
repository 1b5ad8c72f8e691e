/**
 * The columns that a step of a plan sees: what each name stands for. CSV has a list of them; the records of JSON are open:
 * any path may be there, and a record passes as a whole, with members set and others left out.
 */
import { PqError } from '../core/errors.ts';
import type { ColumnPath } from '../protocol/stage.ts';
import { quoteIfNeeded, shortList, suggestColumn } from './missing-columns.ts';
import type { Slot, StageBuilder } from './stage-builder.ts';

export interface NamedSlot {
  readonly name: string;
  readonly slot: Slot;
}

export type Frame = ClosedFrame | OpenFrame;

export interface ClosedFrame {
  readonly kind: 'closed';
  readonly columns: readonly NamedSlot[];
  /** There are no others. Where nobody asks for all of them, any other name may be in the records. */
  readonly isComplete: boolean;
  /** Whether a path that is no column's name leads to a place in the records of the builder. */
  readonly readsPaths: boolean;
}

export interface OpenFrame {
  readonly kind: 'open';
  readonly record: Slot;
  /** Members with new values, by name. */
  readonly set: ReadonlyMap<string, Slot>;
  readonly removed: ReadonlySet<string>;
  /** Where the record is not at hand any more: what was kept of it, by path. */
  readonly kept: ReadonlyMap<string, Slot> | undefined;
}

export const RECORD: ColumnPath = { steps: [], text: '' };

export function openFrame(record: Slot): OpenFrame {
  return { kind: 'open', record, set: new Map(), removed: new Set(), kept: undefined };
}

/** What a path stands for. Throws PQ_COLUMN_NOT_FOUND and PQ_USAGE. */
export function resolve(frame: Frame, path: ColumnPath, builder: StageBuilder): Slot {
  return frame.kind === 'closed' ? resolveClosed(frame, path, builder) : resolveOpen(frame, path, builder);
}

function resolveClosed(
  { columns, isComplete, readsPaths }: ClosedFrame,
  path: ColumnPath,
  builder: StageBuilder,
): Slot {
  const exact = columns.find(({ name }) => name === path.text || (path.steps.length === 1 && name === path.steps[0]));
  if (exact !== undefined) return builder.use(exact.slot);
  const owner = columns.find(({ name }) => name === path.steps[0]);
  if (owner?.slot.path !== undefined && readsPaths) return builder.source(join(owner.slot.path, path));
  const names = columns.map(({ name }) => name);
  if (owner !== undefined) throw noPathInto(owner.name, path);
  if (!isComplete) return builder.source(path);
  throw notFound(path, names);
}

/** `address.city` where address stands for person.address. */
function join(owner: ColumnPath, path: ColumnPath): ColumnPath {
  const first = String(path.steps[0]);
  return { steps: [...owner.steps, ...path.steps.slice(1)], text: `${owner.text}${path.text.slice(first.length)}` };
}

function resolveOpen(frame: OpenFrame, path: ColumnPath, builder: StageBuilder): Slot {
  const { set, removed, kept } = frame;
  const name = String(path.steps[0]);
  const value = set.get(name);
  if (value !== undefined && path.steps.length === 1) return value;
  if (value !== undefined) throw noPathInto(name, path);
  if (removed.has(name)) throw notFound(path, []);
  if (kept === undefined) return builder.source(path);
  const slot = kept.get(keyOf(path));
  // What is asked for later is kept, but for what had been left out before.
  if (slot === undefined) throw notFound(path, []);
  return slot;
}

export function keyOf({ steps }: ColumnPath): string {
  return JSON.stringify(steps);
}

function noPathInto(name: string, path: ColumnPath): PqError {
  return new PqError('PQ_USAGE', `${path.text}: ${quoteIfNeeded(name)} is computed, and has nothing inside it`, {
    hint: `compute ${quoteIfNeeded(path.text)} before, from the column that it is in`,
  });
}

function notFound(path: ColumnPath, names: readonly string[]): PqError {
  const meant = suggestColumn(path, names);
  const question = meant === undefined ? '' : `did you mean ${quoteIfNeeded(meant)}? `;
  const list = names.length === 0 ? 'it has been left out before' : `columns here: ${shortList(names)}`;
  return new PqError('PQ_COLUMN_NOT_FOUND', `no column ${JSON.stringify(path.text)}`, { hint: `${question}${list}` });
}
