// HyperLogLog: of each group 2^14 registers, each the longest run of leading zeros, and one, of the hashes that fall to it.
//
// Groups with few values have a set of registers that are not 0 instead, u32 each (index << 8 | run, 0: none) in open
// addressing by index: blocks of 64 bytes, of four times that, and so on. At 16 KiB it is a byte a register. The state of
// a group is the address of its block (u32), how many registers the set has and the size of the block, 64 << 2 size
// (u16 each). Blocks come from a store that the caller fills up: 7 u32, where free memory starts and ends, and for
// each size a list of blocks that were left for larger ones.
import { cellAddress, cellKind, cellLength, KIND_NULL } from './bits';
import { CHUNK_ROWS, hashBytes } from './hash';

const INDEX_BITS: u64 = 14;
const REGISTERS: usize = 1 << 14;
const LARGEST: u32 = 4;
const USED: usize = 4;
const SIZE: usize = 6;
const FREE: usize = 0;
const END: usize = 4;
const LISTS: usize = 8;
/** A group that is merged may go through all sizes. */
const MOST_BYTES: usize = 32 * 1024;

@inline function blockBytes(size: u32): usize { return <usize>64 << (<usize>size << 1); }

/** Whether what comes next may need more memory than the store has. */
@inline function isLow(blocks: usize): bool { return load<u32>(blocks, END) - load<u32>(blocks, FREE) < <u32>MOST_BYTES; }

/**
 * Adds plain cells from a row on; nulls are left out. Returns the row at which the store needs more memory, or n. `groups`
 * has the group (u32) of each row; 0: all are of group 0. `hashes` is room for n u64.
 */
export function hllAdd(
  cells: usize, from: u32, n: u32, groups: usize, base: usize, stride: usize, blocks: usize, hashes: usize,
): u32 {
  for (let start = <usize>from; start < <usize>n; start += CHUNK_ROWS) {
    const end = min(start + CHUNK_ROWS, <usize>n);
    hashRows(cells, start, end, groups, base, stride, hashes);
    for (let r = start; r < end; r++) {
      if (cellKind(load<u64>(cells + (r << 3))) == KIND_NULL) continue;
      if (isLow(blocks)) return <u32>r;
      const hash = load<u64>(hashes + (r << 3));
      offer(stateOf(r, groups, base, stride), indexOf(hash), runOf(hash), blocks);
    }
  }
  return n;
}

@inline function stateOf(row: usize, groups: usize, base: usize, stride: usize): usize {
  return base + (groups ? <usize>load<u32>(groups + (row << 2)) * stride : 0);
}

/** Hashes rows and touches the registers that they fall to: with so little else to do, cache misses overlap. */
function hashRows(
  cells: usize, from: usize, end: usize, groups: usize, base: usize, stride: usize, hashes: usize,
): void {
  let touched: u32 = 0;
  for (let r = from; r < end; r++) {
    const cell = load<u64>(cells + (r << 3));
    const hash = spread(hashBytes(cellAddress(cell), cellLength(cell)));
    store<u64>(hashes + (r << 3), hash);
    const state = stateOf(r, groups, base, stride);
    const block = <usize>load<u32>(state);
    if (block) touched += load<u32>(block + placeOf(indexOf(hash), <u32>load<u16>(state, SIZE)));
  }
  store<u32>(TOUCHED, touched);
}
/** Written so that no load is left out. */
const TOUCHED = memory.data(4, 4);

@inline function indexOf(hash: u64): u32 { return <u32>(hash >> (64 - INDEX_BITS)); }

/** Where in its block a register is, or in that of a set, is looked for first. */
@inline function placeOf(index: u32, size: u32): usize {
  return size == LARGEST ? <usize>index : <usize>(index & (<u32>(blockBytes(size) >> 2) - 1)) << 2;
}

