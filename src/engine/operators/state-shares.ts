/** Shares of states that were cut by hash of the key and put aside. */
import type { CutPart } from '../../protocol/stage.ts';
import type { CollectedState } from '../io/state-file.ts';

interface Readable {
  read(target: Uint8Array, from: number): void;
}

export function shareOf(file: Readable, { startByte, ends }: CutPart, share: number): CollectedState {
  const from = share === 0 ? startByte : (ends[share - 1] as number);
  return rangeOf(file, from, ends[share] as number);
}

/** Bytes of a file as something to read. */
export function rangeOf(file: Readable, startByte: number, endByte: number): CollectedState {
  return {
    byteLength: endByte - startByte,
    read: (target, from) => file.read(target, startByte + from),
  };
}
