/**
 * The aggregate of one process: takes batches of cells, keeps states per group, saves and merges them. All arithmetic
 * is exact and first appearances are noted by partition, so it does not show which process took which partition.
 */

import type { ColumnPath, PartialAggregate } from '../../protocol/stage.ts';
import { BooleansState } from '../aggregates/booleans.ts';
import { ProductsState } from '../aggregates/products.ts';
import { RowsState } from '../aggregates/rows.ts';
import {
  type GroupSelection,
  type GroupShares,
  isOfCells,
  isStored,
  type KernelRange,
  type SavedSlow,
  type StatePlace,
  type StateRows,
  type StoredState,
} from '../aggregates/state.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import { GroupFinder } from './group-finder.ts';
import { GroupTable, type SavedGroups } from './group-table.ts';
import { cellsOf } from './number-cells.ts';
import { NumberColumn, type PlacedColumnState } from './number-column.ts';
import { isOfNumbers, numericColumns, type PlacedState, placeStates } from './placed-states.ts';
import { Scratch } from './scratch.ts';
import { type Preamble, readPreamble, writePreamble } from './state-preamble.ts';

export class PartialAggregator {
  readonly table: GroupTable;
  readonly states: readonly PlacedState[];
  readonly #kernel: Kernel;
  /** Of the stage's columns. */
  readonly #names: readonly string[];
  readonly #numbers: readonly NumberColumn[];
  readonly #products: readonly (PlacedState & { readonly state: ProductsState })[];
  readonly #stored: readonly { readonly state: StoredState; readonly offset: number }[];
  /** None where there is one group of everything. */
  readonly #finder: GroupFinder | undefined;
  /** Marks a row (u8). */
  readonly #declined: number;
  /** For what is merged, and for the groups that it goes to. */
  readonly #staging: Scratch;
  readonly #map: Scratch;
  #latestPartition = -1;
  /** Of the next row in the order of the input: the partition above, the row in it below. */
  #nextPlace = 0n;

