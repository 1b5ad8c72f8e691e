/** The rows that tasks wrote, by partition, until they are delivered. */
import type { Delivery, OutputPlace } from '../protocol/stage.ts';
import { HeldRows, PiecePool } from './held-rows.ts';

/** One stage after the other holds rows. */
const pool = new PiecePool();

export class HeldPartitions {
  readonly #held = new Map<number, HeldRows>();

  begin(partition: number): HeldRows {
    const rows = new HeldRows(pool);
    this.#held.set(partition, rows);
    return rows;
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
}
