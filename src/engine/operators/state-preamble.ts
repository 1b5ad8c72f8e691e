/**
 * The beginning of a saved state, as JSON. Behind it come the groups (GroupTable.save), then the entries of each state that
 * keeps some.
 */
import type { SavedSlow } from '../aggregates/state.ts';
import type { CollectedState } from '../io/state-file.ts';

export interface Preamble {
  readonly groupCount: number;
  readonly keyBytes: number;
  /** Of each column that is read as numbers. */
  readonly scales: readonly number[];
  /** Of each state. */
  readonly slow: readonly (readonly SavedSlow[])[];
  /** Of each state that keeps entries. */
  readonly entryBytes: readonly number[];
  readonly columnsSeen: readonly boolean[];
}

const LENGTH_BYTES = 8;

/** Its length, then its text. */
export function writePreamble(preamble: Preamble): Buffer {
  const text = Buffer.from(JSON.stringify(preamble));
  const bytes = Buffer.alloc(LENGTH_BYTES + text.length);
  bytes.writeDoubleLE(text.length);
  text.copy(bytes, LENGTH_BYTES);
  return bytes;
}

/** What writePreamble wrote, and where it ends. */
export function readPreamble(saved: CollectedState): { readonly preamble: Preamble; readonly end: number } {
  const length = Buffer.alloc(LENGTH_BYTES);
  saved.read(length, 0);
  const text = Buffer.alloc(length.readDoubleLE());
  saved.read(text, LENGTH_BYTES);
  return { preamble: JSON.parse(text.toString('utf8')) as Preamble, end: LENGTH_BYTES + text.length };
}
