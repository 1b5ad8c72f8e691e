// Rows cut into buckets: which one each row goes to, and the rows of each bucket put together.
//
// Buckets are numbers (u32 a row). Rows are texts that stand one behind the other, as long as lengths (u32) says.
import { cellAddress, cellKind, cellLength, makeCell, KIND_NESTED, KIND_NULL, KIND_TEXT } from './bits';
import { hashBytes, NULL_HASH } from './hash';
import { compareEntries } from './sort';

/**
 * By the hash of key cells, plain ones: 32 of its bits as a fraction of all buckets. They are bits that tables of groups
 * look at last, so that the keys of one bucket spread over a table as others do.
 */
export function cutByHash(cells: usize, n: u32, bucketCount: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const hash = cellKind(cell) == KIND_NULL ? NULL_HASH : hashBytes(cellAddress(cell), cellLength(cell));
    store<u32>(out + (r << 2), <u32>((((hash >> 16) & 0xffffffff) * <u64>bucketCount) >> 32));
  }
}

/** By how many of the sorted bounds are not greater than the key. Rows and bounds are entries with their records (sort.ts). */
export function cutByBounds(entries: usize, n: u32, bounds: usize, boundCount: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const entry = entries + (r << 4);
    let from: u32 = 0, to = boundCount;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareEntries(bounds + (<usize>middle << 4), entry) <= 0) from = middle + 1;
      else to = middle;
    }
    store<u32>(out + (r << 2), from);
  }
}

/** In turns, beginning with that of the row's number. */
export function cutInTurns(first: u32, n: u32, bucketCount: u32, out: usize): void {
  let bucket = first % bucketCount;
  for (let r: usize = 0; r < <usize>n; r++) {
    store<u32>(out + (r << 2), bucket);
    bucket = bucket + 1 == bucketCount ? 0 : bucket + 1;
  }
}

/** Adds to what each bucket has: bytes and rows (u32 each). */
export function countBuckets(lengths: usize, buckets: usize, n: u32, counts: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const c = counts + (<usize>load<u32>(buckets + (r << 2)) << 3);
    store<u32>(c, load<u32>(c) + load<u32>(lengths + (r << 2)));
    store<u32>(c, load<u32>(c, 4) + 1, 4);
  }
}

/** Copies each row to where its bucket has come to, which is moved on: addresses of its next row and of its end (u32). */
export function scatterRows(text: usize, lengths: usize, buckets: usize, n: u32, places: usize): void {
  let row = text;
  for (let r: usize = 0; r < <usize>n; r++) {
    const place = places + (<usize>load<u32>(buckets + (r << 2)) << 3);
    const length = <usize>load<u32>(lengths + (r << 2));
    const to = <usize>load<u32>(place);
    // 16 bytes at a time write over what comes behind, which nobody has written yet, unless it is another bucket's.
    if (to + length + 15 > <usize>load<u32>(place, 4)) memory.copy(to, row, length);
    else for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(row + i));
    store<u32>(place, <u32>(to + length));
    row += length;
  }
}

/** By kind of cell, how JSON writes it: not at all, as text of CSV (which decides), string, number, boolean, nested. */
const KIND_LETTERS = memory.data<u8>([48, 116, 116, 115, 115, 110, 98, 106, 116, 116, 116, 116, 116, 116, 116, 116]);

/** Makes cells of one letter each of the kinds of n cells. */
export function kindCells(cells: usize, n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const kind = cellKind(load<u64>(cells + (r << 3)));
    store<u64>(out + (r << 3), makeCell(KIND_LETTERS + <usize>kind, 1, KIND_TEXT));
  }
}

// ---- keys that are written as they are -----------------------------------------------------------------------------

/**
 * Whether one of n plain cells may be another text when it has been written and read: what is no UTF-8 (a surrogate
 * neither), and nested values, which may have line ends.
 */
export function hasOddKeys(cells: usize, n: u32): bool {
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const kind = cellKind(cell);
    if (kind == KIND_NULL) continue;
    if (kind == KIND_NESTED) return true;
    const address = cellAddress(cell), length = cellLength(cell);
    if (!isAscii(address, length) && !isUtf8(address, address + length)) return true;
  }
  return false;
}

@inline function isAscii(address: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i += 16) {
    const left = length - i;
    const beyond = <u32>i8x16.bitmask(v128.load(address + i));
    if (left < 16 ? beyond & ((<u32>1 << <u32>left) - 1) : beyond) return false;
  }
  return true;
}

function isUtf8(from: usize, end: usize): bool {
  for (let p = from; p < end; ) {
    const first = <u32>load<u8>(p);
    if (first < 0x80) { p++; continue; }
    if (first < 0xc2 || first > 0xf4) return false;
    const size: usize = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (p + size > end) return false;
    const second = <u32>load<u8>(p, 1);
    const least: u32 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const most: u32 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) return false;
    for (let i: usize = 2; i < size; i++) if ((<u32>load<u8>(p + i) & 0xc0) != 0x80) return false;
    p += size;
  }
  return true;
}
