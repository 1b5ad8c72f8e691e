/** Of an order of which only the first rows are wanted: lets go of rows that come behind what has been found. */
import type { RowOrder } from '../../protocol/stage.ts';
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { Scratch } from '../operators/scratch.ts';
import type { Rows } from '../steps/step.ts';
import { KeyColumns } from './key-columns.ts';
import type { Entries } from './keyed-rows.ts';

const ENTRY_BYTES = 16;
const SLACK_BYTES = 64;

export class KeyBound {
  readonly #kernel: Kernel;
  readonly #limit: number;
  readonly #columns: KeyColumns;
  readonly #selection: RowSelection;
  readonly #records: Scratch;
  readonly #entries: number;
  readonly #lengths: number;
  readonly #rows: number;
  readonly #bound: Scratch;
  /** Address of a record with the greatest key that is wanted. */
  #record: number | undefined;

  constructor(kernel: Kernel, { keys }: RowOrder, limit: number) {
    this.#kernel = kernel;
    this.#limit = limit;
    this.#columns = new KeyColumns(kernel, keys);
    this.#selection = new RowSelection(kernel);
    this.#records = new Scratch(kernel);
    this.#bound = new Scratch(kernel);
    this.#entries = kernel.allocate(BATCH_ROWS * ENTRY_BYTES);
    this.#lengths = kernel.allocate(BATCH_ROWS * 4);
    this.#rows = kernel.allocate(BATCH_ROWS * 4);
  }

  clear(): void {
    this.#record = undefined;
  }

  /** Hears of sorted rows. */
  note({ address, count }: Entries): void {
    if (count < this.#limit || this.#limit === 0) return;
    const [record = 0] = this.#kernel.u32(address + (this.#limit - 1) * ENTRY_BYTES + 8, 1);
    if (this.#record !== undefined && this.#kernel.call.compareKeys(record, this.#record) >= 0) return;
    const [keyLength = 0] = new Uint32Array(this.#kernel.bytes.slice(record, record + 4).buffer);
    const copy = this.#bound.reserve(8 + keyLength + SLACK_BYTES);
    this.#kernel.bytes.copyWithin(copy, record, record + 8 + keyLength);
    this.#record = copy;
  }

  /** The rows that may be wanted. Those with the bound's own key are: they may come first in the input. */
  within(rows: Rows): Rows {
    if (this.#record === undefined || rows.batch.rows === 0) return rows;
    const records = this.#records.reserve(this.#columns.take(rows));
    this.#columns.write({ text: 0, lengths: this.#lengths, entries: this.#entries, records });
    const { call } = this.#kernel;
    const count = call.entriesWithin(this.#entries, rows.batch.rows, this.#record, this.#rows);
    if (count === rows.batch.rows) return rows;
    const kept = this.#kernel.u32(this.#rows, count).slice();
    return { ...rows, batch: this.#selection.gather(rows.batch, kept) };
  }
}
