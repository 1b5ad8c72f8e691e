/**
 * The aggregate of one process: takes batches of cells, keeps states per group, saves and merges them. All arithmetic
 * is exact and first appearances are noted by partition, so it does not show which process took which partition.
 */

import type { ColumnPath, PartialAggregate } from '../../protocol/stage.ts';
import { BooleansState } from '../aggregates/booleans.ts';
import { ProductsState } from '../aggregates/products.ts';
import { RowsState } from '../aggregates/rows.ts';
import type { SavedSlow, StatePlace, StateRows } from '../aggregates/state.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import { type GroupParts, GroupTable } from './group-table.ts';
import { NumberColumn, type PlacedColumnState } from './number-column.ts';
import { isOfNumbers, numericColumns, type PlacedState, placeStates } from './placed-states.ts';

/** What save() writes before headers, records and keys, as JSON. */
interface Preamble {
  readonly groupCount: number;
  readonly keyBytes: number;
  readonly scales: readonly number[];
  readonly slow: readonly (readonly SavedSlow[])[];
  readonly columnsSeen: readonly boolean[];
}

interface SavedParts extends GroupParts {
  readonly keyBytes: number;
}

const PREAMBLE_LENGTH_BYTES = 8;
const ALIGNMENT = 64;

export class PartialAggregator {
  readonly table: GroupTable;
  readonly states: readonly PlacedState[];
  readonly #kernel: Kernel;
  /** Of the stage's columns. */
  readonly #names: readonly string[];
  readonly #keys: readonly number[];
  readonly #numbers: readonly NumberColumn[];
  readonly #products: readonly (PlacedState & { readonly state: ProductsState })[];
  /** Group number a row, declined marks, packed keys, copies of the key cells and a list of their addresses, hashes. */
  readonly #groups: number;
  readonly #declined: number;
  readonly #packed: number;
  readonly #keyCells: readonly number[];
  readonly #keyCellAddresses: number;
  readonly #hashes: number;
  #scratch = 0;
  #scratchCapacity = 0;
  #latestPartition = -1;