/** Every bit of the hash depends on every other: its highest ones are looked at alone. */
@inline function spread(hash: u64): u64 {
  let h = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

@inline function runOf(hash: u64): u32 {
  return <u32>min<u64>(clz<u64>(hash << INDEX_BITS), 64 - INDEX_BITS) + 1;
}

/** Raises a register to a run at least. */
function offer(state: usize, index: u32, run: u32, blocks: usize): void {
  if (load<u32>(state) == 0) store<u32>(state, <u32>takeBlock(0, blocks));
  const block = <usize>load<u32>(state);
  const size = <u32>load<u16>(state, SIZE);
  if (size == LARGEST) {
    if (run > <u32>load<u8>(block + index)) store<u8>(block + index, <u8>run);
    return;
  }
  const slots = <u32>(blockBytes(size) >> 2);
  const bytes = <usize>slots << 2;
  for (let place = placeOf(index, size); ; place = (place + 4) & (bytes - 1)) {
    const at = block + place;
    const held = load<u32>(at);
    if (held == 0) {
      store<u32>(at, index << 8 | run);
      const used = <u32>load<u16>(state, USED) + 1;
      store<u16>(state, <u16>used, USED);
      if (used * 4 > slots * 3) enlarge(state, blocks);
      return;
    }
    if (held >> 8 == index) {
      if (run > (held & 255)) store<u32>(at, index << 8 | run);
      return;
    }
  }
}

/** A block of zeros. */
function takeBlock(size: u32, blocks: usize): usize {
  const list = blocks + LISTS + (<usize>size << 2);
  let block = <usize>load<u32>(list);
  if (block) store<u32>(list, load<u32>(block));
  else {
    block = <usize>load<u32>(blocks, FREE);
    store<u32>(blocks, <u32>(block + blockBytes(size)), FREE);
  }
  memory.fill(block, 0, blockBytes(size));
  return block;
}

/** Moves a set into the next larger block. */
function enlarge(state: usize, blocks: usize): void {
  const from = <usize>load<u32>(state);
  const size = <u32>load<u16>(state, SIZE);
  store<u32>(state, <u32>takeBlock(size + 1, blocks));
  store<u16>(state, 0, USED);
  store<u16>(state, <u16>(size + 1), SIZE);
  offerSet(state, from, blockBytes(size), blocks);
  const list = blocks + LISTS + (<usize>size << 2);
  store<u32>(from, load<u32>(list));
  store<u32>(list, <u32>from);
}

function offerSet(state: usize, set: usize, byteLength: usize, blocks: usize): void {
  for (let at = set; at < set + byteLength; at += 4) {
    const held = load<u32>(at);
    if (held) offer(state, held >> 8, held & 255, blocks);
  }
}

/** How many registers (u32) are 0, 1, and so on up to 51. */
export function hllCounts(state: usize, out: usize): void {
  memory.fill(out, 0, 52 << 2);
  const block = <usize>load<u32>(state);
  if (block && <u32>load<u16>(state, SIZE) == LARGEST) {
    for (let r: usize = 0; r < REGISTERS; r++) count(out, <u32>load<u8>(block + r), 1);
    return;
  }
  count(out, 0, <u32>REGISTERS - <u32>load<u16>(state, USED));
  if (block == 0) return;
  const end = block + blockBytes(<u32>load<u16>(state, SIZE));
  for (let at = block; at < end; at += 4) {
    const held = load<u32>(at);
    if (held) count(out, held & 255, 1);
  }
}

@inline function count(out: usize, run: u32, more: u32): void {
  const at = out + (<usize>run << 2);
  store<u32>(at, load<u32>(at) + more);
}

// ---- saving and merging -----------------------------------------------------------------------------------------
// A saved group is its number and its block's bytes (u32 each), and the block.

/** Bytes that hllSave writes. */
export function hllSavedBytes(base: usize, stride: usize, groups: u32): f64 {
  let sum: u64 = 0;
  for (let g: usize = 0; g < <usize>groups; g++) {
    const state = base + g * stride;
    if (load<u32>(state)) sum += 8 + <u64>blockBytes(<u32>load<u16>(state, SIZE));
  }
  return <f64>sum;
}

export function hllSave(base: usize, stride: usize, groups: u32, out: usize): void {
  let o = out;
  for (let g: usize = 0; g < <usize>groups; g++) {
    const state = base + g * stride;
    if (load<u32>(state) == 0) continue;
    const bytes = blockBytes(<u32>load<u16>(state, SIZE));
    store<u32>(o, <u32>g);
    store<u32>(o, <u32>bytes, 4);
    memory.copy(o + 8, <usize>load<u32>(state), bytes);
    o += 8 + bytes;
  }
}

/** Merges saved groups up to `end`, whose groups here are at map (u32); returns where the store needs more memory, or end. */
export function hllMerge(saved: usize, end: usize, map: usize, base: usize, stride: usize, blocks: usize): usize {
  let p = saved;
  while (p < end) {
    if (isLow(blocks)) return p;
    const state = base + <usize>load<u32>(map + (<usize>load<u32>(p) << 2)) * stride;
    const bytes = <usize>load<u32>(p, 4);
    if (bytes == REGISTERS) mergeRegisters(state, p + 8, blocks);
    else offerSet(state, p + 8, bytes, blocks);
    p += 8 + bytes;
  }
  return p;
}

function mergeRegisters(state: usize, registers: usize, blocks: usize): void {
  if (load<u32>(state) == 0) {
    store<u32>(state, <u32>takeBlock(LARGEST, blocks));
    store<u16>(state, <u16>LARGEST, SIZE);
  }
  if (<u32>load<u16>(state, SIZE) == LARGEST) {
    const block = <usize>load<u32>(state);
    for (let i: usize = 0; i < REGISTERS; i += 16) {
      v128.store(block + i, i8x16.max_u(v128.load(block + i), v128.load(registers + i)));
    }
    return;
  }
  for (let r: usize = 0; r < REGISTERS; r++) {
    const run = <u32>load<u8>(registers + r);
    if (run) offer(state, <u32>r, run, blocks);
  }
}
