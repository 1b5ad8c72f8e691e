/** Writes rows: the end of a scan that passes rows on. They go out at once, or are held until it is their turn. */
import type { Delivery, OutputPlace, StateRef, WriteRows } from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { HeldRows, PiecePool } from '../held-rows.ts';
import type { Kernel } from '../kernel.ts';
import { RowOutput } from '../operators/row-output.ts';
import type { Rows } from '../steps/step.ts';

export class RowsSink {
  /** The records of the file that is being read are copied. */
  isCopied = false;
  /** Of the partition that was begun last. */
  outputBytes = 0;
  readonly stateBytes = 0;
  readonly #output: RowOutput;
  /** Nothing is held. */
  readonly #isHandedOn: boolean;
  readonly #held = new Map<number, HeldRows>();
  readonly #pool = new PiecePool();
  #current = new HeldRows(this.#pool);

  constructor(kernel: Kernel, operator: WriteRows, onRows: ((text: Uint8Array) => void) | undefined) {
    this.#isHandedOn = onRows !== undefined;
    this.#output = new RowOutput(kernel, operator, (text) => {
      this.outputBytes += text.length;
      if (onRows === undefined) this.#current.append(text);
      else onRows(text);
    });
  }

  begin(partition: number): void {
    this.outputBytes = 0;
    this.#current = new HeldRows(this.#pool);
    if (!this.#isHandedOn) this.#held.set(partition, this.#current);
  }

  take(rows: Rows): ReaderFailure | undefined {
    return this.#output.write(rows, this.isCopied);
  }

  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    const rows = this.#held.get(partition);
    if (rows === undefined) throw new Error(`the rows of partition ${partition} are not here`);
    this.#held.delete(partition);
    return rows.deliver(place, scratchPath);
  }

  discard(): void {
    this.#held.clear();
  }

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
