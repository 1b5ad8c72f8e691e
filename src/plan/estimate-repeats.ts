/** How many rows there are of each key, from keys that were looked at in a few places of the input. */

/**
 * `places` are keys that stand together in the input, in several places of it; `rowCount` is about how many rows the input
 * has. Rows of a key that stand together say nothing of what is elsewhere: each place counts a key once, and how many of
 * these come again in another place tells how many different ones there are (were all as likely).
 */
export function estimateRepeats(places: readonly (readonly string[])[], rowCount: number): number | undefined {
  const sampled = places.reduce((sum, keys) => sum + keys.length, 0);
  if (sampled === 0) return undefined;
  const once = places.flatMap((keys) => [...new Set(keys)]);
  const rowsTogether = sampled / once.length;
  const most = Math.max(once.length, rowCount / rowsTogether);
  const keyCount = Math.min(most, differentAmong(once.length, new Set(once).size, most));
  return rowCount / keyCount;
}

/** How many different values there are, if `drawn` of them were `different` ones; no more than `most`. */
function differentAmong(drawn: number, different: number, most: number): number {
  if (different === drawn) return most;
  let [low, high] = [different, most];
  while (high - low > low / 1000) {
    const middle = (low + high) / 2;
    const expected = middle * -Math.expm1(-drawn / middle);
    if (expected < different) low = middle;
    else high = middle;
  }
  return high;
}
