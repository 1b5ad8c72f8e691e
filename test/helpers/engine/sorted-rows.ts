/** Rows for sorters and mergers: a key, and a text that tells where the row was; and what is wanted of them. */
import type { Kernel } from '../../../src/engine/kernel.ts';
import { RowSorter } from '../../../src/engine/sorting/row-sorter.ts';
import { Kind } from '../../../src/engine/values/cells.ts';
import type { MemoryRules, RowOrder, RunsState } from '../../../src/protocol/stage.ts';
import { compareRows, type How } from '../../twins/sort.ts';
import { writeCells } from './kernel-cells.ts';

const ASCENDING: How = { isDescending: false, nullsFirst: false, values: 'any' };

/** Batches of rows, by partition. */
export type Partitions = readonly (readonly (readonly string[])[])[];

export interface Sorting {
  readonly isUnique: boolean;
  readonly limit?: number | undefined;
  readonly memory: Pick<MemoryRules, 'sortBytes' | 'heldBytes' | 'rangeBytes'>;
}

/** The text of a row: its key and place. */
function textOf(key: string, partition: number, batch: number, row: number): string {
  return `${key}/${partition}.${batch}.${row}\n`;
}

/** What Array.prototype.sort makes of them. */
export function plainlySorted(partitions: Partitions, { isUnique, limit }: Sorting): string {
  const rows = partitions.flatMap((batches, p) =>
    batches.flatMap((keys, b) => keys.map((key, r) => ({ key, text: textOf(key, p, b, r) }))),
  );
  const sorted = rows.toSorted((a, b) => compareRows([a.key], [b.key], [ASCENDING]));
  const kept = sorted.filter(({ key }, at) => {
    return !isUnique || at === 0 || compareRows([key], [(sorted[at - 1] as { key: string }).key], [ASCENDING]) !== 0;
  });
  return kept
    .slice(0, limit)
    .map(({ text }) => text)
    .join('');
}

export class TestSorter {
  readonly sorter: RowSorter;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, directory: string, { isUnique, limit, memory }: Sorting, isPrivate = true) {
    const order: RowOrder = {
      keys: [{ column: 0, ...ASCENDING }],
      isUnique,
      ...(limit === undefined ? {} : { limit }),
    };
    this.#kernel = kernel;
    this.sorter = new RowSorter(
      kernel,
      order,
      { directory, isPrivate },
      { ...memory, joinBytes: 1e9, groupBytes: 1e9, mostGroupBytes: 1e9, shareCount: 16 },
    );
  }

  add(partition: number, batches: readonly (readonly string[])[]): void {
    this.sorter.begin(partition);
    for (const [b, keys] of batches.entries()) this.#addBatch(partition, b, keys);
    this.sorter.end();
  }

  /** The rows with those that others shared. */
  merged(others: readonly RunsState[] = []): string {
    return Array.from(this.sorter.merged(others), (text) => Buffer.from(text).toString()).join('');
  }

  /** Keys and texts are the two columns of the batch: the sorter may want some of its rows only. */
  #addBatch(partition: number, batch: number, keys: readonly string[]): void {
    const texts = keys.map((key, row) => textOf(key, partition, batch, row));
    const columns = [keys, texts].map((column) => {
      return writeCells(
        this.#kernel,
        column.map((text) => ({ text, kind: Kind.text })),
      );
    });
    const textBytes = [...keys, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const rows = { batch: { rows: keys.length, cells: columns, textBytes, byteOf: () => 0 }, quote: 0, fileName: '' };
    const wanted = this.sorter.wanted(rows);
    if (wanted.batch.rows > 0)
      this.sorter.add(wanted, this.#rendered(wanted.batch.cells[1] as number, wanted.batch.rows));
  }

  #rendered(cells: number, rows: number) {
    const kernel = this.#kernel;
    const texts = Array.from({ length: rows }, (_, row) => {
      const [address = 0, lengthAndKind = 0] = kernel.u32(cells + row * 8, 2);
      return Buffer.from(kernel.bytes.slice(address, address + (lengthAndKind & 0xfffffff)));
    });
    const bytes = Buffer.concat(texts);
    const [address, lengths] = [kernel.allocate(bytes.length), kernel.allocate(rows * 4)];
    kernel.bytes.set(bytes, address);
    kernel.u32(lengths, rows).set(texts.map(({ length }) => length));
    return { address, byteLength: bytes.length, lengths };
  }
}
