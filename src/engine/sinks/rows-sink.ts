/** Writes rows: the end of a scan that passes rows on. They go out at once, or are held until it is their turn. */
import type { Delivery, OutputPlace, StateRef, WriteRows } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { HeldPartitions } from '../held-partitions.ts';
import type { HeldRows } from '../held-rows.ts';
import type { Kernel } from '../kernel.ts';
import { RowOutput } from '../operators/row-output.ts';
import type { Rows } from '../steps/step.ts';

export class RowsSink {
  /** The records of the file that is being read are copied. */
  isCopied = false;
  /** Of the partition that was begun last. */
  outputBytes = 0;
  readonly stateBytes = 0;
  readonly #kernel: Kernel;
  readonly #output: RowOutput;
  readonly #onRows: ((text: Uint8Array) => void) | undefined;
  readonly #held = new HeldPartitions();
  #current: HeldRows | undefined;

  /** With `onRows` nothing is held. */
  constructor(kernel: Kernel, operator: WriteRows, onRows: ((text: Uint8Array) => void) | undefined) {
    this.#kernel = kernel;
    this.#onRows = onRows;
    this.#output = new RowOutput(kernel, operator);
  }

  begin(partition: number): void {
    this.outputBytes = 0;
    if (this.#onRows === undefined) this.#current = this.#held.begin(partition);
  }

  take(rows: Rows): ReaderFailure | undefined {
    const { address, byteLength } = this.#output.write(rows, this.isCopied);
    const text = this.#kernel.bytes.subarray(address, address + byteLength);
    this.outputBytes += text.length;
    this.#current?.append(text);
    this.#onRows?.(text);
    return undefined;
  }

  end(): void {}

  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    return this.#held.deliver(partition, place, scratchPath);
  }

  discard(): void {
    this.#held.discard();
  }

  dispose(): void {}

  collect(): StateRef {
    throw new Error('rows are delivered, and not collected');
  }

  merge(): readonly boolean[] {
    throw new Error('rows are delivered, and not merged');
  }

  finishRows(): never {
    throw new Error('rows are written as they come');
  }
}
