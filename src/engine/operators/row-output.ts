/** Writes rows as text: copies the records of a file where the answer begins with them as they came, else writes cells. */
import type { WriteRows } from '../../protocol/stage.ts';
import type { Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { Rows } from '../steps/step.ts';
import { PlainCells } from './plain-cells.ts';
import { type RenderedRows, type RowRoom, RowWriter } from './row-writer.ts';

const QUOTE = 34;

export class RowOutput {
  readonly #kernel: Kernel;
  readonly #operator: WriteRows;
  readonly #writer: RowWriter;
  readonly #copier: RowWriter | undefined;
  /** What it copies: the record, and the columns behind it. */
  readonly #copied: readonly number[];
  readonly #plain: PlainCells;
  /** Addresses (u32) of what is written. */
  readonly #list: number;

  /** Rows are written to `room`; without it, to the same memory again and again. */
  constructor(kernel: Kernel, operator: WriteRows, room?: RowRoom) {
    this.#kernel = kernel;
    this.#operator = operator;
    const { columns, format, copy } = operator;
    this.#writer = new RowWriter(kernel, format, columns.length, room);
    const inRecord = copy?.names.length ?? 0;
    this.#copied = copy === undefined ? [] : [copy.column, ...columns.slice(inRecord)];
    this.#copier =
      copy && format.kind === 'csv'
        ? new RowWriter(kernel, { ...format, texts: ['', ...format.texts.slice(inRecord)] }, this.#copied.length, room)
        : undefined;
    this.#list = kernel.allocate(Math.max(1, columns.length) * 4);
    this.#plain = new PlainCells(kernel);
  }

  /** `isCopied`: the records of this file are written as they came. Good until the next call. */
  write(rows: Rows, isCopied: boolean): RenderedRows {
    const { batch } = rows;
    if (batch.rows === 0) return { address: 0, byteLength: 0, lengths: 0 };
    if (isCopied && this.#copier !== undefined) return this.#write(this.#copier, batch, this.#copied);
    return this.#writeCells(rows);
  }

  #write(writer: RowWriter, { cells, rows }: Batch, columns: readonly number[]): RenderedRows {
    this.#kernel.u32(this.#list, columns.length).set(columns.map((column) => cells[column] as number));
    return writer.text(this.#list, rows);
  }

  #writeCells({ batch, quote }: Rows): RenderedRows {
    const { columns } = this.#operator;
    if (this.#isPlainEnough(quote)) return this.#write(this.#writer, batch, columns);
    // First the cells, then the view: memory may have grown.
    const came = columns.map((column) => batch.cells[column] as number);
    const cells = this.#plain.ofColumns(came, batch.rows, quote);
    this.#kernel.u32(this.#list, columns.length).set(cells);
    return this.#writer.text(this.#list, batch.rows);
  }

  /** Quoted cells are written to CSV as they are, escaped ones to JSON. */
  #isPlainEnough(quote: number): boolean {
    const { kind } = this.#operator.format;
    return kind === 'csv' ? quote === QUOTE : kind === 'json' && quote === 0;
  }
}
