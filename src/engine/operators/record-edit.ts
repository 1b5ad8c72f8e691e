/** JSON objects with members set and left out (kernel/assembly/records.ts). */
import { PqError } from '../../core/errors.ts';
import type { Computation } from '../../protocol/stage.ts';
import { BATCH_ROWS } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Scratch } from './scratch.ts';

type Edit = Extract<Computation, { kind: 'edit' }>;

const ENTRY_BYTES = 20;
const REMOVED = 0xffffffff;
/** The kernel has room to mark so many. */
const MOST_NAMES = 4096;
/** A byte of text becomes up to 6 of JSON. */
const BYTES_A_BYTE = 6;
const SLACK_BYTES = 32;

export class RecordEdit {
  readonly cells: number;
  textBytes = 0;
  readonly #kernel: Kernel;
  readonly #edit: Edit;
  readonly #names: number;
  readonly #nameCount: number;
  readonly #nameBytes: number;
  /** Addresses of the values' cells (u32). */
  readonly #values: number;
  readonly #copies: readonly number[];
  readonly #arena: Scratch;
  readonly #plain: Scratch;

  constructor(kernel: Kernel, edit: Edit) {
    this.#kernel = kernel;
    this.#edit = edit;
    this.cells = kernel.allocate(BATCH_ROWS * 8);
    const entries = [
      ...edit.set.map(({ name }, value) => ({ name, value })),
      ...edit.remove.map((name) => ({ name, value: REMOVED })),
    ];
    if (entries.length > MOST_NAMES) {
      throw new PqError('PQ_USAGE', `at most ${MOST_NAMES} members of JSON records can be set or left out at a time`);
    }
    this.#nameCount = entries.length;
    this.#names = kernel.allocate(entries.length * ENTRY_BYTES);
    this.#nameBytes = entries.reduce((sum, { name }) => sum + Buffer.byteLength(JSON.stringify(name)) + 2, 0);
    for (const [at, { name, value }] of entries.entries()) {
      const [plain, quoted] = [hold(kernel, name), hold(kernel, `${JSON.stringify(name)}:`)];
      const words = [plain.address, plain.length, quoted.address, quoted.length, value];
      kernel.u32(this.#names + at * ENTRY_BYTES, words.length).set(words);
    }
    this.#copies = edit.set.map(() => kernel.allocate(BATCH_ROWS * 8));
    this.#values = kernel.allocate(edit.set.length * 4);
    kernel.u32(this.#values, edit.set.length).set(this.#copies);
    this.#arena = new Scratch(kernel);
    this.#plain = new Scratch(kernel);
  }

  /** `cells` are those of the batch's rows and what has been computed; `textBytes` is how long all of their texts are. */
  apply(rows: number, cells: readonly number[], textBytes: number, quote: number): void {
    const kernel = this.#kernel;
    const { set, column } = this.#edit;
    const room = textBytes + rows * SLACK_BYTES;
    // Escapes of JSON stay as they are; quotes of CSV do not belong here.
    let plain = this.#plain.reserve(room * (set.length + 1));
    for (const [at, { column: value }] of set.entries()) {
      const [from, to] = [cells[value] as number, this.#copies[at] as number];
      kernel.bytes.copyWithin(to, from, from + rows * 8);
      if (quote !== 0) plain = kernel.call.plainTexts(to, rows, plain, quote) >>> 0;
    }
    const arena = this.#arena.reserve(room * BYTES_A_BYTE * (set.length + 1) + rows * (this.#nameBytes + SLACK_BYTES));
    const end = kernel.call.editRecords(
      ...([cells[column] as number, rows, this.#names, this.#nameCount, this.#values, arena, this.cells] as const),
    );
    this.textBytes = (end >>> 0) - arena;
  }
}

function hold(kernel: Kernel, text: string): { readonly address: number; readonly length: number } {
  const bytes = Buffer.from(text);
  const address = kernel.allocate(bytes.length + SLACK_BYTES);
  kernel.bytes.set(bytes, address);
  return { address, length: bytes.length };
}
