/** Makes keys of rows (src/kernel/assembly/sort-keys.ts). */
import type { SortKey } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { PlainCells, SLACK_BYTES } from '../operators/plain-cells.ts';
import type { Rows } from '../steps/step.ts';

/** Of a byte of the text; of a record, beside its key; of a value, beside its text. */
const MOST_BYTES_A_BYTE = 3;
const MOST_HEAD_BYTES = 8;
const MOST_VALUE_BYTES = 16;

/** Where rows are whose keys are made, and where records and entries are to be: addresses. */
interface KeyPlaces {
  /** Of the first row's text, and of the lengths of all rows (u32). */
  readonly text: number;
  readonly lengths: number;
  readonly entries: number;
  readonly records: number;
}

export class KeyColumns {
  readonly #kernel: Kernel;
  readonly #keys: readonly SortKey[];
  readonly #plain: PlainCells;
  readonly #columns: number;
  readonly #hows: number;
  #rows = 0;

  constructor(kernel: Kernel, keys: readonly SortKey[]) {
    this.#kernel = kernel;
    this.#keys = keys;
    this.#plain = new PlainCells(kernel);
    this.#columns = kernel.allocate(keys.length * 4);
    this.#hows = kernel.allocate(keys.length * 4);
    kernel.u32(this.#hows, keys.length).set(keys.map(howOf));
  }

  /** Says which rows come next, and answers how many bytes their records take at most. */
  take({ batch: { rows, cells }, quote }: Rows): number {
    const came = this.#keys.map(({ column }) => cells[column] as number);
    const columns = this.#plain.ofColumns(came, rows, quote);
    this.#kernel.u32(this.#columns, columns.length).set(columns);
    this.#rows = rows;
    const mostBytesARow = MOST_HEAD_BYTES + columns.length * MOST_VALUE_BYTES;
    return MOST_BYTES_A_BYTE * this.#plain.bytesOf(columns, rows) + rows * mostBytesARow + SLACK_BYTES;
  }

  /** Of the rows that were taken; answers where their records end. */
  write({ text, lengths, entries, records }: KeyPlaces): number {
    const { length } = this.#keys;
    const { call } = this.#kernel;
    return call.sortKeys(this.#columns, this.#hows, length, this.#rows, text, lengths, entries, records) >>> 0;
  }
}

const How = { descending: 1, nullsFirst: 2, text: 4, natural: 8, number: 16, place: 32 } as const;

function howOf({ isDescending, nullsFirst, values }: SortKey): number {
  const kind = values === 'any' ? 0 : How[values];
  return (isDescending ? How.descending : 0) | (nullsFirst ? How.nullsFirst : 0) | kind;
}
