/** What every format's reader does: turn a span of a file into batches of cells. */
import type { DataError, Span } from '../../protocol/stage.ts';
import type { NumberCells } from '../operators/number-cells.ts';

/** Rows of the wanted columns: cells[c] is the address of `rows` cells (u64) of column c. Valid during the call. */
export interface Batch {
  readonly rows: number;
  readonly cells: readonly number[];
  /** The same columns, where some were computed as numbers (operators/number-cells.ts); `cells` writes their texts. */
  readonly columns?: readonly BatchColumn[];
  /** How many of the columns were read, those behind them being computed; all, when it is not said. */
  readonly readColumns?: number;
  /** Where a byte of kernel memory was in the file (cell-place.ts: where a cell was). */
  byteOf(address: number): number;
  /** At least as many bytes as the texts of all cells together. */
  readonly textBytes: number;
}

/** The address of cells, or numbers. */
export type BatchColumn = number | NumberCells;

/** Takes a batch; an answer says what is wrong with it. */
export type BatchConsumer = (batch: Batch) => ReaderFailure | undefined;

/** An error in the data, at a byte of the file. */
export interface ReaderFailure {
  readonly code: DataError['code'];
  readonly message: string;
  readonly hint?: string;
  /** NaN where that is not known. */
  readonly byte: number;
}

/** The answer of a consumer who wants no more. */
export const ENOUGH: ReaderFailure = { code: 'PQ_INTERNAL', message: 'no more rows are wanted', byte: 0 };

/** What stands for a column's place in a file when the column is the record itself; -1 is a column that is not there. */
export const RECORD_PLACE = -2;

export type ReadOutcome =
  | { readonly ok: true; readonly endByte: number; readonly records: number; readonly skipped: number }
  | { readonly ok: false; readonly failure: ReaderFailure };

/** Reads records of one file that start in a span; the first of them starts at `startByte`. Throws ReadError. */
export interface SpanReader {
  read(span: Span, startByte: number, consume: BatchConsumer): ReadOutcome;
}

/** Rows a batch at most: the cells of a column then stay in the fastest cache. */
export const BATCH_ROWS = 2048;
