/** What a step of a pipeline does: takes batches of rows, and hands on what becomes of them. */
import type { Batch, ReaderFailure } from '../formats/reader.ts';
import { batchOf, columnsOf } from '../operators/number-cells.ts';

/** A batch, and what is the same for all of its rows. */
export interface Rows {
  readonly batch: Batch;
  /** The byte that is doubled in quoted cells. */
  readonly quote: number;
  /** Of the file that they are in; `-` is stdin. */
  readonly fileName: string;
}

/** Takes rows; an answer says what is wrong with them. */
export type RowConsumer = (rows: Rows) => ReaderFailure | undefined;

export interface RowStep {
  /** Rows of another partition come next: nothing that was held is left. */
  begin(partition: number): void;
  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined;
  /** No more rows come: what was held is handed on. */
  end(emit: RowConsumer): ReaderFailure | undefined;
}

/** For steps that hold nothing. */
export const HOLDS_NOTHING = {
  begin: (): void => {},
  end: (): undefined => undefined,
} as const;

/** The first rows of a batch. */
export function firstRows({ batch, ...rest }: Rows, count: number): Rows {
  if (count >= batch.rows) return { batch, ...rest };
  const columns = columnsOf(batch);
  const { readColumns = columns.length, textBytes } = batch;
  const byteOf = (address: number): number => batch.byteOf(address);
  return { ...rest, batch: batchOf(columns, { rows: count, readColumns, textBytes, byteOf }) };
}
