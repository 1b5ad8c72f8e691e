/** texts: all values with their places in the input, one behind another. Nothing is in the record. */
import type { Kernel } from '../kernel.ts';
import { GroupedTexts } from './grouped-texts.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, GroupSelection, GroupShares, KernelRange, StoredState } from './state.ts';
import { allocatePiece, partsOf, readPiece, savePieces, TEXT_ENTRY_BYTES, type TextPiece } from './text-pieces.ts';

const FIRST_CAPACITY = 4096;
const MOST_CAPACITY = 1 << 17;
/** Batches whose texts a piece has room for at least. */
const PIECE_BATCHES = 4;

export class TextsState implements CellState, StoredState {
  readonly byteLength = 0;
  readonly #kernel: Kernel;
  readonly #plain: PlainCells;
  #pieces: TextPiece[] = [];
  /** From before it was cleared. */
  #spare: TextPiece[] = [];
  #shares: readonly TextPiece[] = [];
  #capacity = FIRST_CAPACITY;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#plain = new PlainCells(kernel);
  }

  addCells(cells: CellRows): void {
    const { rows, groups, place, textBytes } = cells;
    this.#plain.take(cells, 0);
    const piece = this.#pieceFor(rows, textBytes);
    const { address, capacity, count, texts } = piece;
    const { call } = this.#kernel;
    const text = texts + piece.textBytes;
    piece.count = call.logTexts(this.#plain.cells, rows, groups, place, address, capacity, count, text);
    piece.textBytes = (call.logTextsEnd() >>> 0) - texts;
  }

  #pieceFor(entries: number, textBytes: number): TextPiece {
    const hasRoom = (piece: TextPiece): boolean =>
      piece.capacity - piece.count >= entries && piece.textCapacity - piece.textBytes >= textBytes;
    const last = this.#pieces.at(-1);
    if (last !== undefined && hasRoom(last)) return last;
    const reused = this.#spare.findIndex(hasRoom);
    const [piece = this.#newPiece(entries, textBytes)] = reused < 0 ? [] : this.#spare.splice(reused, 1);
    this.#pieces.push(piece);
    return piece;
  }

  #newPiece(entries: number, textBytes: number): TextPiece {
    const capacity = Math.max(entries, this.#capacity);
    const batches = Math.max(PIECE_BATCHES, capacity / FIRST_CAPACITY);
    this.#capacity = Math.min(capacity * 2, MOST_CAPACITY);
    return allocatePiece(this.#kernel, capacity, textBytes * batches);
  }

  get storedBytes(): number {
    return this.#pieces.reduce((sum, { count, textBytes }) => sum + count * TEXT_ENTRY_BYTES + textBytes, 0);
  }

  beginShares({ shareOf, placeOf, shareCount }: GroupShares): void {
    const { call } = this.#kernel;
    const counts = this.#kernel.allocate(shareCount * 8);
    for (const { address, capacity, count } of this.#pieces) {
      call.countTextShares(address, capacity, count, shareOf, counts);
    }
    const sizes = [...this.#kernel.u32(counts, shareCount * 2)];
    this.#shares = Array.from({ length: shareCount }, (_, share) => {
      const [count = 0, textBytes = 0] = sizes.slice(share * 2);
      return { ...allocatePiece(this.#kernel, count, textBytes), count, textBytes };
    });
    const cursors = this.#kernel.allocate(shareCount * 16);
    this.#kernel.u32(cursors, shareCount * 4).set(this.#shares.flatMap(partsOf));
    for (const { address, capacity, count } of this.#pieces) {
      call.cutTexts(address, capacity, count, shareOf, placeOf, cursors);
    }
  }

  saveEntries(selection: GroupSelection | undefined): readonly KernelRange[] {
    const pieces = selection === undefined ? this.#pieces : [this.#shares[selection.share] as TextPiece];
    return savePieces(this.#kernel, pieces);
  }

  mergeEntries({ address: saved, byteLength }: KernelRange, map: number): void {
    const kernel = this.#kernel;
    const address = kernel.allocate(byteLength);
    kernel.bytes.copyWithin(address, saved, saved + byteLength);
    const piece = readPiece(kernel, { address, byteLength });
    kernel.call.mapGroups(partsOf(piece)[2], piece.count, map);
    if (piece.count > 0) this.#pieces.unshift(piece);
  }

  clear(): void {
    this.#spare.push(...this.#pieces.map((piece) => ({ ...piece, count: 0, textBytes: 0 })));
    this.#pieces = [];
  }

  /** The values of each group, in memory that the caller releases, until more are added. */
  byGroup(groupCount: number): GroupedTexts {
    return new GroupedTexts(this.#kernel, this.#pieces, groupCount);
  }

  merge(): void {}
  mergeSlow(): void {}
  saveSlow(): [] {
    return [];
  }
  hasSlow(): boolean {
    return false;
  }
}
