/** A PartialAggregator with a kernel of its own, fed with rows of texts instead of batches of a file. */
import type { AggregateFunction } from '../../../src/core/aggregates.ts';
import type { Batch, BatchColumn } from '../../../src/engine/formats/reader.ts';
import { type Kernel, loadKernel } from '../../../src/engine/kernel.ts';
import { finishRows } from '../../../src/engine/operators/finish-aggregate.ts';
import { batchOf, NUMBER_BYTES, NumberCells } from '../../../src/engine/operators/number-cells.ts';
import { PartialAggregator } from '../../../src/engine/operators/partial-aggregate.ts';
import type { RowChunk } from '../../../src/engine/operators/row-writer.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { OutputColumn } from '../../../src/protocol/result.ts';
import type { StateSpec } from '../../../src/protocol/stage.ts';
import type { Fixed } from '../../twins/expressions.ts';
import { type Rows, rowsOf, tableOf } from './engines.ts';
import { writeCells } from './kernel-cells.ts';
import { writeNumbers } from './kernel-columns.ts';

/** The keys first, then two numbers, a boolean, and anything. */
export type Row = readonly (string | null)[];

const QUOTE = 34;
const VALUES = 4;
const MAX_BATCH = 2048;

export class Aggregation {
  readonly #kernel: Kernel;
  readonly #keyCount: number;
  readonly #aggregator: PartialAggregator;

