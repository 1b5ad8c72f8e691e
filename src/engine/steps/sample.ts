/**
 * Keeps each row with a probability: decided by the seed, the file and the place of the row in it, so that it is the same
 * rows however the file is cut.
 */
import type { ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { HOLDS_NOTHING, type RowConsumer, type RowStep, type Rows } from './step.ts';

const TWO_32 = 2 ** 32;

export class SampleStep implements RowStep {
  readonly begin = HOLDS_NOTHING.begin;
  readonly end = HOLDS_NOTHING.end;
  readonly #kernel: Kernel;
  readonly #threshold: number;
  readonly #seed: number;
  readonly #record: number;
  readonly #selection: RowSelection;
  #fileName = '';
  #fileHash = 0;

  constructor(kernel: Kernel, { fraction, seed, record }: { fraction: number; seed: number; record: number }) {
    this.#kernel = kernel;
    this.#threshold = fraction * TWO_32;
    this.#seed = seed;
    this.#record = record;
    this.#selection = new RowSelection(kernel);
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const { batch, fileName } = rows;
    if (fileName !== this.#fileName || this.#fileHash === 0) this.#useFile(fileName);
    const cells = this.#kernel.u32(batch.cells[this.#record] as number, batch.rows * 2);
    const kept: number[] = [];
    for (let row = 0; row < batch.rows; row++) {
      const place = batch.byteOf(cells[row * 2] as number);
      const hash = mix(mix(this.#fileHash ^ (place % TWO_32)) ^ Math.floor(place / TWO_32));
      if (hash < this.#threshold) kept.push(row);
    }
    return emit({ ...rows, batch: this.#selection.gather(batch, Uint32Array.from(kept)) });
  }

  #useFile(fileName: string): void {
    this.#fileName = fileName;
    this.#fileHash = mix(this.#seed ^ 0x9e3779b9);
    for (const byte of Buffer.from(fileName)) this.#fileHash = mix(this.#fileHash ^ byte);
  }
}

/** 32 bits to 32 bits, well mixed (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
