/** Writes rows as text: copies the records of a file where the answer has them as they came, else writes their cells. */
import type { WriteRows } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { Rows } from '../steps/step.ts';
import { PlainCells } from './plain-cells.ts';
import { RowWriter } from './row-writer.ts';

const QUOTE = 34;

export class RowOutput {
  readonly #kernel: Kernel;
  readonly #operator: WriteRows;
  readonly #take: (text: Uint8Array) => void;
  readonly #writer: RowWriter;
  readonly #copier: RowWriter | undefined;
  readonly #plain: PlainCells;
  /** Addresses (u32) of what is written. */
  readonly #list: number;

  /** `take` is given some rows at a time, each valid until the next. */
  constructor(kernel: Kernel, operator: WriteRows, take: (text: Uint8Array) => void) {
    this.#kernel = kernel;
    this.#operator = operator;
    this.#take = take;
    const { columns, format, copy } = operator;
    this.#writer = new RowWriter(kernel, format, columns.length);
    this.#copier =
      copy && format.kind === 'csv' ? new RowWriter(kernel, { ...format, texts: ['', '\n'] }, 1) : undefined;
    this.#list = kernel.allocate(Math.max(1, columns.length) * 4);
    this.#plain = new PlainCells(kernel);
  }

  /** `isCopied`: the records of this file are written as they came. */
  write(rows: Rows, isCopied: boolean): ReaderFailure | undefined {
    const { batch } = rows;
    if (batch.rows === 0) return undefined;
    if (isCopied && this.#copier !== undefined) this.#take(this.#copyRecords(this.#copier, rows));
    else this.#take(this.#writeCells(rows));
    return undefined;
  }

  #copyRecords(copier: RowWriter, { batch }: Rows): Uint8Array {
    this.#kernel.u32(this.#list, 1)[0] = batch.cells[this.#operator.copy?.column ?? 0] as number;
    return copier.text(this.#list, batch.rows);
  }

  #writeCells({ batch, quote }: Rows): Uint8Array {
    const { columns } = this.#operator;
    const came = columns.map((column) => batch.cells[column] as number);
    const cells = this.#isPlainEnough(quote) ? came : this.#plain.ofColumns(came, batch.rows, quote);
    this.#kernel.u32(this.#list, columns.length).set(cells);
    return this.#writer.text(this.#list, batch.rows);
  }

  /** Quoted cells are written to CSV as they are, escaped ones to JSON. */
  #isPlainEnough(quote: number): boolean {
    const { kind } = this.#operator.format;
    return kind === 'csv' ? quote === QUOTE : kind === 'json' && quote === 0;
  }
}
