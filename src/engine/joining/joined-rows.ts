/** Makes batches of pairs of rows: columns of the left side by row number, and those of the right side by address. */
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { batchOf, columnsOf } from '../operators/number-cells.ts';
import { PlainCells } from '../operators/plain-cells.ts';
import { RowSelection } from '../operators/row-selection.ts';
import type { RowConsumer, Rows } from '../steps/step.ts';

/** A batch has no more text than that beside what came with the rows of the left side, unless a single row has. */
const MOST_TEXT_BYTES = 1 << 24;

/** How the rows of a batch come to stand in pairs. */
type Pairing =
  /** Each once, in order. */
  | 'same'
  /** Each at most once. */
  | 'some'
  | 'any';

export class JoinedRows {
  /** Of pairs: the row of the left side by number, and of the right side by address, 0 for none (u32 each). */
  readonly lefts: number;
  readonly rights: number;
  readonly #kernel: Kernel;
  readonly #selection: RowSelection;
  readonly #plain: PlainCells;
  readonly #rightCells: readonly number[];
  readonly #rightList: number;
  readonly #noLeft: readonly number[];

  constructor(kernel: Kernel, leftColumnCount: number, rightColumnCount: number) {
    this.#kernel = kernel;
    this.#selection = new RowSelection(kernel);
    this.#plain = new PlainCells(kernel);
    this.lefts = kernel.allocate(BATCH_ROWS * 4);
    this.rights = kernel.allocate(BATCH_ROWS * 4);
    this.#rightCells = Array.from({ length: rightColumnCount }, () => kernel.allocate(BATCH_ROWS * 8));
    this.#rightList = kernel.allocate(Math.max(1, rightColumnCount) * 4);
    kernel.u32(this.#rightList, rightColumnCount).set(this.#rightCells);
    const nulls = kernel.allocate(BATCH_ROWS * 8);
    this.#noLeft = Array.from({ length: leftColumnCount }, () => nulls);
  }

  /** Hands the first `count` pairs on. */
  emit(rows: Rows, count: number, pairing: Pairing, emit: RowConsumer): ReaderFailure | undefined {
    return this.#emitPart(rows, { from: 0, count, pairing }, emit);
  }

  #emitPart(rows: Rows, part: Part, emit: RowConsumer): ReaderFailure | undefined {
    const { from, count } = part;
    const { left, leftBytes } = this.#left(rows.batch, part);
    const textBytes = leftBytes + this.#readRight(from, count);
    if (textBytes > rows.batch.textBytes + MOST_TEXT_BYTES && count > 1) {
      const half = count >> 1;
      const first = this.#emitPart(rows, { from, count: half, pairing: 'any' }, emit);
      return first ?? this.#emitPart(rows, { from: from + half, count: count - half, pairing: 'any' }, emit);
    }
    const leftColumns = columnsOf(left);
    const { readColumns = leftColumns.length } = left;
    const byteOf = (address: number): number => rows.batch.byteOf(address);
    const columns = [...leftColumns, ...this.#rightCells];
    return emit({ ...rows, batch: batchOf(columns, { rows: count, readColumns, textBytes, byteOf }) });
  }

  #left(batch: Batch, { from, count, pairing }: Part): { readonly left: Batch; readonly leftBytes: number } {
    if (pairing === 'same') return { left: batch, leftBytes: batch.textBytes };
    const left = this.#selection.gatherFrom(batch, this.lefts + from * 4, count);
    return { left, leftBytes: pairing === 'some' ? batch.textBytes : this.#textBytes(left) };
  }

  #textBytes(batch: Batch): number {
    const columns = columnsOf(batch);
    const cells = columns.filter((column) => typeof column === 'number');
    const numberBytes = columns.reduce<number>((sum, one) => sum + (typeof one === 'number' ? 0 : one.textBytes), 0);
    return this.#plain.bytesOf(cells, batch.rows) + numberBytes;
  }

  /** Answers at least the bytes of their texts. */
  #readRight(from: number, count: number): number {
    return this.#kernel.call.joinCells(this.rights + from * 4, count, this.#rightList, this.#rightCells.length);
  }

  /** The left rows of the first `count` pairs. */
  leftOnly(rows: Rows, count: number): Rows {
    return { ...rows, batch: this.#selection.gatherFrom(rows.batch, this.lefts, count) };
  }

  /** Hands the right rows of the first `count` pairs on, without left ones. */
  emitRight(count: number, emit: RowConsumer): ReaderFailure | undefined {
    const byteOf = (): number => Number.NaN;
    const batch = { rows: BATCH_ROWS, cells: this.#noLeft, textBytes: 0, byteOf };
    return this.#emitPart({ batch, quote: 0, fileName: '' }, { from: 0, count, pairing: 'same' }, emit);
  }
}

/** Some of the pairs. */
interface Part {
  readonly from: number;
  readonly count: number;
  readonly pairing: Pairing;
}
