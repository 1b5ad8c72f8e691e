// Expressions: texts that an automaton accepts.
//
// A state of an automaton is the address of its entries (u32): states behind each byte, itself, the truth that it stands
// for, the state behind the end of a text. Outcomes are states that nothing leads out of; they come before all others. The
// truth of one of them is OPEN_ENTRY: it stands for states that nobody has asked for yet.
import { cellAddress, cellLength } from './bits';
import { isPlain, truthOfOther } from './expression-texts';
import { TRUE } from './expression-truth';

const STAY: usize = 256;
const TRUTH: usize = 257 << 2;
const END: usize = 258 << 2;
const OPEN_ENTRY: u32 = 4;

/** Rows (u32) of texts, true for now; truths of all others. Answers how many rows. */
export function plainRows(cells: usize, n: u32, rows: usize, out: usize): u32 {
  let count: usize = 0;
  for (let r: usize = 0; r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    const plain = isPlain(cell);
    store<u32>(rows + (count << 2), <u32>r);
    store<u8>(out + r, <u8>(plain ? TRUE : truthOfOther(cell)));
    count += <usize>plain;
  }
  return <u32>count;
}

/** The state behind an entry. */
@inline function next(state: usize, entry: usize): usize { return <usize>load<u32>(state + (entry << 2)); }

@inline function byteAt(cell: u64, i: usize): usize { return <usize>load<u8>(cellAddress(cell) + i); }

/** Behind the last byte of a text its state stays. */
@inline function byteOrStay(cell: u64, i: usize): usize {
  const length = cellLength(cell);
  return select<usize>(byteAt(cell, min(i, length)), STAY, i < length);
}

/**
 * Truths of some rows (u32), which are texts, from the state on that texts begin in; `first` is the first that is no
 * outcome. Each step has to wait for the one before it: four texts at a time do not wait for each other. Rows that come
 * to open entries are collected in place of the rows; answers how many.
 */
export function matchAutomaton(cells: usize, rows: usize, count: u32, start: usize, first: usize, out: usize): u32 {
  let open: usize = 0;
  for (let at: usize = 0; at < <usize>count; at += 4) {
    const a = cellOf(cells, rows, at, count), b = cellOf(cells, rows, at + 1, count);
    const c = cellOf(cells, rows, at + 2, count), d = cellOf(cells, rows, at + 3, count);
    const shortest = min(min(cellLength(a), cellLength(b)), min(cellLength(c), cellLength(d)));
    const longest = max(max(cellLength(a), cellLength(b)), max(cellLength(c), cellLength(d)));
    let s = start, t = start, u = start, v = start, i: usize = 0;
    while (i + 4 <= shortest && (s >= first || t >= first || u >= first || v >= first)) {
      for (const end = i + 4; i < end; i++) {
        s = next(s, byteAt(a, i));
        t = next(t, byteAt(b, i));
        u = next(u, byteAt(c, i));
        v = next(v, byteAt(d, i));
      }
    }
    while (i < longest && (s >= first || t >= first || u >= first || v >= first)) {
      for (const end = i + 4; i < end; i++) {
        s = next(s, byteOrStay(a, i));
        t = next(t, byteOrStay(b, i));
        u = next(u, byteOrStay(c, i));
        v = next(v, byteOrStay(d, i));
      }
    }
    open = settle(s, rows, at, count, open, out);
    open = settle(t, rows, at + 1, count, open, out);
    open = settle(u, rows, at + 2, count, open, out);
    open = settle(v, rows, at + 3, count, open, out);
  }
  return <u32>open;
}

/** An empty text for rows behind the last. */
@inline function cellOf(cells: usize, rows: usize, at: usize, count: u32): u64 {
  return at < <usize>count ? load<u64>(cells + (<usize>load<u32>(rows + (at << 2)) << 3)) : <u64><u32>rows;
}

@inline function settle(state: usize, rows: usize, at: usize, count: u32, open: usize, out: usize): usize {
  if (at >= <usize>count) return open;
  const row = load<u32>(rows + (at << 2));
  const truth = load<u32>(<usize>load<u32>(state, END), TRUTH);
  store<u8>(out + <usize>row, <u8>truth);
  if (truth != OPEN_ENTRY) return open;
  store<u32>(rows + (open << 2), row);
  return open + 1;
}
