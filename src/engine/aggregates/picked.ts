/**
 * first and last: the value that comes first or last in the input. Its place and its cell are in the record (layout:
 * src/kernel/assembly/picked.ts), its text beside.
 */
import type { Kernel } from '../kernel.ts';
import { TextArena } from '../operators/text-arena.ts';
import { PlainCells } from './plain-cells.ts';
import type { CellRows, CellState, GroupSelection, KernelRange, StatePlace, StoredState } from './state.ts';
import { allocatePiece, partsOf, readPiece, savePieces } from './text-pieces.ts';

/** What a text may take beside twice its length. */
const ROOM_BYTES = 32;

export class PickedState implements CellState, StoredState {
  readonly byteLength = 24;
  readonly #kernel: Kernel;
  readonly #isLast: number;
  readonly #plain: PlainCells;
  readonly #arena: TextArena;
  /** Room that texts have taken, and left for more since. */
  #textBytes = 0;

  constructor(kernel: Kernel, which: 'first' | 'last') {
    this.#kernel = kernel;
    this.#isLast = Number(which === 'last');
    this.#plain = new PlainCells(kernel);
    this.#arena = new TextArena(kernel);
  }

  addCells(cells: CellRows, { base, stride }: StatePlace): void {
    const { rows, groups, place, textBytes } = cells;
    this.#plain.take(cells, 0);
    const arena = this.#arena.reserve(textBytes * 2 + rows * ROOM_BYTES);
    const end = this.#kernel.call.addPicked(
      ...([this.#plain.cells, rows, groups, place, base, stride, this.#isLast, arena] as const),
    );
    this.#take(arena, end >>> 0);
  }

  #take(start: number, end: number): void {
    this.#arena.take(end);
    this.#textBytes += end - start;
  }

  get storedBytes(): number {
    return this.#textBytes;
  }

  saveEntries(_: GroupSelection | undefined, { base, stride, groupCount }: StatePlace): readonly KernelRange[] {
    const { call } = this.#kernel;
    const count = call.countPicked(base, stride, groupCount);
    const textBytes = call.pickedTextBytes() >>> 0;
    const piece = { ...allocatePiece(this.#kernel, count, textBytes), count, textBytes };
    call.gatherPicked(base, stride, groupCount, ...partsOf(piece));
    return savePieces(this.#kernel, [piece]);
  }

  mergeEntries(saved: KernelRange, map: number, { base, stride }: StatePlace): void {
    const { call } = this.#kernel;
    const piece = readPiece(this.#kernel, saved);
    const [places, cells, groups] = partsOf(piece);
    const arena = this.#arena.reserve(piece.textBytes * 2 + piece.count * ROOM_BYTES);
    const end = call.mergePicked(places, cells, groups, piece.count, map, base, stride, this.#isLast, arena);
    this.#take(arena, end >>> 0);
  }

  clear(): void {
    this.#arena.clear();
    this.#textBytes = 0;
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
