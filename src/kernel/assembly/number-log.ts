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
 * Counts n entries: by the class of their group (u32 each; by group where classOf is 0; not at all where counts is 0), and
 * by scale and bits of the mantissa (u32 each, 64 a scale). Returns the largest number that placeOf (if not 0) has for
 * their groups.
 */
export function countNumbers(
  log: usize, capacity: u32, n: u32, classOf: usize, placeOf: usize, counts: usize, bitCounts: usize,
): u32 {
  const groups = groupsOf(log, capacity), scales = scalesOf(log, capacity);
  let most: u32 = 0;
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = load<u32>(groups + (e << 2));
    if (counts) addOne(counts + (<usize>numberIn(classOf, group) << 2));
    most = max(most, numberIn(placeOf, group));
    const mantissa = load<i64>(log + (e << 3));
    const bits = 64 - clz<u64>(<u64>(mantissa ^ (mantissa >> 63)));
    addOne(bitCounts + (<usize>load<u8>(scales + e) << 8) + (<usize>bits << 2));
  }
  return most;
}

@inline function addOne(count: usize): void { store<u32>(count, load<u32>(count) + 1); }

/** What a list (u32 each) has for a group; the group itself where there is no list. */
@inline function numberIn(list: usize, group: u32): u32 {
  return list ? load<u32>(list + (<usize>group << 2)) : group;
}

// ---- as they are saved: mantissas (i32), all at one scale, or where they differ too much mantissas (i64) and scales (u8);
// groups (u16 or u32)

/** In place of a scale: each number has its own. */
const OWN_SCALES: u32 = 255;

/**
 * Writes n entries, at a scale or with their own, to where `cursors` says: for each share (all is one where shareOf is 0)
 * the addresses of its next mantissa, group, and scale (u32 each). Groups get the numbers that placeOf has for them.
 */
export function saveNumbers(
  log: usize, capacity: u32, n: u32, shareOf: usize, placeOf: usize, cursors: usize, scale: u32, groupBytes: u32,
): void {
  const groups = groupsOf(log, capacity), scales = scalesOf(log, capacity);
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = load<u32>(groups + (e << 2));
    const cursor = cursors + (shareOf ? <usize>load<u32>(shareOf + (<usize>group << 2)) * 12 : 0);
    const mantissa = load<i64>(log + (e << 3));
    const own = <u32>load<u8>(scales + e);
    const to = load<u32>(cursor), groupTo = load<u32>(cursor, 4);
    if (scale != OWN_SCALES) {
      store<i32>(<usize>to, <i32>(mantissa * <i64>powerOf10(scale - own)));
      store<u32>(cursor, to + 4);
    } else {
      const scaleTo = load<u32>(cursor, 8);
      store<i64>(<usize>to, mantissa);
      store<u8>(<usize>scaleTo, <u8>own);
      store<u32>(cursor, to + 8);
      store<u32>(cursor, scaleTo + 1, 8);
    }
    if (groupBytes == 2) store<u16>(<usize>groupTo, <u16>numberIn(placeOf, group));
    else store<u32>(<usize>groupTo, numberIn(placeOf, group));
    store<u32>(cursor, groupTo + groupBytes, 4);
  }
}

/** Adds n saved entries behind the first `count`, where there is room; `map` has our groups (u32) for theirs. */
export function mergeNumbers(
  mantissas: usize, groups: usize, scales: usize, n: u32, scale: u32, groupBytes: u32, map: usize, log: usize,
  capacity: u32, count: u32,
): void {
  const numbersOut = log + (<usize>count << 3);
  const groupsOut = groupsOf(log, capacity) + (<usize>count << 2);
  const scalesOut = scalesOf(log, capacity) + <usize>count;
  for (let e: usize = 0; e < <usize>n; e++) {
    const group = groupBytes == 2 ? <u32>load<u16>(groups + (e << 1)) : load<u32>(groups + (e << 2));
    store<u32>(groupsOut + (e << 2), numberIn(map, group));
  }
  if (scale == OWN_SCALES) {
    memory.copy(numbersOut, mantissas, <usize>n << 3);
    memory.copy(scalesOut, scales, <usize>n);
    return;
  }
  for (let e: usize = 0; e < <usize>n; e++) store<i64>(numbersOut + (e << 3), <i64>load<i32>(mantissas + (e << 2)));
  memory.fill(scalesOut, <u8>scale, <usize>n);
}

// ---- the numbers of each group side by side ---------------------------------------------------------------------

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
