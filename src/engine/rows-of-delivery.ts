/** The rows that a worker handed over. */
import type { Delivery } from '../protocol/stage.ts';
import { readState, removeState } from './io/state-file.ts';

export class DeliveryReader {
  /** For one delivery after another: memory of its own for each would pile up until V8 looks for it. */
  #room = new Uint8Array(0);

  /** Hands on pieces of whole rows, each valid during the call; a file that they came in is removed. */
  read(delivery: Delivery, take: (rows: Uint8Array) => void): void {
    if (delivery.kind === 'placed') return;
    if (delivery.kind === 'here') {
      for (const piece of delivery.pieces) take(piece);
      delivery.release();
      return;
    }
    const state = readState(delivery);
    if (state.byteLength > this.#room.length) this.#room = new Uint8Array(Math.ceil(state.byteLength * 1.25));
    const rows = this.#room.subarray(0, state.byteLength);
    state.read(rows, 0);
    if (delivery.kind === 'file') removeState(delivery.path);
    take(rows);
  }
}
