/** Texts of groups with their places in the input, in kernel memory (layout: src/kernel/assembly/text-log.ts). */
import type { Kernel } from '../kernel.ts';
import type { KernelRange } from './state.ts';

/** A place, a cell, a group. */
export const TEXT_ENTRY_BYTES = 20;
/** What is saved begins with how many entries and bytes of text there are (u32 each). */
const HEAD_BYTES = 64;

export interface TextPiece {
  readonly address: number;
  /** Entries it has room for, and has. */
  readonly capacity: number;
  count: number;
  /** Where the entries' bytes are, one behind another: how many there is room for, and are. */
  readonly texts: number;
  readonly textCapacity: number;
  textBytes: number;
}

export function allocatePiece(kernel: Kernel, capacity: number, textCapacity: number): TextPiece {
  const address = kernel.allocate(capacity * TEXT_ENTRY_BYTES);
  return { address, capacity, count: 0, texts: kernel.allocate(textCapacity), textCapacity, textBytes: 0 };
}

/** Addresses of a piece's places, cells, groups, and texts. */
export function partsOf({ address, capacity, texts }: TextPiece): readonly [number, number, number, number] {
  return [address, address + capacity * 8, address + capacity * 16, texts];
}

/** Pieces as one: all places, all cells, all groups, all texts. The head lies in memory that the caller releases. */
export function savePieces(kernel: Kernel, pieces: readonly TextPiece[]): readonly KernelRange[] {
  const head = kernel.allocate(HEAD_BYTES);
  const total = (of: (piece: TextPiece) => number): number => pieces.reduce((sum, piece) => sum + of(piece), 0);
  kernel.u32(head, 2).set([total(({ count }) => count), total(({ textBytes }) => textBytes)]);
  const ranges = [8, 8, 4].flatMap((width, part) =>
    pieces.map((piece) => ({ address: partsOf(piece)[part] as number, byteLength: piece.count * width })),
  );
  const texts = pieces.map((piece) => ({ address: piece.texts, byteLength: piece.textBytes }));
  return [{ address: head, byteLength: HEAD_BYTES }, ...ranges, ...texts];
}

/** What savePieces has given, as a piece where it is; its cells are made to point at its texts. */
export function readPiece(kernel: Kernel, { address: saved }: KernelRange): TextPiece {
  const [count = 0, textBytes = 0] = kernel.u32(saved, 2);
  const address = saved + HEAD_BYTES;
  const texts = address + count * TEXT_ENTRY_BYTES;
  const piece = { address, capacity: count, count, texts, textCapacity: textBytes, textBytes };
  kernel.call.placeTexts(partsOf(piece)[1], count, texts);
  return piece;
}