  constructor(keyCount: number, kernel = loadKernel()) {
    this.#kernel = kernel;
    this.#keyCount = keyCount;
    const keys = Array.from({ length: keyCount }, (_, key) => key);
    this.#aggregator = new PartialAggregator(
      this.#kernel,
      {
        kind: 'partial-aggregate',
        keys,
        states: statesOf(keyCount),
      },
      [],
    );
  }

  add(partition: number, rows: readonly Row[]): void {
    this.#aggregator.beginPartition(partition);
    for (let at = 0; at < rows.length; at += MAX_BATCH) this.#addBatch(rows.slice(at, at + MAX_BATCH));
  }

  /** A batch whose two numbers were computed, and come as such: those of the rows are not looked at. */
  addComputed(partition: number, rows: readonly Row[], numbers: readonly (readonly Fixed[])[]): void {
    this.#aggregator.beginPartition(partition);
    const columns: BatchColumn[] = this.#cellsOf(rows);
    for (const [c, column] of numbers.entries()) {
      const place = writeNumbers(this.#kernel, column);
      columns[this.#keyCount + c] = new NumberCells(this.#kernel, place).hold(column.length);
    }
    const textBytes = textBytesOf(rows) + rows.length * numbers.length * NUMBER_BYTES;
    this.#consume(batchOf(columns, { rows: rows.length, byteOf: (cell) => cell, textBytes }));
  }

  #addBatch(rows: readonly Row[]): void {
    const [cells, textBytes] = [this.#cellsOf(rows), textBytesOf(rows)];
    this.#consume({ rows: rows.length, cells, byteOf: (cell) => cell, textBytes });
  }

  #cellsOf(rows: readonly Row[]): number[] {
    return Array.from({ length: this.#keyCount + VALUES }, (_, column) => {
      return writeCells(
        this.#kernel,
        rows.map((row) => cellOf(row[column] ?? null)),
      );
    });
  }

  #consume(batch: Batch): void {
    const failure = this.#aggregator.consume(batch, QUOTE);
    if (failure) throw new Error(failure.message);
  }

  save(): Buffer {
    return Buffer.concat(this.#aggregator.save([]));
  }

  /** Cut by hash of the key. */
  saveShares(shareCount: number): Buffer[] {
    return Array.from(this.#aggregator.saveShares(shareCount, []), (pieces) => Buffer.concat(pieces));
  }

  merge(saved: Buffer): void {
    this.#aggregator.merge({
      byteLength: saved.length,
      read: (target, from) => target.set(saved.subarray(from, from + target.length)),
    });
  }

  /** The keys, then every aggregate of the first number, and those of both, then those of the others. */
  answer(): Rows {
    const keys = Array.from(
      { length: this.#keyCount },
      (_, key): OutputColumn => ({ name: `${key}`, kind: 'key', key }),
    );
    const outputs = [...keys, ...OUTPUTS, ...(this.#keyCount === 0 ? OUTPUTS_OF_ONE_GROUP : [])];
    const rows = finishRows(this.#kernel, this.#aggregator, outputs, { kind: 'cells' });
    return rowsOf(tableOf(outputs, textsOf(rows)));
  }
}

function* textsOf(rows: Iterable<RowChunk>): Generator<Uint8Array> {
  for (const { text } of rows) yield text;
}

function cellOf(text: string | null) {
  return text === null ? null : { text, kind: Kind.text };
}

/** Kinds of states that there are only without keys. */
const OF_ONE_GROUP: readonly StateSpec[] = [
  { kind: 'different', column: 0 },
  { kind: 'different', column: 3 },
];

/** Every kind of state there is. */
function statesOf(column: number): StateSpec[] {
  const kinds = ['count', 'sum', 'squares', 'min', 'max'] as const;
  const ofTexts = (['min', 'max'] as const).map((kind): StateSpec => ({ kind, column: column + 3 }));
  const ofOne = kinds.map((kind): StateSpec => ({ kind, column }));
  return [
    { kind: 'rows' },
    ...ofOne,
    { kind: 'products', columns: [column, column + 1] },
    { kind: 'booleans', column: column + 2 },
    ...ofTexts,
    { kind: 'distinct', column },
    { kind: 'distinct', column: column + 3 },
    { kind: 'values', column },
    { kind: 'first', column: column + 3 },
    { kind: 'last', column: column + 3 },
    { kind: 'texts', column: column + 3 },
    { kind: 'hyperloglog', column },
    { kind: 'hyperloglog', column: column + 3 },
    ...(column === 0 ? OF_ONE_GROUP : []),
  ];
}

const OUTPUTS: readonly OutputColumn[] = outputsOf([
  ['count', [0]],
  ['count', [1]],
  ['sum', [2]],
  ['avg', [2]],
  ['min', [4]],
  ['max', [5]],
  ['var', [2, 3]],
  ['stddev_pop', [2, 3]],
  ['null_count', [0, 1]],
  ['corr', [6]],
  ['covar', [6]],
  ['linreg', [6], 0],
  ['linreg', [6], 1],
  ['linreg', [6], 2],
  ['any', [7]],
  ['all', [7]],
  ['min', [8]],
  ['max', [9]],
  ['sum', [10], 0, '3'],
  ['median', [10], 0, '3'],
  ['largest', [10], 0, '3'],
  ['count_distinct', [11]],
  ['mode', [11]],
  ['antimode', [11]],
  ['top', [11], 0, '3'],
  ['list', [11]],
  ['median', [12]],
  ['quantile', [12], 0, '0.9'],
  ['quantile_disc', [12], 0, '0.2'],
  ['largest', [12], 0, '3'],
  ['smallest', [12], 0, '2'],
  ['first', [13]],
  ['last', [14]],
  ['string_agg', [15], 0, '; '],
  ['list', [15]],
  ['approx_count_distinct', [16]],
  ['approx_count_distinct', [17]],
]);

const OUTPUTS_OF_ONE_GROUP: readonly OutputColumn[] = outputsOf([
  ['count_distinct', [18]],
  ['count_distinct', [19]],
]);

function outputsOf(
  calls: readonly (readonly [AggregateFunction, readonly number[], part?: number, parameter?: string])[],
): OutputColumn[] {
  return calls.map(([name, states, part = 0, parameter]) => ({
    ...{ name, kind: 'aggregate', function: name, states },
    ...{ isDistinct: states[0] === 10 || states[0] === 11, parameter, arguments: [1, 0], part },
  }));
}

function textBytesOf(rows: readonly Row[]): number {
  return rows.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}
