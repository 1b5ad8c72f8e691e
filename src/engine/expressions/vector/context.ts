/** What all steps of an evaluator share: the kernel, the batch at hand, and memory for constants and results. */

import { BATCH_ROWS, type Batch } from '../../formats/reader.ts';
import type { Kernel } from '../../kernel.ts';
import type { NumberColumn, Text } from '../../kernel-expressions.ts';
import { TextArena } from '../../operators/text-arena.ts';
import type { Environment } from '../scalar.ts';
import { ColumnTexts } from './column-texts.ts';
import { plainColumn } from './plain-column.ts';
import type { Cells } from './steps.ts';

/** The rows that expressions are evaluated for. */
export interface Rows {
  readonly batch: Batch;
  /** The byte that is doubled in quoted CSV cells; 0 for JSON. */
  readonly quote: number;
  readonly fileName: string;
}

/** Kernels read and write whole vectors. */
const PADDING_BYTES = 64;
const KIND_SHIFT = 28;

export class Context {
  readonly kernel: Kernel;
  readonly environment: Environment;
  /** Texts that are made of this batch. */
  readonly arena: TextArena;
  /** Rises from batch to batch. */
  batch = 0;
  #rows: Rows | undefined;
  readonly #columnTexts: ColumnTexts[] = [];
  readonly #plainColumns = new Map<number, Cells>();

  constructor(kernel: Kernel, environment: Environment) {
    this.kernel = kernel;
    this.environment = environment;
    this.arena = new TextArena(kernel);
  }

  begin(rows: Rows): void {
    this.#rows = rows;
    this.batch++;
    this.arena.clear();
  }

  get rows(): Rows {
    if (this.#rows === undefined) throw new Error('no batch has begun');
    return this.#rows;
  }

  /** How many rows the batch has. */
  get count(): number {
    return this.rows.batch.rows;
  }

  /** A column's plain cells, made once a batch whoever needs them. */
  plainColumn(column: number): Cells {
    const known = this.#plainColumns.get(column) ?? plainColumn(this, column);
    this.#plainColumns.set(column, known);
    return known;
  }

  columnTexts(column: number): ColumnTexts {
    this.#columnTexts[column] ??= new ColumnTexts(this, column);
    return this.#columnTexts[column];
  }

  newTruths(): number {
    return this.kernel.allocate(BATCH_ROWS + PADDING_BYTES);
  }

  newNumbers(): NumberColumn {
    return [this.kernel.allocate(BATCH_ROWS * 8), this.kernel.allocate(BATCH_ROWS + PADDING_BYTES)];
  }

  newCells(): number {
    return this.kernel.allocate(BATCH_ROWS * 8);
  }

  /** A text that stays. */
  text(text: string): Text {
    return this.bytes(Buffer.from(text));
  }

  bytes(bytes: Uint8Array): Text {
    const address = this.kernel.allocate(bytes.length + PADDING_BYTES);
    this.kernel.bytes.set(bytes, address);
    return [address, bytes.length];
  }

  /** A column with the same cell in every row. */
  constantCells(text: string | undefined, kind: number): number {
    const cells = this.newCells();
    const [address, length] = text === undefined ? [0, 0] : this.text(text);
    const words = this.kernel.u32(cells, BATCH_ROWS * 2);
    for (let at = 0; at < words.length; at += 2) {
      words[at] = address;
      words[at + 1] = ((kind << KIND_SHIFT) | length) >>> 0;
    }
    return cells;
  }
}
