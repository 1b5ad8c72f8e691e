/**
 * A state is what is kept per group: a few bytes in the group's record, which the kernel adds to and merges; for the few
 * values that do not fit fixed point a big-number side table; and where every value counts, entries beside the records.
 * A state obeys: merging an empty state changes
 * nothing; merges may come in any order and grouping; add then merge equals add to one.
 */

import type { Decimal } from '../../core/decimal.ts';
import type { Kernel } from '../kernel.ts';

/** Rows on their way into states: the groups they belong to and one column of them. Addresses in kernel memory. */
export interface StateRows {
  readonly rows: number;
  /** A group number (u32) a row, or 0: all rows belong to group 0. */
  readonly groups: number;
  readonly cells: number;
  /** The cells as numbers, at scales of their own; the states' scale. */
  readonly mantissas: number;
  readonly scales: number;
  readonly scale: number;
  /** A byte a row for the kernel to mark what does not fit. */
  readonly declined: number;
}

/** Where a state lies in a table of group records. */
export interface StatePlace {
  /** Address of the state of group 0. */
  readonly base: number;
  /** Bytes from group to group. */
  readonly stride: number;
  readonly groupCount: number;
}

/** A number in full, and its text in the input. */
export interface SlowNumber {
  readonly value: Decimal;
  readonly text: string;
}

/** A value of the answer: its text, and its kind as that of a cell. */
export interface TextValue {
  readonly text: string;
  readonly kind: number;
}

export interface GroupState {
  readonly byteLength: number;
  /** Merges another state's records, then its side table; map gives this table's group (u32) for each of theirs. */
  merge(kernel: Kernel, source: StatePlace, map: number, place: StatePlace): void;
  mergeSlow(saved: readonly SavedSlow[], groupOf: GroupOf): void;
  /** The side table as plain data. */
  saveSlow(): SavedSlow[];
  /** Whether the side table has something of a group, or of any. */
  hasSlow(group?: number): boolean;
  /** Forgets what lies outside the records. */
  clear(): void;
}

/** Rows on their way into a state that takes any values. Addresses as in StateRows. */
export interface CellRows {
  readonly rows: number;
  readonly groups: number;
  readonly cells: number;
  /** At least the bytes of the cells together. */
  readonly textBytes: number;
  /** The byte that is doubled in quoted cells. */
  readonly quote: number;
  /** Of the first row, in the order of the input (u64): the partition above, the row in it below. */
  readonly place: bigint;
}

/** A state of one column's values, whatever they are. */
export interface CellState extends GroupState {
  addCells(rows: CellRows, place: StatePlace): void;
}

export function isOfCells(state: GroupState): state is CellState {
  return 'addCells' in state;
}

/** How groups are shared out. Addresses of u32 arrays with an element a group. */
export interface GroupShares {
  readonly shareCount: number;
  /** The share that a group belongs to. */
  readonly shareOf: number;
  /** Its number in that share. */
  readonly placeOf: number;
}

/** The groups of one share, and what their numbers are there. */
export interface GroupSelection extends GroupShares {
  readonly share: number;
}

/** Bytes in kernel memory. */
export interface KernelRange {
  readonly address: number;
  readonly byteLength: number;
}

/** A state that keeps entries beside the records: as many as its groups have values. */
export interface StoredState extends GroupState {
  /** What the entries take. */
  readonly storedBytes: number;
  /** Is told before the first share is saved: what it allocates here is there until the last one is. */
  beginShares?(shares: GroupShares): void;
  /**
   * The entries of all groups, or of those selected under their new numbers: one range behind another. What is made for
   * it lies in memory that the caller releases. `place` are the records of these groups.
   */
  saveEntries(selection: GroupSelection | undefined, place: StatePlace): readonly KernelRange[];
  /** Adds the entries that another state has saved, in one range that is 64-aligned; map as in merge. */
  mergeEntries(saved: KernelRange, map: number, place: StatePlace): void;
}

export function isStored(state: GroupState): state is StoredState {
  return 'saveEntries' in state;
}

/** A state that is computed from one column, or from none. */
export interface ColumnState extends GroupState {
  /** Adds rows; returns how many the kernel declined (marked in rows.declined). */
  add(kernel: Kernel, rows: StateRows, place: StatePlace): number;
  /** Adds one value that the kernel could not. */
  addSlow(group: number, number: SlowNumber): void;
  /** Adds one that is no number; a state without this needs numbers. */
  addText?(group: number, value: TextValue): void;
  /** Brings fixed-point values from one scale to a larger one; what no longer fits goes to the side table, where groupOf
   * gives its group. */
  raiseScale(kernel: Kernel, place: StatePlace, from: number, to: number, groupOf: GroupOf): void;
}

/** From a group number of the records at hand to one of the table they belong to or are merged into. */
export type GroupOf = (group: number) => number;

/** An entry of a side table: group, count, mantissa, scale, text; what they mean is the state's affair. */
export type SavedSlow = readonly [group: number, count: number, mantissa: string, scale: number, text: string];
