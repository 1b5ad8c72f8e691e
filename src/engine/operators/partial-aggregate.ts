/**
 * The aggregate of one process: takes batches of cells, keeps states per group, saves and merges them. All arithmetic
 * is exact and first appearances are noted by partition, so it does not show which process took which partition.
 */
import { CountState } from '../aggregates/count.ts';
import { ExtremeState } from '../aggregates/extreme.ts';
import { RowsState } from '../aggregates/rows.ts';
import { SquaresState } from '../aggregates/squares.ts';
import type { GroupState, SavedSlow, StatePlace, StateRows } from '../aggregates/state.ts';
import { SumState } from '../aggregates/sum.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { PartialAggregate, StateSpec } from '../../protocol/stage.ts';
import { GroupTable } from './group-table.ts';
import { NumberColumn } from './number-column.ts';

/** A state with its place in the group record. */
export interface PlacedState {
  readonly state: GroupState;
  readonly offset: number;
  /** The column it is computed from, undefined for rows. */
  readonly column: number | undefined;
}

/** What save() returns beside the records and keys, as JSON. */
interface SavedHeader {
  readonly groupCount: number;
  readonly keyBytes: number;
  readonly scales: readonly number[];
  readonly slow: readonly (readonly SavedSlow[])[];
}

const HEADER_LENGTH_BYTES = 8;

export class PartialAggregator {
  readonly table: GroupTable;
  readonly states: readonly PlacedState[];
  readonly #kernel: Kernel;
  readonly #keys: readonly number[];
  readonly #numbers: readonly NumberColumn[];
  /** Group number a row, declined marks, packed keys, copies of the key cells and a list of their addresses. */
  readonly #groups: number;
  readonly #declined: number;
  readonly #packed: number;
  readonly #keyCells: readonly number[];
  readonly #keyCellAddresses: number;
  #scratch = 0;
  #scratchCapacity = 0;
  #latestPartition = -1;

  constructor(kernel: Kernel, spec: PartialAggregate) {
    this.#kernel = kernel;
    this.#keys = spec.keys;
    this.states = placeStates(spec.states);
    const last = this.states.at(-1);
    this.table = new GroupTable(kernel, spec.keys.length, last ? last.offset + last.state.byteLength : 0);
    this.#numbers = numericColumns(spec.states).map((column) => new NumberColumn(kernel, column, this.#statesOf(column)));
    this.#groups = kernel.allocate(BATCH_ROWS * 4);
    this.#declined = kernel.allocate(BATCH_ROWS);
    this.#packed = kernel.allocate(BATCH_ROWS * 8);
    this.#keyCells = spec.keys.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#keyCellAddresses = kernel.allocate(spec.keys.length * 4);
    kernel.u32(this.#keyCellAddresses, spec.keys.length).set(this.#keyCells);
  }

  #statesOf(column: number): PlacedState[] {
    return this.states.filter((placed) => placed.column === column && !(placed.state instanceof RowsState));
  }

  /** First appearances from here on are in this partition. */
  beginPartition(index: number): void {
    this.#kernel.call.groupsPartition(index, Number(index < this.#latestPartition));
    this.#latestPartition = Math.max(index, this.#latestPartition);
  }

