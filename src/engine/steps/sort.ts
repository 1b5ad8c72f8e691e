/** Sorts: holds all rows, or the first of the order where no more are wanted, until there are no more. */

import { compareDecimals } from '../../core/decimal.ts';
import type { SortKey } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RowTable } from '../operators/row-table.ts';
import { Scratch } from '../operators/scratch.ts';
import { cellKind, cellText, Kind } from '../values/cells.ts';
import { compareTexts, orderedText } from '../values/value-order.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

/** Rows beyond the wanted ones that are held before the order is made. */
const MOST_SURPLUS_ROWS = 65536;

export class SortStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #keys: readonly SortKey[];
  /** How many rows are wanted. */
  readonly #limit: number;
  readonly #table: RowTable;
  readonly #column: Scratch;

  constructor(kernel: Kernel, keys: readonly SortKey[], limit = Number.POSITIVE_INFINITY) {
    this.#kernel = kernel;
    this.#keys = keys;
    this.#limit = limit;
    this.#table = new RowTable(kernel);
    this.#column = new Scratch(kernel);
  }

  begin(): void {
    this.#table.clear();
  }

  push(rows: Rows): undefined {
    this.#table.append(rows);
    if (this.#table.rowCount > 2 * this.#limit + MOST_SURPLUS_ROWS) this.#table.keep(this.#order());
  }

  end(emit: RowConsumer): ReaderFailure | undefined {
    return this.#table.emit(this.#order(), emit);
  }

  #order(): Uint32Array {
    const { rowCount } = this.#table;
    const compare = this.#keys.map((key) => {
      const cells = this.#table.column(key.column, this.#column);
      return comparisonOf(this.#kernel, cells, rowCount, key);
    });
    const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
    order.sort((a, b) => {
      for (const one of compare) {
        const difference = one(a, b);
        if (difference !== 0) return difference;
      }
      return a - b;
    });
    return order.subarray(0, Math.min(rowCount, this.#limit));
  }
}

const Rank = { number: 0, text: 1, null: 2 } as const;

/** Null last, numbers before texts, numbers by value, texts by bytes. */
function comparisonOf(
  kernel: Kernel,
  cells: number,
  rowCount: number,
  { isDescending, nullsFirst }: SortKey,
): (a: number, b: number) => number {
  const ranks = new Uint8Array(rowCount);
  const numbers = new Float64Array(rowCount);
  const texts: string[] = [];
  for (let row = 0; row < rowCount; row++) {
    const cell = cells + row * 8;
    const isNull = cellKind(kernel, cell) === Kind.null;
    const { text, number } = orderedText(isNull ? '' : cellText(kernel, cell));
    texts.push(text);
    ranks[row] = isNull ? Rank.null : number === undefined ? Rank.text : Rank.number;
    if (number !== undefined) numbers[row] = Number(text);
  }
  const direction = isDescending ? -1 : 1;
  const nulls = nullsFirst ? -1 : 1;
  return (a, b) => {
    const [left, right] = [ranks[a] as number, ranks[b] as number];
    if (left !== right) {
      if (left === Rank.null || right === Rank.null) return left === Rank.null ? nulls : -nulls;
      return (left - right) * direction;
    }
    if (left === Rank.null) return 0;
    if (left === Rank.text) return compareTexts(texts[a] as string, texts[b] as string) * direction;
    return compareNumbers(a, b, numbers, texts) * direction;
  };
}

/** Doubles tell most numbers apart; where they do not, the numbers themselves do. */
function compareNumbers(a: number, b: number, numbers: Float64Array, texts: readonly string[]): number {
  const [left, right] = [numbers[a] as number, numbers[b] as number];
  if (left !== right) return left - right;
  if (texts[a] === texts[b] || (Number.isSafeInteger(left) && isShort(texts[a]) && isShort(texts[b]))) return 0;
  const [one, other] = [orderedText(texts[a] as string).number, orderedText(texts[b] as string).number];
  return one && other ? compareDecimals(one, other) : 0;
}

/** Up to 15 characters a double holds all digits. */
function isShort(text: string | undefined): boolean {
  return text !== undefined && text.length <= 15;
}
