// Sorting of pairs by radix: a key (u64) and what belongs to it (u32), 12 bytes.

const HISTOGRAM = memory.data(1024, 8);

/**
 * Sorts n pairs by their keys, least significant byte first; bytes that are all alike are passed over. Pairs are moved to
 * and fro between `pairs` and `scratch`: returns where they are in the end. Pairs with equal keys keep their order.
 */
export function sortPairs(pairs: usize, scratch: usize, n: usize): usize {
  let from = pairs, to = scratch;
  let all: u64 = 0, none: u64 = ~<u64>0;
  for (let p: usize = 0; p < n; p++) {
    const key = load<u64>(from + p * 12);
    all |= key; none &= key;
  }
  const varying = all ^ none;
  for (let shift: u64 = 0; shift < 64; shift += 8) {
    if (((varying >> shift) & 255) == 0) continue;
    sortByByte(from, to, n, shift);
    const swap = from; from = to; to = swap;
  }
  return from;
}

function sortByByte(from: usize, to: usize, n: usize, shift: u64): void {
  const counts = HISTOGRAM;
  memory.fill(counts, 0, 1024);
  for (let p: usize = 0; p < n; p++) {
    const c = counts + (<usize>((load<u64>(from + p * 12) >> shift) & 255) << 2);
    store<u32>(c, load<u32>(c) + 1);
  }
  let sum: u32 = 0;
  for (let b: usize = 0; b < 1024; b += 4) { const c = load<u32>(counts + b); store<u32>(counts + b, sum); sum += c; }
  for (let p: usize = 0; p < n; p++) {
    const key = load<u64>(from + p * 12);
    const c = counts + (<usize>((key >> shift) & 255) << 2);
    const place = to + <usize>load<u32>(c) * 12;
    store<u32>(c, load<u32>(c) + 1);
    store<u64>(place, key);
    store<u32>(place, load<u32>(from + p * 12, 8), 8);
  }
}