  /** Adds a batch. `quote` is the byte that is doubled in quoted cells. */
  consume(batch: Batch, quote: number): ReaderFailure | undefined {
    const groups = this.#findGroups(batch, quote);
    for (const { state, offset, column } of this.states) {
      if (!(state instanceof RowsState)) continue;
      const cells = column === undefined ? 0 : (batch.cells[column] as number);
      state.add(this.#kernel, this.#rows(batch.rows, groups, cells), this.#place(offset));
    }
    for (const column of this.#numbers) {
      const rows = this.#rows(batch.rows, groups, batch.cells[column.column] as number);
      const failure = column.add(rows, batch, (offset) => this.#place(offset));
      if (failure) return failure;
    }
    return undefined;
  }

  #rows(rows: number, groups: number, cells: number): StateRows {
    return { rows, groups, cells, declined: this.#declined, mantissas: 0, scales: 0, scale: 0 };
  }

  #place(offset: number): StatePlace {
    const { records, stride, count, statesOffset } = this.table;
    return { base: records + statesOffset + offset, stride, groupCount: count };
  }

  /** Writes each row's group; returns the address, 0 when there is one group of everything. */
  #findGroups(batch: Batch, quote: number): number {
    const keyColumns = this.#keys.length;
    if (keyColumns === 0) return 0;
    const { call } = this.#kernel;
    this.#reserveScratch(batch.textBytes * 2 + batch.rows * keyColumns * 4);
    this.table.reserve(batch.rows, batch.textBytes + batch.rows * keyColumns * 4);
    let free = this.#scratch;
    for (const [k, column] of this.#keys.entries()) {
      const [from, to] = [batch.cells[column] as number, this.#keyCells[k] as number];
      this.#kernel.bytes.copyWithin(to, from, from + batch.rows * 8);
      free = call.plainTexts(to, batch.rows, free, quote) >>> 0;
    }
    if (keyColumns > 1) call.packKeys(this.#keyCellAddresses, keyColumns, batch.rows, this.#packed, free);
    const keys = keyColumns > 1 ? this.#packed : (this.#keyCells[0] as number);
    call.groupsFind(keys, batch.rows, this.#groups, this.#keyCellAddresses, keyColumns);
    return this.#groups;
  }

  #reserveScratch(byteLength: number): void {
    if (byteLength <= this.#scratchCapacity) return;
    this.#scratchCapacity = byteLength * 2;
    this.#scratch = this.#kernel.allocate(this.#scratchCapacity);
  }

  clear(): void {
    this.table.clear();
    for (const { state } of this.states) state.clearSlow();
    for (const column of this.#numbers) column.scale = 0;
    this.#latestPartition = -1;
  }

  /** The scale of a column's states. */
  scaleOf(column: number): number {
    return this.#numbers.find((candidate) => candidate.column === column)?.scale ?? 0;
  }

  /** All of it as bytes, in pieces: valid until the next call. */
  save(): Uint8Array[] {
    const { table } = this;
    const header: SavedHeader = {
      groupCount: table.count,
      keyBytes: table.keyBytes,
      scales: this.#numbers.map((column) => column.scale),
      slow: this.states.map(({ state }) => state.saveSlow()),
    };
    const text = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(HEADER_LENGTH_BYTES);
    length.writeDoubleLE(text.length);
    const { bytes } = this.#kernel;
    return [
      length,
      text,
      bytes.subarray(table.records, table.records + table.count * table.stride),
      bytes.subarray(table.keys, table.keys + table.keyBytes),
    ];
  }

  /** Adds what another aggregator of the same plan saved. */
  merge(saved: Buffer): void {
    const textLength = saved.readDoubleLE(0);
    const recordsAt = HEADER_LENGTH_BYTES + textLength;
    const header = JSON.parse(saved.toString('utf8', HEADER_LENGTH_BYTES, recordsAt)) as SavedHeader;
    const { table } = this;
    table.reserve(header.groupCount, header.keyBytes);
    const source = this.#kernel.allocate(saved.length - recordsAt + 64);
    this.#kernel.bytes.set(saved.subarray(recordsAt), source);
    const map = this.#kernel.allocate(header.groupCount * 4);
    const keysAt = source + header.groupCount * table.stride;
    if (this.#keys.length > 0) this.#kernel.call.groupsMerge(source, header.groupCount, keysAt, map, this.#keys.length);
    this.#mergeStates(header, source, map);
    this.#kernel.release(source);
  }

  #mergeStates(header: SavedHeader, source: number, map: number): void {
    const { stride, statesOffset } = this.table;
    const from = (offset: number): StatePlace => {
      return { base: source + statesOffset + offset, stride, groupCount: header.groupCount };
    };
    for (const [c, column] of this.#numbers.entries()) {
      const theirs = header.scales[c] as number;
      if (theirs > column.scale) column.raiseScale(theirs, (offset) => this.#place(offset));
      else column.raiseSaved(theirs, from, (group) => this.#mapped(map, group));
    }
    for (const [s, { state, offset }] of this.states.entries()) {
      state.merge(this.#kernel, from(offset), map, this.#place(offset));
      state.mergeSlow(header.slow[s] ?? [], (group) => this.#mapped(map, group));
    }
  }

  #mapped(map: number, group: number): number {
    return this.#kernel.u32(map + group * 4, 1)[0] as number;
  }
}

function placeStates(specs: readonly StateSpec[]): PlacedState[] {
  let offset = 0;
  return specs.map((spec) => {
    const placed = { state: makeState(spec), offset, column: spec.kind === 'rows' ? undefined : spec.column };
    offset += placed.state.byteLength;
    return placed;
  });
}

function makeState(spec: StateSpec): GroupState {
  switch (spec.kind) {
    case 'rows':
      return new RowsState();
    case 'count':
      return new CountState();
    case 'sum':
      return new SumState();
    case 'squares':
      return new SquaresState();
    case 'min':
    case 'max':
      return new ExtremeState(spec.kind);
  }
}

/** The columns that are read as numbers, each once. */
function numericColumns(specs: readonly StateSpec[]): number[] {
  const columns = specs.flatMap((spec) => (spec.kind === 'rows' || spec.kind === 'count' ? [] : [spec.column]));
  return [...new Set(columns)];
}
