/** The rows that a worker handed over. */
import type { Delivery } from '../protocol/stage.ts';
import { readState, removeState } from './io/state-file.ts';

/** Pieces of whole rows; a file that they came in is removed. */
export function rowsOfDelivery(delivery: Delivery): readonly Uint8Array[] {
  if (delivery.kind === 'placed') return [];
  if (delivery.kind === 'here') return delivery.pieces;
  const state = readState(delivery);
  const rows = new Uint8Array(state.byteLength);
  state.read(rows, 0);
  if (delivery.kind === 'file') removeState(delivery.path);
  return [rows];
}
