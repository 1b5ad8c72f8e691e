// Joins: what becomes of rows for which something was found in the table of the other side (join.ts): pairs of rows, their
// cells, and what is remembered of either side.
import { cellLength, KIND_NULL } from './bits';
import { CHUNK_ROWS } from './hash';
import {
  use, rows, rowAt, isList, touch, TOUCHED, NONE, NO_MORE, ROW_COUNT, FIRSTS, COUNTS, KEYLESS,
} from './join';

/** The numbers (u32) of those of n rows for which something was found, or nothing; returns how many. */
export function joinSelect(found: usize, n: u32, isFound: bool, out: usize): u32 {
  let count: usize = 0;
  for (let r: u32 = 0; r < n; r++) {
    store<u32>(out + (count << 2), r);
    count += usize((load<u32>(found + (<usize>r << 2)) != NONE) == isFound);
  }
  return <u32>count;
}

/**
 * Where tables come one after the other: marks the bytes of the rows for which something was found, and returns how many
 * of them nothing was found for before. Of a row that has been marked before, what is found is left alone or, with
 * `onlyFirst`, is none; and nothing is NO_MORE.
 */
export function joinRemember(found: usize, n: u32, marks: usize, onlyFirst: bool): u32 {
  let matched: u32 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const at = found + (r << 2);
    const isFound = load<u32>(at) != NONE;
    if (load<u8>(marks + r)) {
      if (onlyFirst || !isFound) store<u32>(at, onlyFirst ? NONE : NO_MORE);
    } else {
      store<u8>(marks + r, u8(isFound));
      matched += u32(isFound);
    }
  }
  return matched;
}

// ---- pairs ------------------------------------------------------------------------------------------------------

/**
 * Writes up to `most` pairs of a row's number and the address of a row that it matches (u32 each); returns how many. With
 * `keepsAll` a row that matches nothing comes with address 0. `state` says where to go on: the row, and how many of its
 * pairs have been written; and whether there was a row with several (u32 each). It is moved on.
 */
export function joinPairs(
  table: usize, found: usize, n: u32, keepsAll: bool, state: usize, lefts: usize, rights: usize, most: u32,
): u32 {
  use(table);
  const counts = <usize>load<u32>(table, COUNTS);
  let row = load<u32>(state), done = load<u32>(state, 4), written: u32 = 0;
  for (; row < n && written < most; row++) {
    const first = load<u32>(found + (<usize>row << 2));
    let count: u32 = u32(first < NO_MORE);
    if (count && counts) count = load<u32>(counts + (<usize>first << 2));
    else if (isList(first)) count = load<u32>(<usize>first);
    if (count < 2) {
      store<u32>(lefts + (<usize>written << 2), row);
      store<u32>(rights + (<usize>written << 2), count ? <u32>rowAt(first) : 0);
      written += u32(count != 0 || (keepsAll && first == NONE));
      continue;
    }
    const end = min(count, done + most - written);
    // Addresses stand one behind the other, in a list or among all.
    const all = rows ? rows + (<usize>first << 2) : <usize>first + 4;
    for (; done < end; done++, written++) {
      store<u32>(lefts + (<usize>written << 2), row);
      store<u32>(rights + (<usize>written << 2), load<u32>(all + (<usize>done << 2)));
    }
    store<u32>(state, 1, 8);
    if (done < count) break;
    done = 0;
  }
  store<u32>(state, row);
  store<u32>(state, done, 4);
  return written;
}

/**
 * The cells of k columns of n rows by the addresses (u32) of the rows, null where there is none; returns at least the bytes
 * of their texts.
 */
export function joinCells(addresses: usize, n: u32, columns: usize, k: u32): f64 {
  let sum: u64 = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    if ((r & (CHUNK_ROWS - 1)) == 0) touchRows(addresses + (r << 2), min(CHUNK_ROWS, <usize>n - r));
    const row = <usize>load<u32>(addresses + (r << 2));
    let p = row;
    for (let c: usize = 0; c < <usize>k; c++) {
      const out = <usize>load<u32>(columns + (c << 2)) + (r << 3);
      if (row == 0) { store<u64>(out, KIND_NULL); continue; }
      const upper = <u64>load<u32>(p) << 32;
      p += 4;
      store<u64>(out, upper | <u64>p);
      p += cellLength(upper);
    }
    sum += <u64>(p - row);
  }
  return <f64>sum;
}

function touchRows(addresses: usize, n: usize): void {
  let touched: u32 = 0;
  for (let r: usize = 0; r < n; r++) touched += touch(<usize>load<u32>(addresses + (r << 2)));
  store<u32>(TOUCHED, touched);
}

// ---- what nothing matched ---------------------------------------------------------------------------------------

/** Sets the byte of each place that was found. */
export function joinMark(found: usize, n: u32, marks: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    const place = load<u32>(found + (r << 2));
    if (place != NONE) store<u8>(marks + <usize>place, 1);
  }
}

/** What is marked of each key's first row is said of all of its rows; returns how many rows are marked. */
export function joinSpreadMarks(table: usize, marks: usize): u32 {
  const n = load<u32>(table, ROW_COUNT), counts = <usize>load<u32>(table, COUNTS);
  const end = n - load<u32>(table, KEYLESS);
  let marked: u32 = 0;
  if (counts == 0) {
    for (let place: usize = 0; place < <usize>n; place++) marked += load<u8>(marks + place);
    return marked;
  }
  for (let place: u32 = 0; place < end; ) {
    const count = load<u32>(counts + (<usize>place << 2));
    if (load<u8>(marks + <usize>place)) { memory.fill(marks + <usize>place, 1, <usize>count); marked += count; }
    place += count;
  }
  return marked;
}

/**
 * The addresses (u32) of up to `most` rows that are not marked, in the order in which they were added; returns how many.
 * `state` (u32) says which row to go on with; it is moved on.
 */
export function joinUnmarked(table: usize, marks: usize, state: usize, out: usize, most: u32): u32 {
  use(table);
  const n = load<u32>(table, ROW_COUNT);
  const places = load<u32>(table, COUNTS) ? <usize>load<u32>(table, FIRSTS) : 0;
  let row = load<u32>(state), count: u32 = 0;
  for (; row < n && count < most; row++) {
    const place = places ? load<u32>(places + (<usize>row << 2)) : row;
    if (load<u8>(marks + <usize>place)) continue;
    store<u32>(out + (<usize>count << 2), <u32>rowAt(place));
    count++;
  }
  store<u32>(state, row);
  return count;
}
