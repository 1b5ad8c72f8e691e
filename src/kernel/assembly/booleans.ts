// Whether a group had a true and a false: bits 0 and 1 of a u64.
import { cellAddress, cellKind, cellLength, KIND_ESCAPED, KIND_NULL } from './bits';

const TRUE: u64 = 1;
const FALSE: u64 = 2;
/** Bits by which small letters differ from capital ones; `true` and `fals` in memory order. */
const SMALL: u32 = 0x20202020;
const TEXT_TRUE: u32 = 0x65757274;
const TEXT_FALS: u32 = 0x736c6166;
const LETTER_E: u32 = 0x65;

/** Adds rows from a first one on; stops at one that is neither null nor a boolean, and returns it, or n. */
export function addBooleans(cells: usize, from: u32, n: u32, groups: usize, base: usize, stride: usize): u32 {
  for (let r = <usize>from; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (cellKind(cell) == KIND_NULL) continue;
    const bit = booleanBit(cell);
    if (bit == 0) return <u32>r;
    const state = base + (groups ? <usize>load<u32>(groups + (r << 2)) * stride : 0);
    store<u64>(state, load<u64>(state) | bit);
  }
  return n;
}

/** Of `true` and `false` in any capitals; 0 for all else, and for a string with escapes, whatever it says. */
@inline function booleanBit(cell: u64): u64 {
  if (cellKind(cell) == KIND_ESCAPED) return 0;
  const text = cellAddress(cell), length = cellLength(cell);
  const start = load<u32>(text) | SMALL;
  if (length == 4) return start == TEXT_TRUE ? TRUE : 0;
  return length == 5 && start == TEXT_FALS && (<u32>load<u8>(text, 4) | 0x20) == LETTER_E ? FALSE : 0;
}

/** `map` holds the target's group number (u32) for each of n source groups. */
export function mergeBooleans(
  source: usize, sourceStride: usize, n: u32, map: usize, base: usize, stride: usize,
): void {
  for (let g: usize = 0; g < <usize>n; g++) {
    const state = base + <usize>load<u32>(map + (g << 2)) * stride;
    store<u64>(state, load<u64>(state) | load<u64>(source + g * sourceStride));
  }
}