  /** `columns` are the stage's, for messages. */
  constructor(kernel: Kernel, spec: PartialAggregate, columns: readonly ColumnPath[]) {
    this.#kernel = kernel;
    this.#names = columns.map(({ text }) => text);

    this.states = placeStates(kernel, spec.states);
    const last = this.states.at(-1);
    this.table = new GroupTable(kernel, spec.keys.length, last ? last.offset + last.state.byteLength : 0);
    this.#numbers = numericColumns(spec.states).map((column) => {
      const needsNumbers = spec.states.some((state) => state.kind === 'products' && state.columns.includes(column));
      return new NumberColumn(
        kernel,
        { column, name: this.#names[column] ?? 'a computed column', needsNumbers },
        this.#statesOf(column),
      );
    });
    this.#products = this.states.flatMap((placed) =>
      placed.state instanceof ProductsState ? [{ ...placed, state: placed.state }] : [],
    );
    this.#stored = this.states.flatMap(({ state, offset }) => (isStored(state) ? [{ state, offset }] : []));
    this.#staging = new Scratch(kernel);
    this.#map = new Scratch(kernel);
    this.#finder = spec.keys.length === 0 ? undefined : new GroupFinder(kernel, this.table, spec.keys);
    this.#declined = kernel.allocate(BATCH_ROWS);
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
    this.#nextPlace = BigInt(index) << 32n;
  }

  /** Adds a batch; answers the first failure in the file. `quote` is the byte that is doubled in quoted cells. */
  consume(batch: Batch, quote: number): ReaderFailure | undefined {
    const groups = this.#findGroups(batch, quote);
    for (const { state, offset, columns } of this.states) {
      if (!(state instanceof RowsState)) continue;
      const cells = columns[0] === undefined ? 0 : cellsOf(batch, columns[0]);
      state.add(this.#kernel, this.#rows(batch.rows, groups, cells), this.#place(offset));
    }
    this.#addCells(batch, groups, quote);
    let first = this.#addBooleans(batch, groups);
    for (const column of this.#numbers) {
      const failure = column.add({ groups, declined: this.#declined }, batch, quote, (offset) => this.#place(offset));
      first = firstInFile(first, failure);
    }
    if (first === undefined) this.#addProducts(batch.rows, groups);
    return first;
  }

  #addCells(batch: Batch, groups: number, quote: number): void {
    const { rows, textBytes } = batch;
    const place = this.#nextPlace;
    this.#nextPlace += BigInt(rows);
    for (const { state, offset, columns } of this.states) {
      if (!isOfCells(state)) continue;
      const [column = 0] = columns;
      state.addCells({ rows, groups, cells: cellsOf(batch, column), textBytes, quote, place }, this.#place(offset));
    }
  }

  #addBooleans(batch: Batch, groups: number): ReaderFailure | undefined {
    let first: ReaderFailure | undefined;
    for (const { state, offset, columns } of this.states) {
      const [column = 0] = columns;
      if (!(state instanceof BooleansState)) continue;
      const of = { cells: cellsOf(batch, column), groups, name: this.#names[column] ?? 'a computed column' };
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
    const { parts, statesOffset, recordBytes } = this.table;
    return { base: parts.records + statesOffset + offset, stride: recordBytes, groupCount: parts.count };
  }

  #savedPlace({ states, count }: SavedGroups, offset: number): StatePlace {
    return { base: states + offset, stride: this.table.savedStateBytes, groupCount: count };
  }

  /** Writes each row's group; returns the address, 0 when there is one group of everything. */
  #findGroups(batch: Batch, quote: number): number {
    return this.#finder === undefined ? 0 : this.#finder.find(batch, quote);
  }

  clear(): void {
    this.table.clear();
    for (const { state } of this.states) state.clear();
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

  /** About what save() would write. */
  get stateBytes(): number {
    const entries = this.#stored.reduce((sum, { state }) => sum + state.storedBytes, 0);
    return this.table.byteLength + entries;
  }

  /** All of it, and which columns were seen, as bytes in pieces: valid until the next call. */
  save(columnsSeen: readonly boolean[]): Uint8Array[] {
    const start = this.#kernel.allocate(0);
    const slow = this.states.map(({ state }) => state.saveSlow());
    const pieces = this.#pieces(this.table.save(this.table.parts.count), undefined, slow, columnsSeen);
    this.#kernel.release(start);
    return pieces;
  }

  #pieces(
    groups: SavedGroups,
    selection: GroupSelection | undefined,
    slow: Preamble['slow'],
    columnsSeen: readonly boolean[],
  ): Uint8Array[] {
    const { count: groupCount, states: address, byteLength, keyBytes } = groups;
    const scales = this.#numbers.map((column) => column.scale);
    const entries = this.#stored.map(({ state, offset }) => {
      return state.saveEntries(selection, this.#savedPlace(groups, offset));
    });
    const entryBytes = entries.map((ranges) => ranges.reduce((sum, { byteLength }) => sum + byteLength, 0));
    const ranges: KernelRange[] = [{ address, byteLength }, ...entries.flat()];
    return [
      writePreamble({ groupCount, keyBytes, scales, slow, entryBytes, columnsSeen }),
      ...ranges.map(({ address, byteLength }) => this.#kernel.bytes.subarray(address, address + byteLength)),
    ];
  }

  /**
   * The same, cut by hash of the key into shares that can be merged apart; the pieces of a share are valid until the
   * next one is asked for.
   */
  *saveShares(shareCount: number, columnsSeen: readonly boolean[]): Generator<Uint8Array[]> {
    const kernel = this.#kernel;
    const start = kernel.allocate(0);
    const { order, counts, ...shares } = this.table.byShare(shareCount);
    const slow = sharesOfSlow(kernel, this.states, shares);
    for (const { state } of this.#stored) state.beginShares?.(shares);
    let from = order;
    for (const [share, count] of counts.entries()) {
      const room = kernel.allocate(0);
      yield this.#pieces(
        this.table.save(count, from),
        { share, ...shares },
        slow[share] as Preamble['slow'],
        columnsSeen,
      );
      kernel.release(room);
      from += count * 4;
    }
    kernel.release(start);
  }

  /** Adds what another aggregator of the same plan saved; returns the columns that it saw. */
  merge(saved: CollectedState): readonly boolean[] {
    const { preamble, end } = readPreamble(saved);
    const { groupCount, scales, columnsSeen } = preamble;
    for (const [c, column] of this.#numbers.entries()) column.raiseScale(scales[c] as number, (at) => this.#place(at));
    for (const { state, offset, columns } of this.#products) {
      state.raiseScales(this.#kernel, this.#place(offset), this.#scalesOf(columns));
    }
    const map = this.#map.reserve(groupCount * 4);
    this.#mergeEntries(saved, preamble, end + this.#mergeGroups(saved, preamble, end, map), map);
    return columnsSeen;
  }

  /** They start at `from`; answers their bytes, and writes our groups (u32) to `map`. */
  #mergeGroups(saved: CollectedState, preamble: Preamble, from: number, map: number): number {
    const { groupCount, keyBytes } = preamble;
    this.table.reserve(groupCount, keyBytes);
    const address = this.#stage(saved, from, this.table.savedBytes(groupCount, keyBytes));
    const groups = this.table.savedAt(address, groupCount, keyBytes);
    this.table.merge(groups, map);
    this.#mergeStates(preamble, groups, map);
    return groups.byteLength;
  }

  #mergeEntries(saved: CollectedState, { entryBytes }: Preamble, start: number, map: number): void {
    let from = start;
    for (const [s, { state, offset }] of this.#stored.entries()) {
      const byteLength = entryBytes[s] as number;
      const range = { address: this.#stage(saved, from, byteLength), byteLength };
      state.mergeEntries(range, map, this.#place(offset));
      from += byteLength;
    }
  }

  /** Reads a part of what was saved into memory. */
  #stage(saved: CollectedState, from: number, byteLength: number): number {
    const address = this.#staging.reserve(byteLength);
    saved.read(this.#kernel.bytes.subarray(address, address + byteLength), from);
    return address;
  }

  #mergeStates({ scales, slow }: Preamble, source: SavedGroups, map: number): void {
    const groupOf = (group: number): number => this.#kernel.words[map / 4 + group] as number;
    const from = (offset: number): StatePlace => this.#savedPlace(source, offset);
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

/** The side tables cut like the groups: of each share, of each state. */
function sharesOfSlow(
  { words }: Kernel,
  states: readonly PlacedState[],
  { shareCount, shareOf, placeOf }: GroupShares,
): readonly SavedSlow[][][] {
  const shares = Array.from({ length: shareCount }, () => states.map((): SavedSlow[] => []));
  for (const [s, { state }] of states.entries()) {
    for (const [group, ...rest] of state.saveSlow()) {
      const share = words[shareOf / 4 + group] as number;
      shares[share]?.[s]?.push([words[placeOf / 4 + group] as number, ...rest]);
    }
  }
  return shares;
}

function firstInFile(a: ReaderFailure | undefined, b: ReaderFailure | undefined): ReaderFailure | undefined {
  return a && b ? (b.byte < a.byte ? b : a) : (a ?? b);
}
