/** --source-column: a column that no file has, with the name of its file in every record. */
import type { InputFile } from '../../protocol/stage.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';

/** Names of files are rarely longer; the room grows with them. */
const USUAL_NAME_BYTES = 4096;
const PADDING_BYTES = 16;

export class SourceColumn {
  readonly #kernel: Kernel;
  readonly #column: number;
  /** What messages call the column. */
  readonly #title: string;
  readonly #cells: number;
  #name = '';
  #nameAddress: number;
  #nameBytes = 0;
  #capacity = USUAL_NAME_BYTES;

  constructor(kernel: Kernel, column: number, title: string) {
    this.#kernel = kernel;
    this.#column = column;
    this.#title = title;
    this.#cells = kernel.allocate(BATCH_ROWS * 8);
    this.#nameAddress = kernel.allocate(USUAL_NAME_BYTES + PADDING_BYTES);
  }

  /** The batch with the file's name in the column. */
  fill(batch: Batch, file: InputFile): Batch {
    this.#use(typeof file.path === 'number' ? '-' : file.name);
    const { rows, cells, textBytes } = batch;
    return {
      rows,
      cells: cells.with(this.#column, this.#cells),
      byteOf: (address) => batch.byteOf(address),
      textBytes: textBytes + rows * this.#nameBytes,
    };
  }

  /** The first record of the batch that has a value of its own in a column of that name. CSV headers tell before. */
  clashIn({ rows, cells, byteOf }: Batch): ReaderFailure | undefined {
    const words = this.#kernel.u32(cells[this.#column] as number, rows * 2);
    for (let row = 0; row < rows; row++) {
      if ((words[row * 2 + 1] as number) >>> 28 === Kind.null) continue;
      return { ...sourceColumnClash(this.#title), byte: byteOf(words[row * 2] as number) };
    }
    return undefined;
  }

  #use(name: string): void {
    if (name === this.#name) return;
    const text = Buffer.from(name);
    if (text.length > this.#capacity) {
      this.#capacity = text.length * 2;
      this.#nameAddress = this.#kernel.allocate(this.#capacity + PADDING_BYTES);
    }
    this.#name = name;
    this.#nameBytes = text.length;
    this.#kernel.bytes.set(text, this.#nameAddress);
    const cell = (BigInt((Kind.string << 28) >>> 0) << 32n) | (BigInt(text.length) << 32n) | BigInt(this.#nameAddress);
    this.#kernel.u64(this.#cells, BATCH_ROWS).fill(cell);
  }
}

/** What is wrong with a file that has a column of that name already. */
export function sourceColumnClash(name: string): Pick<ReaderFailure, 'code' | 'message'> & { readonly hint: string } {
  return {
    code: 'PQ_USAGE',
    message: `there is a column ${JSON.stringify(name)} already`,
    hint: 'choose another name for --source-column',
  };
}
