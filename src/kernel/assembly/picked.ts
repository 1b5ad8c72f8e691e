// The first or the last value of a group in the order of the input. A state is its place (u64), its cell (u64; 0: none
// yet), how many bytes there are for its text (u32), and 4 bytes unused. The text stands in an arena of the caller's, and
// the next one takes its room where it fits.
import { cellAddress, cellKind, cellLength, copyShort, makeCell, KIND_NULL } from './bits';

/** Where the arena goes on. */
let free: usize = 0;

/**
 * Adds n cells (plain texts) of which the first has a place and the others follow. The arena has room for twice their
 * bytes and 32 more each; returns where it goes on.
 */
export function addPicked(
  cells: usize, n: u32, groups: usize, place: u64, base: usize, stride: usize, isLast: bool, arena: usize,
): usize {
  free = arena;
  // From behind for the last: the first row of a group that is seen is then the only one that counts.
  for (let i: usize = 0; i < <usize>n; i++) {
    const r = isLast ? <usize>n - 1 - i : i;
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) == KIND_NULL) continue;
    offer(base + (groups ? <usize>load<u32>(groups + (r << 2)) * stride : 0), cell, place + <u64>r, isLast);
  }
  return free;
}

/** The same of n values of other states, with places and groups of their own; map has our groups (u32) for theirs. */
export function mergePicked(
  places: usize, cells: usize, groups: usize, n: u32, map: usize, base: usize, stride: usize, isLast: bool, arena: usize,
): usize {
  free = arena;
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = <usize>load<u32>(map + (<usize>load<u32>(groups + (e << 2)) << 2));
    offer(base + group * stride, load<u64>(cells + (e << 3)), load<u64>(places + (e << 3)), isLast);
  }
  return free;
}

@inline function offer(state: usize, cell: u64, place: u64, isLast: bool): void {
  const held = load<u64>(state, 8);
  if (held != 0) {
    const heldPlace = load<u64>(state);
    if (isLast ? place <= heldPlace : place >= heldPlace) return;
  }
  const length = cellLength(cell);
  let address = cellAddress(held);
  if (held == 0 || length > <usize>load<u32>(state, 16)) {
    const room = (length + (length >> 1) + 16) & ~<usize>15;
    address = free;
    free += room;
    store<u32>(state, <u32>room, 16);
  }
  copyShort(address, cellAddress(cell), length);
  store<u64>(state, place);
  store<u64>(state, makeCell(address, length, cellKind(cell)), 8);
}

let pickedBytes: usize = 0;
/** The bytes of what countPicked has counted. */
export function pickedTextBytes(): usize { return pickedBytes; }

/** How many of n groups have a value. */
export function countPicked(base: usize, stride: usize, n: u32): u32 {
  let count: u32 = 0;
  pickedBytes = 0;
  for (let g: usize = 0; g < <usize>n; g++) {
    const cell = load<u64>(base + g * stride, 8);
    if (cell == 0) continue;
    pickedBytes += cellLength(cell);
    count++;
  }
  return count;
}

/** Writes them: places and cells (u64), groups (u32), and the cells' bytes. */
export function gatherPicked(
  base: usize, stride: usize, n: u32, places: usize, cells: usize, groups: usize, texts: usize,
): void {
  let at: usize = 0, text = texts;
  for (let g: usize = 0; g < <usize>n; g++) {
    const state = base + g * stride;
    const cell = load<u64>(state, 8);
    if (cell == 0) continue;
    store<u64>(places + (at << 3), load<u64>(state));
    store<u64>(cells + (at << 3), cell);
    store<u32>(groups + (at << 2), <u32>g);
    copyShort(text, cellAddress(cell), cellLength(cell));
    text += cellLength(cell);
    at++;
  }
}

/** Cells of n groups (u32 at order): null where there is none. */
export function pickedCells(base: usize, stride: usize, order: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    store<u64>(out + (r << 3), load<u64>(base + <usize>load<u32>(order + (r << 2)) * stride, 8));
  }
}
