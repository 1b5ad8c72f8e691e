// What logs of entries have in common: entries belong to groups (u32 each).

/** Replaces n groups (u32) by those that `map` has for them. */
export function mapGroups(groups: usize, n: u32, map: usize): void {
  for (let e: usize = 0; e < <usize>n; e++) {
    store<u32>(groups + (e << 2), load<u32>(map + (<usize>load<u32>(groups + (e << 2)) << 2)));
  }
}

/** Turns n counts (u32) into where each of them starts when they stand one behind another; returns their sum. */
export function countsToStarts(counts: usize, n: u32): u32 {
  let start: u32 = 0;
  for (let g: usize = 0; g < <usize>n; g++) {
    const count = load<u32>(counts + (g << 2));
    store<u32>(counts + (g << 2), start);
    start += count;
  }
  return start;
}
