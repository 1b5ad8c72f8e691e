/** From states to the answer: the groups in order of first appearance, keys as they came in, aggregates as text. */
import type { OutputColumn, RowFormat } from '../../protocol/result.ts';
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { AnswerCells } from './answer-cells.ts';
import type { PartialAggregator } from './partial-aggregate.ts';
import { type RowChunk, RowWriter } from './row-writer.ts';

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
function* batches({ table }: PartialAggregator): Generator<{ order: number; rows: number }> {
  const { count } = table.parts;
  const order = table.order();
  for (let from = 0; from < count; from += BATCH_ROWS) {
    yield { order: order + from * 4, rows: Math.min(BATCH_ROWS, count - from) };
  }
}
