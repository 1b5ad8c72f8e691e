/** From states to the answer: the groups in order of first appearance, keys as they came in, aggregates as text. */
import { CellKind } from '../../core/values.ts';
import type { OutputColumn, ResultColumn, ResultTable, RowFormat } from '../../protocol/result.ts';
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { cellKind, cellText, Kind } from '../values/cells.ts';
import { JSON_NUMBER } from '../values/json-text.ts';
import { AnswerCells } from './answer-cells.ts';
import type { PartialAggregator } from './partial-aggregate.ts';
import { type RowChunk, RowWriter } from './row-writer.ts';

/** As texts and kinds, for who has to see all of it at once. */
export function finishTable(
  kernel: Kernel,
  aggregator: PartialAggregator,
  outputs: readonly OutputColumn[],
): ResultTable {
  const rowCount = aggregator.table.parts.count;
  const columns = outputs.map(({ name }) => ({ name, kinds: new Uint8Array(rowCount), texts: [] as string[] }));
  const start = kernel.allocate(0);
  const cells = new AnswerCells(kernel, aggregator, outputs);
  for (const { order, rows, from } of batches(aggregator)) {
    cells.fill(order, rows);
    for (const [c, column] of columns.entries()) readColumn(kernel, cells.columns[c] as number, rows, column, from);
  }
  kernel.release(start);
  return { columns, rowCount };
}

/** As rows of text, some at a time; each is valid until the next. */
export function* finishRows(
  kernel: Kernel,
  aggregator: PartialAggregator,
  outputs: readonly OutputColumn[],
  format: RowFormat,
): Generator<RowChunk> {
  const cells = new AnswerCells(kernel, aggregator, outputs);
  const writer = new RowWriter(kernel, format, outputs.length);
  for (const { order, rows } of batches(aggregator)) {
    cells.fill(order, rows);
    yield writer.write(cells.list, order, rows);
  }
}

/** As batches of cells; each is valid until the next. */
export function* finishBatches(
  kernel: Kernel,
  aggregator: PartialAggregator,
  outputs: readonly OutputColumn[],
): Generator<Batch> {
  const cells = new AnswerCells(kernel, aggregator, outputs);
  for (const { order, rows } of batches(aggregator)) {
    cells.fill(order, rows);
    const textBytes = kernel.call.cellBytes(cells.list, cells.columns.length, rows);
    yield { rows, cells: cells.columns, textBytes, byteOf: () => 0 };
  }
}

/** Addresses of the groups' numbers (u32), in order of first appearance, a batch at a time. */
function* batches({ table }: PartialAggregator): Generator<{ order: number; rows: number; from: number }> {
  const { count } = table.parts;
  const order = table.order();
  for (let from = 0; from < count; from += BATCH_ROWS) {
    yield { order: order + from * 4, rows: Math.min(BATCH_ROWS, count - from), from };
  }
}

function readColumn(
  kernel: Kernel,
  cells: number,
  rows: number,
  { kinds, texts }: ResultColumn & { texts: string[] },
  from: number,
): void {
  for (let row = 0; row < rows; row++) {
    const cell = cells + row * 8;
    const kind = cellKind(kernel, cell);
    const text = kind === Kind.null ? '' : cellText(kernel, cell);
    texts.push(text);
    kinds[from + row] = resultKind(kind, text);
  }
}

/** CSV has no types: a cell that is a JSON number as it stands is one. */
function resultKind(kind: number, text: string): number {
  if (kind === Kind.text) return JSON_NUMBER.test(text) ? CellKind.number : CellKind.text;
  if (kind === Kind.null) return CellKind.null;
  if (kind === Kind.number) return CellKind.number;
  if (kind === Kind.boolean) return CellKind.boolean;
  return kind === Kind.nested ? CellKind.json : CellKind.text;
}
