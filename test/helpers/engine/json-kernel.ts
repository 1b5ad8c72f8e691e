/** The JSON kernel by itself: records in memory in, cells out. What it learns stays from call to call. */

import { CellKind } from '../../../src/core/values.ts';
import { writePathNodes } from '../../../src/engine/formats/json-paths.ts';
import { type Kernel, loadKernel } from '../../../src/engine/kernel.ts';
import { cellKind, cellText, Kind } from '../../../src/engine/values/cells.ts';
import type { ColumnPath } from '../../../src/protocol/stage.ts';

const CAPACITY = 256;
const MAX_BYTES = 64 * 1024;
const KEY_BYTES = 65536;
const FAILED = 3;

export interface JsonRead {
  readonly isAccepted: boolean;
  /** Where it stopped to complain. */
  readonly errorAt: number;
  /** A row is a cell a column: what it is for a user, and its text. */
  readonly rows: (readonly [kind: number, text: string])[][];
}

export class JsonKernel {
  readonly #kernel: Kernel = loadKernel();
  readonly #columnCount: number;
  readonly #buffer: number;
  readonly #cells: number;

  constructor(columns: readonly ColumnPath[]) {
    const kernel = this.#kernel;
    this.#columnCount = columns.length;
    this.#cells = kernel.allocate(columns.length * CAPACITY * 8);
    this.#buffer = kernel.allocate(MAX_BYTES + 256);
    const [seen, tables] = [kernel.allocate(columns.length), kernel.allocate(kernel.call.jsonTableBytes())];
    kernel.call.jsonUse(writePathNodes(kernel, columns), columns.length, seen, tables, kernel.allocate(KEY_BYTES));
  }

  /** Reads lines; at most 256 of them. */
  readLines(lines: Uint8Array): JsonRead {
    const { call, bytes } = this.#kernel;
    const end = this.#buffer + lines.length + 1;
    bytes.fill(0, this.#buffer, this.#buffer + MAX_BYTES + 256);
    bytes.set(lines, this.#buffer);
    bytes[end - 1] = 10;
    call.jsonBegin(0, 0);
    const rowCount = call.jsonRead(this.#buffer, end, end, this.#cells, CAPACITY, CAPACITY);
    const isAccepted = call.jsonStopped() !== FAILED && call.jsonSkipSpace(call.jsonConsumed(), end) === end;
    const rows = Array.from({ length: rowCount }, (_, row) => this.#row(row));
    return { isAccepted, errorAt: call.jsonErrorAt() - this.#buffer, rows };
  }

  /** Records that took the general reader so far. */
  get generalRecords(): number {
    return this.#kernel.call.jsonGeneralRecords();
  }

  #row(row: number): [number, string][] {
    return Array.from({ length: this.#columnCount }, (_, column) => {
      const cell = this.#cells + (column * CAPACITY + row) * 8;
      return [USER_KIND[cellKind(this.#kernel, cell)] ?? -1, cellText(this.#kernel, cell)];
    });
  }
}

const USER_KIND: Readonly<Record<number, number>> = {
  [Kind.null]: CellKind.null,
  [Kind.string]: CellKind.text,
  [Kind.escaped]: CellKind.text,
  [Kind.number]: CellKind.number,
  [Kind.boolean]: CellKind.boolean,
  [Kind.nested]: CellKind.json,
};
