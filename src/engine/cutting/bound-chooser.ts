/** Chooses bounds of ranges from rows of keys: between ranges that have about as many of these rows each. */
import type { SortKey } from '../../protocol/stage.ts';
import { type Kernel, loadKernel, returnKernel } from '../kernel.ts';
import { CellsReader } from '../operators/cells-reader.ts';
import { RowOutput } from '../operators/row-output.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { type Entries, KeyedRows } from '../sorting/keyed-rows.ts';
import type { Rows } from '../steps/step.ts';
import { Kind } from '../values/cells.ts';

export interface Bound {
  /** In base64. */
  readonly key: string;
  /** Texts, a character a byte; null where there is none. */
  readonly values: readonly (string | null)[];
}

const ENTRY_BYTES = 16;

export class BoundChooser {
  readonly #kernel: Kernel;
  readonly #columnCount: number;
  readonly #keyCount: number;
  readonly #rows: KeyedRows;
  readonly #output: RowOutput;
  readonly #reader: CellsReader;
  readonly #selection: RowSelection;
  #passed = 0;

  /** `keys` are of some of the columns of the rows. */
  constructor(columnCount: number, keys: readonly SortKey[]) {
    this.#kernel = loadKernel();
    this.#columnCount = columnCount;
    this.#keyCount = keys.length;
    this.#rows = new KeyedRows(this.#kernel, keys);
    const columns = keys.map(({ column }) => column);
    const operator = { kind: 'write-rows', columns, format: { kind: 'cells' } } as const;
    this.#output = new RowOutput(this.#kernel, operator, this.#rows.room);
    this.#reader = new CellsReader(this.#kernel, columnCount);
    this.#selection = new RowSelection(this.#kernel);
  }

  /** Of whole rows as cells. */
  countRows(cells: Uint8Array): number {
    let count = 0;
    this.#reader.read(cells, ({ batch }) => {
      count += batch.rows;
      return undefined;
    });
    return count;
  }

  /** Takes whole rows as cells, every n-th of all that come. */
  add(cells: Uint8Array, stride = 1): void {
    this.#reader.read(cells, (rows) => this.#keep(this.#every(stride, rows)));
  }

  #every(stride: number, rows: Rows): Rows {
    const first = (stride - (this.#passed % stride)) % stride;
    this.#passed += rows.batch.rows;
    if (stride === 1) return rows;
    const count = Math.max(0, Math.ceil((rows.batch.rows - first) / stride));
    const wanted = Uint32Array.from({ length: count }, (_, at) => first + at * stride);
    return { ...rows, batch: this.#selection.gather(rows.batch, wanted) };
  }

  #keep(rows: Rows): undefined {
    if (rows.batch.rows > 0) this.#rows.append(rows, this.#output.write(rows, false));
  }

  /** Without rows there is nothing to tell them apart by: all bounds are those of nulls. Once. */
  choose(rangeCount: number): readonly Bound[] {
    if (this.#rows.rowCount === 0) this.add(Buffer.alloc(this.#columnCount * 4));
    const entries = this.#rows.sorted(false);
    const bounds = Array.from({ length: rangeCount - 1 }, (_, at) => {
      return this.#boundAt(entries, Math.floor(((at + 1) * entries.count) / rangeCount));
    });
    returnKernel(this.#kernel);
    return bounds;
  }

  #boundAt({ address }: Entries, at: number): Bound {
    const [record = 0, row = 0] = this.#kernel.u32(address + at * ENTRY_BYTES + 8, 2);
    const keyLength = this.#kernel.view(record, 4).getUint32(0, true);
    const key = Buffer.from(this.#kernel.bytes.subarray(record + 8, record + 8 + keyLength)).toString('base64');
    return { key, values: this.#textsAt(row) };
  }

  /** Of a row as cells: a length and kind, then the text. */
  #textsAt(row: number): readonly (string | null)[] {
    let at = row;
    return Array.from({ length: this.#keyCount }, () => {
      const lengthAndKind = this.#kernel.view(at, 4).getUint32(0, true);
      const start = at + 4;
      at = start + (lengthAndKind & 0xfffffff);
      if (lengthAndKind >>> 28 === Kind.null) return null;
      return Buffer.from(this.#kernel.bytes.subarray(start, at)).toString('latin1');
    });
  }
}
