/** The rows of an execution on their way to who receives them: in the order of the partitions, whenever they arrive, or
 * as they come. */
import type { Delivery, OutputPlace } from '../../protocol/stage.ts';
import type { RowsReceiver } from '../execution.ts';

export class RowDeliveries {
  readonly #receiver: RowsReceiver;
  /** Stays what it was when a partition is run again: it has the same rows. */
  readonly #places = new Map<number, OutputPlace | undefined>();
  readonly #waiting = new Map<number, Delivery>();
  #next = 0;

  readonly #isOrdered: boolean;

  constructor(receiver: RowsReceiver, isOrdered: boolean) {
    this.#receiver = receiver;
    this.#isOrdered = isOrdered;
  }

  /** To be asked for one partition after another, from the first on. */
  placeOf(partition: number, byteLength: number): OutputPlace | undefined {
    if (!this.#places.has(partition)) this.#places.set(partition, this.#receiver.place(byteLength));
    return this.#places.get(partition);
  }

  take(partition: number, delivery: Delivery): void {
    if (!this.#isOrdered) {
      this.#receiver.take(delivery);
      return;
    }
    if (partition < this.#next) return;
    this.#waiting.set(partition, delivery);
    for (let next = this.#waiting.get(this.#next); next !== undefined; next = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      this.#receiver.take(next);
    }
  }
}
