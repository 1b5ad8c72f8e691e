// Groups of a table (groups.ts) as they are saved, share by share, and merged into another one.
//
// Saved are the states of groups, one behind the other, their saved headers and their keys. A saved header is the length of
// the key, the first partition and the place in it (u32 each), and one kind byte a key column, filled up to four: 16
// bytes with one key column, where a header and the head of a record have 48. The rest follows from the keys.
import { copyShort } from './bits';
import {
  count, findCandidates, findOrAdd, headerBytes, headers, keys, recordBytes, records, HEAD_BYTES, KINDS_OFFSET, NULL_KEY,
} from './groups';
import { CHUNK_ROWS, hashBytes, NULL_HASH } from './hash';

const SAVED_APPEARANCE: usize = 4, SAVED_KINDS: usize = 12;

@inline function savedHeaderBytes(keyColumns: u32): usize { return SAVED_KINDS + <usize>((keyColumns + 3) & ~3); }

/** The number of a group by its place in `order` (u32); 0: they are all. */
@inline function groupAt(order: usize, r: usize): usize { return order ? <usize>load<u32>(order + (r << 2)) : r; }

/** Bytes of the keys of n groups (u32 at order, 0: all). */
export function groupsKeyBytesOf(order: usize, n: u32): u32 {
  let sum: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const length = load<u32>(headers + groupAt(order, r) * headerBytes, 4);
    if (length != NULL_KEY) sum += length;
  }
  return sum;
}

/** Saves n groups (u32 at order, 0: all) to `states`, of stateBytes each, `savedHeaders` and `savedKeys`. */
export function groupsSave(
  order: usize, n: u32, keyColumns: u32, stateBytes: usize, states: usize, savedHeaders: usize, savedKeys: usize,
): void {
  const savedBytes = savedHeaderBytes(keyColumns);
  let key = savedKeys, saved = savedHeaders;
  for (let r: usize = 0; r < <usize>n; r++, saved += savedBytes) {
    const group = groupAt(order, r), header = headers + group * headerBytes;
    copyWords(states + r * stateBytes, records + group * recordBytes + HEAD_BYTES, stateBytes);
    const length = load<u32>(header, 4);
    store<u32>(saved, length);
    store<u64>(saved, load<u64>(header, 8), SAVED_APPEARANCE);
    for (let k: usize = 0; k < <usize>keyColumns; k += 4) {
      store<u32>(saved + k, load<u32>(header + k, KINDS_OFFSET), SAVED_KINDS);
    }
    if (length == NULL_KEY) continue;
    copyShort(key, keys + <usize>load<u32>(header), <usize>length);
    key += <usize>length;
  }
}

/** Copies a multiple of 8 bytes; of so few it is sooner done than memory.copy is called. */
@inline function copyWords(to: usize, from: usize, byteLength: usize): void {
  for (let i: usize = 0; i < byteLength; i += 8) store<u64>(to + i, load<u64>(from + i));
}

/**
 * Finds or makes the group of each of n that were saved, and writes its number to map. The earlier first appearance is kept,
 * and the kinds of its `keyColumns` key columns. `hashes` is room for 256 u64.
 */
export function groupsMerge(
  savedHeaders: usize, n: u32, savedKeys: usize, map: usize, keyColumns: u32, hashes: usize,
): void {
  const savedBytes = savedHeaderBytes(keyColumns);
  let key = savedKeys;
  for (let start: usize = 0; start < <usize>n; start += CHUNK_ROWS) {
    const end = min(start + CHUNK_ROWS, <usize>n);
    let p = key;
    for (let g = start; g < end; g++) {
      const length = load<u32>(savedHeaders + g * savedBytes), isNull = length == NULL_KEY;
      store<u64>(hashes + ((g - start) << 3), isNull ? NULL_HASH : hashBytes(p, <usize>length));
      p += isNull ? 0 : <usize>length;
    }
    findCandidates(hashes, 8, end - start, map + (start << 2));
    for (let g = start; g < end; g++) {
      const saved = savedHeaders + g * savedBytes, length = load<u32>(saved);
      mergeGroup(saved, key, load<u64>(hashes + ((g - start) << 3)), map + (g << 2), keyColumns);
      key += length == NULL_KEY ? 0 : <usize>length;
    }
  }
}

@inline function mergeGroup(saved: usize, key: usize, hash: u64, out: usize, keyColumns: u32): void {
  const known = count;
  const group = findOrAdd(load<u32>(out), key, load<u32>(saved), hash);
  const header = headers + <usize>group * headerBytes, appearance = load<u64>(saved, SAVED_APPEARANCE);
  if (count != known || rotl<u64>(appearance, 32) < rotl<u64>(load<u64>(header, 8), 32)) {
    store<u64>(header, appearance, 8);
    memory.copy(header + KINDS_OFFSET, saved + SAVED_KINDS, keyColumns);
  }
  store<u32>(out, group);
}

// ---- shares --------------------------------------------------------------------------------------------------------

/**
 * The groups by share of the hash: writes their numbers (u32) to out, those of share 0 first, how many each of the
 * shareCount shares (a power of two) has to counts (u32), and of each group its share and its number there to shareOf and
 * placeOf (u32). `starts` is room for shareCount u32.
 */
export function groupsByShare(
  shareCount: u32, out: usize, counts: usize, starts: usize, shareOf: usize, placeOf: usize,
): void {
  memory.fill(counts, 0, <usize>shareCount << 2);
  for (let g: usize = 0; g < <usize>count; g++) {
    const share = shareOfGroup(g, shareCount), c = counts + (<usize>share << 2);
    const place = load<u32>(c);
    store<u32>(shareOf + (g << 2), share);
    store<u32>(placeOf + (g << 2), place);
    store<u32>(c, place + 1);
  }
  let sum: u32 = 0;
  for (let s: usize = 0; s < <usize>shareCount; s++) {
    store<u32>(starts + (s << 2), sum);
    sum += load<u32>(counts + (s << 2));
  }
  for (let g: usize = 0; g < <usize>count; g++) {
    const start = load<u32>(starts + (<usize>load<u32>(shareOf + (g << 2)) << 2));
    store<u32>(out + (<usize>(start + load<u32>(placeOf + (g << 2))) << 2), <u32>g);
  }
}

/** Bits of the hash that neither buckets nor tags look at. */
@inline function shareOfGroup(group: usize, shareCount: u32): u32 {
  return <u32>(load<u64>(headers + group * headerBytes, 16) >> 32) & (shareCount - 1);
}
