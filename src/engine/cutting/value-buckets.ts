/** A bucket for each combination of values, in the order of their first appearance in a partition. */
import { formatCount } from '../../core/sizes.ts';
import type { CutRule } from '../../protocol/stage.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { GroupFinder } from '../operators/group-finder.ts';
import { GroupTable } from '../operators/group-table.ts';
import { cellsOf } from '../operators/number-cells.ts';
import type { Rows } from '../steps/step.ts';
import { Kind } from '../values/cells.ts';
import type { BucketFinder } from './bucket-finder.ts';

/** Each becomes a file. */
const MOST_VALUES = 10_000;

export class ValueBuckets implements BucketFinder {
  readonly #kernel: Kernel;
  readonly #columns: readonly number[];
  readonly #table: GroupTable;
  readonly #finder: GroupFinder;

  /** Cells of their kinds, a column each, where these are told. */
  readonly #kinds: readonly number[];

  constructor(kernel: Kernel, { columns, tellsKinds }: Extract<CutRule, { kind: 'values' }>) {
    this.#kernel = kernel;
    this.#columns = columns;
    this.#kinds = tellsKinds ? columns.map(() => kernel.allocate(BATCH_ROWS * 8)) : [];
    const keys = [...columns, ...this.#kinds].map((_, key) => key);
    this.#table = new GroupTable(kernel, keys.length, 0);
    this.#finder = new GroupFinder(kernel, this.#table, keys);
  }

  get bucketCount(): number {
    return this.#table.during(() => this.#table.parts.count);
  }

  begin(): void {
    this.#table.during(() => {
      this.#table.clear();
      this.#kernel.call.groupsPartition(0, 0);
    });
  }

  find({ batch, quote }: Rows, out: number): ReaderFailure | undefined {
    return this.#table.during(() => {
      const groups = this.#finder.find(this.#keysOf(batch), quote);
      this.#kernel.bytes.copyWithin(out, groups, groups + batch.rows * 4);
      return this.#table.parts.count > MOST_VALUES ? TOO_MANY : undefined;
    });
  }

  #keysOf(batch: Batch): Batch {
    const columns = this.#columns.map((column) => cellsOf(batch, column));
    for (const [at, kinds] of this.#kinds.entries())
      this.#kernel.call.kindCells(columns[at] as number, batch.rows, kinds);
    const { rows, textBytes } = batch;
    return { rows, cells: [...columns, ...this.#kinds], textBytes, byteOf: () => 0 };
  }

  /** The values of each bucket, a character a byte; null where there is none. */
  values(): readonly (readonly (string | null)[])[] {
    return this.#table.during(() => {
      const { count } = this.#table.parts;
      const start = this.#kernel.allocate(count * 4);
      this.#kernel.u32(start, count).set(Array.from({ length: count }, (_, group) => group));
      const columns = Array.from({ length: this.#table.keyColumns }, (_, column) => this.#texts(start, count, column));
      this.#kernel.release(start);
      return Array.from({ length: count }, (_, group) => columns.map((texts) => texts[group] ?? null));
    });
  }

  #texts(order: number, count: number, column: number): readonly (string | null)[] {
    const kernel = this.#kernel;
    const cells = kernel.allocate(count * 8);
    kernel.call.groupsKeyCells(order, count, this.#table.keyColumns, column, cells);
    return Array.from({ length: count }, (_, group) => {
      const [address = 0, lengthAndKind = 0] = kernel.u32(cells + group * 8, 2);
      if (lengthAndKind >>> 28 === Kind.null) return null;
      return Buffer.from(kernel.bytes.subarray(address, address + (lengthAndKind & 0xfffffff))).toString('latin1');
    });
  }
}

const TOO_MANY: ReaderFailure = {
  code: 'PQ_USAGE',
  message: `there are more than ${formatCount(MOST_VALUES)} different values, and each would be a file`,
  hint: 'cut by hash or range of the column',
  byte: Number.NaN,
};