  /** `columns` are the stage's, for messages. */
  constructor(kernel: Kernel, spec: PartialAggregate, columns: readonly ColumnPath[]) {
    this.#kernel = kernel;
    this.#names = columns.map(({ text }) => text);
    this.#keys = spec.keys;
    this.states = placeStates(spec.states);
    const last = this.states.at(-1);
    this.table = new GroupTable(kernel, spec.keys.length, last ? last.offset + last.state.byteLength : 0);
    this.#numbers = numericColumns(spec.states).map((column) => {
      const needsNumbers = spec.states.some((state) => state.kind === 'products' && state.columns.includes(column));
      return new NumberColumn(
        kernel,
        { column, name: this.#names[column] ?? '', needsNumbers },
        this.#statesOf(column),
      );
    });
    this.#products = this.states.flatMap((placed) =>
      placed.state instanceof ProductsState ? [{ ...placed, state: placed.state }] : [],
    );
    this.#groups = kernel.allocate(BATCH_ROWS * 4);
    this.#declined = kernel.allocate(BATCH_ROWS);
    this.#packed = kernel.allocate(BATCH_ROWS * 8);
    this.#hashes = kernel.allocate(BATCH_ROWS * 8);
    this.#keyCells = spec.keys.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#keyCellAddresses = kernel.allocate(spec.keys.length * 4);
    kernel.u32(this.#keyCellAddresses, spec.keys.length).set(this.#keyCells);
  }

  #statesOf(column: number): PlacedColumnState[] {
    return this.states.flatMap(({ state, offset, columns }) =>
      columns[0] === column && isOfNumbers(state) ? [{ state, offset }] : [],
    );
  }

  /** First appearances from here on are in this partition. */
  beginPartition(index: number): void {
    this.#kernel.call.groupsPartition(index, Number(index < this.#latestPartition));
    this.#latestPartition = Math.max(index, this.#latestPartition);
  }

  /** Adds a batch; answers the first failure in the file. `quote` is the byte that is doubled in quoted cells. */
  consume(batch: Batch, quote: number): ReaderFailure | undefined {
    const groups = this.#findGroups(batch, quote);
    for (const { state, offset, columns } of this.states) {
      if (!(state instanceof RowsState)) continue;
      const cells = columns[0] === undefined ? 0 : (batch.cells[columns[0]] as number);
      state.add(this.#kernel, this.#rows(batch.rows, groups, cells), this.#place(offset));
    }
    let first = this.#addBooleans(batch, groups);
    for (const column of this.#numbers) {
      const rows = this.#rows(batch.rows, groups, batch.cells[column.column] as number);
      const failure = column.add(rows, batch, quote, (offset) => this.#place(offset));
      first = firstInFile(first, failure);
    }
    if (first === undefined) this.#addProducts(batch.rows, groups);
    return first;
  }

  #addBooleans(batch: Batch, groups: number): ReaderFailure | undefined {
    let first: ReaderFailure | undefined;
    for (const { state, offset, columns } of this.states) {
      const [column = 0] = columns;
      if (!(state instanceof BooleansState)) continue;
      const of = { cells: batch.cells[column] as number, groups, name: this.#names[column] ?? '' };
      first = firstInFile(first, state.add(this.#kernel, batch, of, this.#place(offset)));
    }
    return first;
  }

  /** What is computed from several columns, once all of them are parsed. */
  #addProducts(rows: number, groups: number): void {
    for (const { state, offset, columns } of this.#products) {
      const parsed = columns.map((column) => this.#numberColumn(column));
      state.add(this.#kernel, parsed, { rows, groups, declined: this.#declined }, this.#place(offset));
    }
  }

  #numberColumn(column: number): NumberColumn {
    return this.#numbers.find((candidate) => candidate.column === column) as NumberColumn;
  }

  #rows(rows: number, groups: number, cells: number): StateRows {
    return { rows, groups, cells, declined: this.#declined, mantissas: 0, scales: 0, scale: 0 };
  }

  #place(offset: number): StatePlace {
    return this.#placeIn(this.table.parts, offset);
  }

  #placeIn({ records, count }: Pick<GroupParts, 'records' | 'count'>, offset: number): StatePlace {
    const { statesOffset, recordBytes } = this.table;
    return { base: records + statesOffset + offset, stride: recordBytes, groupCount: count };
  }

  /** Writes each row's group; returns the address, 0 when there is one group of everything. */
  #findGroups(batch: Batch, quote: number): number {
    const keyColumns = this.#keys.length;
    if (keyColumns === 0) return 0;
    const { call } = this.#kernel;
    // Keys may lie inside one another (`a` and `a.b`): each can be as long as all of the text.
    const keyBytes = keyColumns * (batch.textBytes + batch.rows * 5);
    this.#reserveScratch(keyBytes * 2);
    this.table.reserve(batch.rows, keyBytes);
    let free = this.#scratch;
    for (const [k, column] of this.#keys.entries()) {
      const [from, to] = [batch.cells[column] as number, this.#keyCells[k] as number];
      this.#kernel.bytes.copyWithin(to, from, from + batch.rows * 8);
      free = call.plainTexts(to, batch.rows, free, quote) >>> 0;
    }
    if (keyColumns > 1) call.packKeys(this.#keyCellAddresses, keyColumns, batch.rows, this.#packed, free);
    const keys = keyColumns > 1 ? this.#packed : (this.#keyCells[0] as number);
    call.groupsFind(keys, batch.rows, this.#groups, this.#keyCellAddresses, keyColumns, this.#hashes);
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

  /** The scale of a column's states; 0 when it is not read as numbers. */
  scaleOf(column: number): number {
    return this.#numbers.find((candidate) => candidate.column === column)?.scale ?? 0;
  }

  #scalesOf(columns: readonly number[]): readonly number[] {
    return columns.map((column) => this.scaleOf(column));
  }

  /** All of it, and which columns were seen, as bytes in pieces: valid until the next call. */
  save(columnsSeen: readonly boolean[]): Uint8Array[] {
    const { parts, keyBytes } = this.table;
    const slow = this.states.map(({ state }) => state.saveSlow());
    return this.#pieces({ ...parts, keyBytes }, slow, columnsSeen);
  }

  #pieces(parts: SavedParts, slow: Preamble['slow'], columnsSeen: readonly boolean[]): Uint8Array[] {
    const { count: groupCount, headers, records, keys, keyBytes } = parts;
    const scales = this.#numbers.map((column) => column.scale);
    const piece = (address: number, byteLength: number) => this.#kernel.bytes.subarray(address, address + byteLength);
    return [
      writePreamble({ groupCount, keyBytes, scales, slow, columnsSeen }),
      piece(headers, this.#headerBytesOf(groupCount)),
      piece(records, groupCount * this.table.recordBytes),
      piece(keys, keyBytes),
    ];
  }

  /**
   * The same, cut by hash of the key into shares that can be merged apart; the pieces of a share are valid until the
   * next one is asked for.
   */
  *saveShares(shareCount: number, columnsSeen: readonly boolean[]): Generator<Uint8Array[]> {
    const kernel = this.#kernel;
    const start = kernel.allocate(0);
    const { order, counts } = this.table.byShare(shareCount);
    const slow = sharesOfSlow(this.states, kernel.u32(order, this.table.parts.count), counts);
    let from = order;
    for (const [share, count] of counts.entries()) {
      const room = kernel.allocate(0);
      const parts = this.table.gather(from, count);
      yield this.#pieces(parts, slow[share] as Preamble['slow'], columnsSeen);
      kernel.release(room);
      from += count * 4;
    }
    kernel.release(start);
  }

  #headerBytesOf(groupCount: number): number {
    return this.#keys.length === 0 ? 0 : groupCount * this.table.headerBytes;
  }

  /** Adds what another aggregator of the same plan saved; returns the columns that it saw. */
  merge(saved: CollectedState): readonly boolean[] {
    const kernel = this.#kernel;
    const { preamble, byteLength } = readPreamble(saved);
    const { groupCount, keyBytes, scales, columnsSeen } = preamble;
    for (const [c, column] of this.#numbers.entries()) column.raiseScale(scales[c] as number, (at) => this.#place(at));
    for (const { state, offset, columns } of this.#products) {
      state.raiseScales(kernel, this.#place(offset), this.#scalesOf(columns));
    }
    this.table.reserve(groupCount, keyBytes);
    const headers = kernel.allocate(saved.byteLength - byteLength);
    const map = kernel.allocate(groupCount * 4);
    saved.read(kernel.bytes.subarray(headers, headers + saved.byteLength - byteLength), byteLength);
    const records = headers + this.#headerBytesOf(groupCount);
    if (this.#keys.length > 0) {
      const keys = records + groupCount * this.table.recordBytes;
      kernel.call.groupsMerge(headers, groupCount, keys, map, this.#keys.length);
    }
    this.#mergeStates(preamble, { records, count: groupCount }, map);
    kernel.release(headers);
    return columnsSeen;
  }

  #mergeStates({ scales, slow }: Preamble, source: Pick<GroupParts, 'records' | 'count'>, map: number): void {
    const groupOf = (group: number): number => this.#kernel.words[map / 4 + group] as number;
    const from = (offset: number): StatePlace => this.#placeIn(source, offset);
    for (const [c, column] of this.#numbers.entries()) column.raiseSaved(scales[c] as number, from, groupOf);
    for (const { state, offset, columns } of this.#products) {
      const saved = columns.map((column) => scales[this.#numbers.indexOf(this.#numberColumn(column))] as number);
      state.raiseSaved(this.#kernel, from(offset), saved, this.#scalesOf(columns), groupOf);
    }
    for (const [s, { state, offset }] of this.states.entries()) {
      state.merge(this.#kernel, from(offset), map, this.#place(offset));
      state.mergeSlow(slow[s] ?? [], groupOf);
    }
  }
}

/** The preamble's length and text, padded so that what follows keeps its alignment. */
function writePreamble(preamble: Preamble): Buffer {
  const text = Buffer.from(JSON.stringify(preamble));
  const bytes = Buffer.alloc(Math.ceil((PREAMBLE_LENGTH_BYTES + text.length) / ALIGNMENT) * ALIGNMENT);
  bytes.writeDoubleLE(text.length);
  text.copy(bytes, PREAMBLE_LENGTH_BYTES);
  return bytes;
}

function readPreamble(saved: CollectedState): { preamble: Preamble; byteLength: number } {
  const length = Buffer.alloc(PREAMBLE_LENGTH_BYTES);
  saved.read(length, 0);
  const text = Buffer.alloc(length.readDoubleLE());
  saved.read(text, PREAMBLE_LENGTH_BYTES);
  const byteLength = Math.ceil((PREAMBLE_LENGTH_BYTES + text.length) / ALIGNMENT) * ALIGNMENT;
  return { preamble: JSON.parse(text.toString('utf8')) as Preamble, byteLength };
}

/** The side tables cut like the groups: of each share, of each state. `order` are the groups by share. */
function sharesOfSlow(
  states: readonly PlacedState[],
  order: Uint32Array,
  counts: readonly number[],
): readonly SavedSlow[][][] {
  const slow = states.map(({ state }) => state.saveSlow());
  const shares = counts.map(() => states.map((): SavedSlow[] => []));
  if (slow.every((saved) => saved.length === 0)) return shares;
  const places = new Map<number, readonly [share: number, place: number]>();
  let at = 0;
  for (const [share, count] of counts.entries()) {
    for (let place = 0; place < count; place++) places.set(order[at++] as number, [share, place]);
  }
  for (const [s, saved] of slow.entries()) {
    for (const [group, ...rest] of saved) {
      const [share, place] = places.get(group) as readonly [number, number];
      shares[share]?.[s]?.push([place, ...rest]);
    }
  }
  return shares;
}

function firstInFile(a: ReaderFailure | undefined, b: ReaderFailure | undefined): ReaderFailure | undefined {
  return a && b ? (b.byte < a.byte ? b : a) : (a ?? b);
}
