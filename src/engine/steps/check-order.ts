/** Fails at the first row that is out of order, and hands nothing on. */
import { PqError } from '../../core/errors.ts';
import type { RowOrder } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { PlainCells } from '../operators/plain-cells.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { Scratch } from '../operators/scratch.ts';
import { KeyedRows } from '../sorting/keyed-rows.ts';
import { cellKind, cellText, Kind } from '../values/cells.ts';
import { HOLDS_NOTHING, type RowStep, type Rows } from './step.ts';

const MOST_SHOWN_CHARACTERS = 60;

export class CheckOrderStep implements RowStep {
  readonly begin = HOLDS_NOTHING.begin;
  readonly end = HOLDS_NOTHING.end;
  readonly #kernel: Kernel;
  readonly #order: RowOrder;
  readonly #file: number;
  readonly #keys: KeyedRows;
  readonly #selection: RowSelection;
  readonly #plain: PlainCells;
  /** Of rows of which nothing is kept but their keys. */
  readonly #lengths: Scratch;
  /** Of the row before this batch. */
  #before = '';
  #fileName: string | undefined;
  /** How many rows of the file there have been. */
  #rowsOfFile = 0;

  constructor(kernel: Kernel, order: RowOrder, file: number) {
    this.#kernel = kernel;
    this.#order = order;
    this.#file = file;
    this.#keys = new KeyedRows(kernel, order.keys);
    this.#selection = new RowSelection(kernel);
    this.#plain = new PlainCells(kernel);
    this.#lengths = new Scratch(kernel);
  }

  /** Throws PQ_NOT_SORTED. */
  push(rows: Rows): undefined {
    const { batch } = rows;
    if (batch.rows === 0) return;
    const heldBefore = this.#keys.rowCount;
    this.#append(rows);
    const at = this.#keys.firstUnsorted(this.#order.isUnique);
    if (at !== undefined) throw this.#failure(rows, at - heldBefore, at !== this.#keys.firstUnsorted(false));
    const last = batch.rows - 1;
    this.#count(rows, batch.rows);
    this.#before = this.#keysText(rows, last);
    this.#keys.clear();
    this.#append({ ...rows, batch: this.#selection.gather(batch, Uint32Array.of(last)) });
  }

  #append(rows: Rows): void {
    const lengths = this.#lengths.reserve(rows.batch.rows * 4);
    this.#kernel.u32(lengths, rows.batch.rows).fill(0);
    this.#keys.append(rows, { address: lengths, byteLength: 0, lengths });
  }

  #failure(rows: Rows, at: number, isEqual: boolean): PqError {
    const before = at === 0 ? this.#before : this.#keysText(rows, at - 1);
    this.#count(rows, at + 1);
    const problem = problemOf(this.#keysText(rows, at), before, isEqual);
    return new PqError('PQ_NOT_SORTED', `record ${this.#rowsOfFile} is out of order: ${problem}`, {
      hint: 'the same command without --check puts it in order',
      place: { file: this.#fileName ?? '' },
    });
  }

  /** Rows of a batch are mostly of one file. */
  #count(rows: Rows, count: number): void {
    const [first, last] = [this.#textAt(rows, this.#file, 0), this.#textAt(rows, this.#file, count - 1)];
    if (first === this.#fileName && last === first) this.#rowsOfFile += count;
    else this.#countEach(rows, count);
  }

  #countEach(rows: Rows, count: number): void {
    for (let row = 0; row < count; row++) {
      const name = this.#textAt(rows, this.#file, row);
      if (name !== this.#fileName) [this.#fileName, this.#rowsOfFile] = [name, 0];
      this.#rowsOfFile += 1;
    }
  }

  #keysText(rows: Rows, row: number): string {
    return this.#order.keys.map(({ column }) => shown(this.#textAt(rows, column, row))).join(', ');
  }

  #textAt({ batch, quote }: Rows, column: number, row: number): string | undefined {
    const cells = this.#plain.ofColumn(batch.cells[column] as number, batch.rows, quote);
    const cell = cells + row * 8;
    return cellKind(this.#kernel, cell) === Kind.null ? undefined : cellText(this.#kernel, cell);
  }
}

/** Texts that are shown in part can look alike and differ; numbers can be equal and look different. */
function problemOf(is: string, before: string, isEqual: boolean): string {
  if (!isEqual) return `${is} comes after ${before}`;
  return is === before ? `${is} comes twice` : `${is} is equal to ${before}`;
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'null';
  const quoted = JSON.stringify(text);
  return quoted.length <= MOST_SHOWN_CHARACTERS ? quoted : `${quoted.slice(0, MOST_SHOWN_CHARACTERS)}..."`;
}
