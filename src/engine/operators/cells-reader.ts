/** Rows that were written as cells (RowFormat 'cells'), in batches again. */
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { Kernel } from '../kernel.ts';
import type { RowConsumer } from '../steps/step.ts';
import { Scratch } from './scratch.ts';

/** Rows that are read together. */
const ENOUGH_BYTES = 1 << 20;
/** Kernels read past what they are given. */
const SLACK_BYTES = 64;

export class CellsReader {
  readonly #kernel: Kernel;
  readonly #columnCount: number;
  readonly #staging: Scratch;
  readonly #cells: readonly number[];
  readonly #list: number;

  constructor(kernel: Kernel, columnCount: number) {
    this.#kernel = kernel;
    this.#columnCount = columnCount;
    this.#staging = new Scratch(kernel);
    this.#cells = Array.from({ length: columnCount }, () => kernel.allocate(BATCH_ROWS * 8));
    this.#list = kernel.allocate(Math.max(1, columnCount) * 4);
    kernel.u32(this.#list, columnCount).set(this.#cells);
  }

  /** Takes whole rows, from anywhere; answers what the first consumer answers that does not go on. */
  read(cells: Uint8Array, emit: RowConsumer): ReaderFailure | undefined {
    const kernel = this.#kernel;
    const [start, byteLength] = [cells.byteOffset, cells.length];
    const isInKernel = cells.buffer === kernel.bytes.buffer;
    const address = this.#staging.reserve(byteLength + SLACK_BYTES);
    if (isInKernel) kernel.bytes.copyWithin(address, start, start + byteLength);
    else kernel.bytes.set(cells, address);
    return this.#emit(address, address + byteLength, emit);
  }

  /** The same, of whole rows in files, many at a time. */
  readFrom(sources: readonly CollectedState[], emit: RowConsumer): ReaderFailure | undefined {
    for (let next = 0; next < sources.length; ) {
      const first = next;
      let byteLength = 0;
      while (next < sources.length && (next === first || byteLength < ENOUGH_BYTES))
        byteLength += (sources[next++] as CollectedState).byteLength;
      const failure = this.#readTogether(sources.slice(first, next), byteLength, emit);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  #readTogether(sources: readonly CollectedState[], byteLength: number, emit: RowConsumer): ReaderFailure | undefined {
    const address = this.#staging.reserve(byteLength + SLACK_BYTES);
    let end = address;
    for (const source of sources) {
      source.read(this.#kernel.bytes.subarray(end, end + source.byteLength), 0);
      end += source.byteLength;
    }
    return this.#emit(address, end, emit);
  }

  #emit(address: number, end: number, emit: RowConsumer): ReaderFailure | undefined {
    const kernel = this.#kernel;
    for (let from = address; from < end; ) {
      const rows = kernel.call.readCells(from, end, this.#list, this.#columnCount, BATCH_ROWS);
      const next = kernel.call.readCellsEnd() >>> 0;
      if (rows === 0) throw new Error(`a row of cells is cut off: ${end - from} bytes`);
      const batch = { rows, cells: this.#cells, textBytes: next - from, byteOf: () => 0 };
      const failure = emit({ batch, quote: 0, fileName: '' });
      if (failure !== undefined) return failure;
      from = next;
    }
    return undefined;
  }
}
