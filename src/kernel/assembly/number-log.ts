// A log of numbers: every number of every group, one behind another, for medians and what else needs them all.
//
// A log is pieces of memory with room for `capacity` entries each: mantissas (i64), then groups (u32), then scales (u8).
// Its numbers keep their own scales; they are brought to one scale when the groups are put in order.
import { powerOf10, rescale, fits, SCALE_SLOW, setFits } from './numbers';

@inline function groupsOf(log: usize, capacity: u32): usize { return log + (<usize>capacity << 3); }
@inline function scalesOf(log: usize, capacity: u32): usize { return log + <usize>capacity * 12; }

/** Adds n numbers behind the first `count`, where there is room; nulls and slow ones are left out. Returns the new count. */
export function logNumbers(
  mantissas: usize, scales: usize, n: u32, groups: usize, log: usize, capacity: u32, count: u32,
): u32 {
  const groupsOut = groupsOf(log, capacity), scalesOut = scalesOf(log, capacity);
  let at = <usize>count;
  for (let r: usize = 0; r < <usize>n; r++) {
    const scale = <u32>load<u8>(scales + r);
    store<i64>(log + (at << 3), load<i64>(mantissas + (r << 3)));
    if (groups) store<u32>(groupsOut + (at << 2), load<u32>(groups + (r << 2)));
    store<u8>(scalesOut + at, <u8>scale);
    at += <usize>(scale < SCALE_SLOW);
  }
  return <u32>at;
}

/**
 * Copies n entries to where `cursors` says: for each share the addresses of its next mantissa, group, and scale (u32
 * each). They get the groups' numbers in the share.
 */
export function cutNumbers(log: usize, capacity: u32, n: u32, shareOf: usize, placeOf: usize, cursors: usize): void {
  const groups = groupsOf(log, capacity), scales = scalesOf(log, capacity);
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = <usize>load<u32>(groups + (e << 2)) << 2;
    const cursor = cursors + <usize>load<u32>(shareOf + group) * 12;
    const mantissa = load<u32>(cursor), place = load<u32>(cursor, 4), scale = load<u32>(cursor, 8);
    store<i64>(<usize>mantissa, load<i64>(log + (e << 3)));
    store<u32>(<usize>place, load<u32>(placeOf + group));
    store<u8>(<usize>scale, load<u8>(scales + e));
    store<u32>(cursor, mantissa + 8);
    store<u32>(cursor, place + 4, 4);
    store<u32>(cursor, scale + 1, 8);
  }
}

// ---- the numbers of each group side by side ---------------------------------------------------------------------

/**
 * Counts n entries: by group (u32 each), and by scale and bits of the mantissa (u32 each, 64 a scale).
 */
export function countNumbers(log: usize, capacity: u32, n: u32, counts: usize, bitCounts: usize): void {
  const groups = groupsOf(log, capacity), scales = scalesOf(log, capacity);
  for (let e: usize = 0; e < <usize>n; e++) {
    const count = counts + (<usize>load<u32>(groups + (e << 2)) << 2);
    store<u32>(count, load<u32>(count) + 1);
    const mantissa = load<i64>(log + (e << 3));
    const bits = 64 - clz<u64>(<u64>(mantissa ^ (mantissa >> 63)));
    const bitCount = bitCounts + (<usize>load<u8>(scales + e) << 8) + (<usize>bits << 2);
    store<u32>(bitCount, load<u32>(bitCount) + 1);
  }
}

/**
 * Writes n numbers at a scale to where `cursors` (u32 a group) says, counted in numbers from `out`. One that has more
 * decimals is rounded down, one that is too large becomes the greatest or least there is: the indexes (u32) of these go
 * to `inexact`, and their number is returned.
 */
export function placeNumbers(
  log: usize, capacity: u32, n: u32, scale: u32, cursors: usize, out: usize, inexact: usize,
): u32 {
  const groups = groupsOf(log, capacity), scales = scalesOf(log, capacity);
  let inexactCount: usize = 0;
  for (let e: usize = 0; e < <usize>n; e++) {
    const own = <u32>load<u8>(scales + e);
    let value = load<i64>(log + (e << 3));
    if (own != scale) {
      value = own < scale ? saturate(value, scale - own) : roundDown(value, own - scale);
      store<u32>(inexact + (inexactCount << 2), <u32>e);
      inexactCount += <usize>!fits;
    }
    const cursor = cursors + (<usize>load<u32>(groups + (e << 2)) << 2);
    const place = load<u32>(cursor);
    store<i64>(out + (<usize>place << 3), value);
    store<u32>(cursor, place + 1);
  }
  return <u32>inexactCount;
}

@inline function saturate(value: i64, by: u32): i64 {
  const raised = rescale(value, by);
  return fits ? raised : value < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

/** Sets `fits` where nothing is cut off. */
@inline function roundDown(value: i64, by: u32): i64 {
  const power = <i64>powerOf10(by);
  const quotient = value / power;
  const rest = value - quotient * power;
  setFits(rest == 0);
  return quotient - <i64>(rest < 0);
}
