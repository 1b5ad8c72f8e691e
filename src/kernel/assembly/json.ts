// JSON: from bytes to cells, every byte checked.
//
// Records of one file resemble each other. The text between two scalar values (`{"age":`, `],"occupation":"`'s start,
// `}\n`) is a literal, and what may follow depends only on the stack of containers around the value, not on which keys
// came before. So the reader keeps an automaton: contexts (container stacks) with transitions (literal, next context,
// column of the value behind it). Which transition came after the last few ones is remembered: reading a record is
// mostly comparing the predicted literal 16 bytes at a time and scanning a value to its end. A wrong prediction is a
// look-up in a hash table. A literal that no transition knows sends the record to the general reader, which checks it
// by the grammar and adds what it saw to the automaton.
// Literals come from records that the grammar has accepted, so both ways check every byte.
import {
  makeCell, sameBytes, KIND_NULL, KIND_STRING, KIND_ESCAPED, KIND_NUMBER, KIND_BOOLEAN, KIND_NESTED,
} from './bits';
import { unescape } from './groups';

// How records follow one another.
const LINES: u32 = 0;
const ARRAY: u32 = 2;

// What jsonRead stopped for.
const ROWS_FULL: u32 = 0;
const LIMIT: u32 = 1;
const INCOMPLETE: u32 = 2;
const FAILED: u32 = 3;
const CLOSED: u32 = 4;

// Errors: engine/formats/json-errors.ts has their texts.
const E_OBJECT: u32 = 1;
const E_KEY: u32 = 2;
const E_COLON: u32 = 3;
const E_VALUE: u32 = 4;
const E_OBJECT_NEXT: u32 = 5;
const E_ARRAY_NEXT: u32 = 6;
const E_CONTROL: u32 = 7;
const E_ESCAPE: u32 = 8;
const E_UTF8: u32 = 9;
const E_NUMBER: u32 = 10;
const E_DEPTH: u32 = 11;
const E_NEWLINE_INSIDE: u32 = 12;
const E_AFTER_RECORD: u32 = 13;
const E_BETWEEN_RECORDS: u32 = 14;
const E_TRAILING_COMMA: u32 = 15;

// Path nodes, written by the caller: column i32 (-1: not wanted), first child u32, next sibling u32, key address u32,
// key length u32 (INDEX_KEY: an array index), index u32, how many indexes are told apart u32, unused u32.
const NODE_BYTES: usize = 32;
const INDEX_KEY: u32 = 0xffffffff;
const NO_NODE: i32 = -1;

// Contexts: parent, kind, node, index, unused, first child, next sibling (u32 each).
const CONTEXT_BYTES: usize = 32;
const MAX_CONTEXTS: u32 = 1024;
const NO_CONTEXT: u32 = 0xffffffff;
const OBJECT: u32 = 1;
const LIST: u32 = 2;

// Transitions: 32 literal bytes, then u32 each: length, context, column (i32; -1 not wanted, -2 the record ends),
// its number, next in its bucket, address of the whole literal, which of the 32 bytes must match (a bit
// each), the context it goes out from.
// Transitions are referred to by address; the first one stands for none and matches nothing.
const ENDS_RECORD: i32 = -2;
const TRANSITION_BYTES: usize = 64;
const MAX_TRANSITIONS: u32 = 4096;
/** Transitions in one bucket; keys that are data would fill it. */
const MAX_SIBLINGS: u32 = 16;
const BUCKETS: usize = 4096;
/** Predictions are indexed by the last three transitions of the record, four bits apart (measured: 2 to 12 differ little). */
const HISTORY_MASK: usize = 4095;
const HISTORY_SHIFT: u32 = 4;
const MAX_LITERAL: usize = 1024;
const LITERAL_BYTES: usize = 256 * 1024;

const MAX_DEPTH: u32 = 1024;
/** The stack of the general reader: context, node, index, kind, start of a wanted container, its column. */
const FRAME_BYTES: usize = 24;
const STACK = memory.data(1025 * 24, 8);

let nodes: usize = 0;
let seen: usize = 0;
let contexts: usize = 0;
let transitions: usize = 0;
let buckets: usize = 0;
let predictions: usize = 0;
let literals: usize = 0;
let scratch: usize = 0;
let columnCount: u32 = 0;
let sequence: u32 = LINES;
let atArrayStart: bool = false;

let contextCount: u32 = 0;
let transitionCount: u32 = 0;
let literalEnd: usize = 0;
let generalRecords: u32 = 0;
let generalSinceReset: u32 = 0;

let stopped: u32 = 0;
let consumed: usize = 0;
let errorCode: u32 = 0;
let errorAt: usize = 0;
let closed: bool = false;

/** Bytes that jsonUse needs for its tables. */
export function jsonTableBytes(): u32 {
  return <u32>(<usize>MAX_CONTEXTS * CONTEXT_BYTES + <usize>(MAX_TRANSITIONS + 1) * TRANSITION_BYTES + BUCKETS * 4 + (HISTORY_MASK + 1) * 4 + LITERAL_BYTES + 64);
}

/**
 * Prepares for records of one shape: nodesAt holds the wanted paths, seenAt a byte a column that becomes 1 when the
 * column occurs, tablesAt room for the automaton, scratchAt room for an unescaped key.
 */
export function jsonUse(nodesAt: usize, columns: u32, seenAt: usize, tablesAt: usize, scratchAt: usize): void {
  nodes = nodesAt; columnCount = columns; seen = seenAt; scratch = scratchAt;
  contexts = tablesAt;
  transitions = contexts + <usize>MAX_CONTEXTS * CONTEXT_BYTES;
  buckets = transitions + <usize>(MAX_TRANSITIONS + 1) * TRANSITION_BYTES;
  predictions = buckets + BUCKETS * 4;
  literals = predictions + (HISTORY_MASK + 1) * 4;
  generalRecords = 0;
  forget();
}

/** Records of a new input follow: lines (0), white space between (1), or an array (2), at its start or not. */
export function jsonBegin(how: u32, isArrayStart: bool): void {
  if (how != sequence) forget();
  sequence = how;
  atArrayStart = isArrayStart;
}

function forget(): void {
  contextCount = 0; transitionCount = 0; generalSinceReset = 0;
  literalEnd = literals;
  newContext(0, 0, 0, 0);
  memory.fill(buckets, 0, BUCKETS * 4);
  memory.fill(transitions, 0, TRANSITION_BYTES);
  memory.fill(transitions, 255, 32);
  store<u32>(transitions, NO_CONTEXT, 60);
  for (let i: usize = 0; i <= HISTORY_MASK; i++) store<u32>(predictions + (i << 2), <u32>transitions);
}

export function jsonStopped(): u32 { return stopped; }
/** Address of the next record (white space may precede it). */
export function jsonConsumed(): usize { return consumed; }
export function jsonError(): u32 { return errorCode; }
export function jsonErrorAt(): usize { return errorAt; }
/** Records that took the general reader so far. */
export function jsonGeneralRecords(): u32 { return generalRecords; }

/** Address of the first byte from p that is not white space; `end` when there is none. */
export function jsonSkipSpace(p: usize, end: usize): usize {
  let q = p;
  while (q < end && isSpace(load<u8>(q))) q++;
  return q;
}

/**
 * Reads the records that start before `limit`, at most maxRows, into cells: column c of row r is at
 * cells + (c * capacity + r) * 8. Zero bytes must follow `end`. Returns how many rows; jsonStopped says why it stopped.
 */
export function jsonRead(from: usize, limit: usize, end: usize, cells: usize, capacity: u32, maxRows: u32): u32 {
  const columnBytes = <usize>capacity << 3;
  for (let c: usize = 0; c < <usize>columnCount; c++) memory.fill(cells + c * columnBytes, 0, <usize>maxRows << 3);
  let p = from;
  let row: u32 = 0;
  stopped = ROWS_FULL;
  while (row < maxRows) {
    if (p >= limit) { stopped = LIMIT; break; }
    const start = p;
    let history: u32 = 0;
    let context: u32 = 0;
    let complete = false;
    for (;;) {
      const slot = predictions + ((<usize>history & HISTORY_MASK) << 2);
      let t = <usize>load<u32>(slot);
      if (load<u32>(t, 60) != context || !matches(t, p)) {
        t = findTransition(context, p);
        if (!t) break;
        store<u32>(slot, <u32>t);
      }
      const value = p + <usize>load<u32>(t, 32);
      const column = load<i32>(t, 40);
      if (column == ENDS_RECORD) { p = value; complete = true; break; }
      const first = <u32>load<u8>(value);
      if (first == 34) {
        let q = value + 1;
        let hits = specialBytes(q);
        while (!hits) { q += 16; hits = specialBytes(q); }
        q += <usize>ctz(hits);
        let kind = KIND_STRING;
        if (load<u8>(q) != 34) {
          escaped = false;
          q = stringEndSlow(q);
          if (!q) break;
          if (escaped) kind = KIND_ESCAPED;
        }
        if (column >= 0) store<u64>(cells + <usize>column * columnBytes + (<usize>row << 3), makeCell(value + 1, q - value - 1, kind));
        p = q + 1;
      } else if (first - 45 <= 12) {
        const q = numberEnd(value);
        if (!q) break;
        if (column >= 0) store<u64>(cells + <usize>column * columnBytes + (<usize>row << 3), makeCell(value, q - value, KIND_NUMBER));
        p = q;
      } else if (startsScalar(first)) {
        const q = wordEnd(value);
        if (!q) break;
        if (column >= 0) {
          const cell = first == 110 ? KIND_NULL : makeCell(value, q - value, KIND_BOOLEAN);
          store<u64>(cells + <usize>column * columnBytes + (<usize>row << 3), cell);
        }
        p = q;
      } else { // the literal goes on: another transition has all of it
        t = findTransition(context, p);
        if (!t) break;
        store<u32>(slot, <u32>t);
        continue;
      }
      context = load<u32>(t, 36);
      history = (history << HISTORY_SHIFT) ^ load<u32>(t, 44);
    }
    if (complete) { row++; atArrayStart = false; continue; }
    closed = false;
    p = general(start, limit, end, cells + (<usize>row << 3), columnBytes);
    if (!p) break;
    row++;
    if (closed) { stopped = CLOSED; break; }
  }
  if (p) consumed = p;
  return row;
}

// ---- values -----------------------------------------------------------------------------------------------------

@inline function isSpace(byte: u32): bool { return byte == 32 || byte == 10 || byte == 13 || byte == 9; }
@inline function isDigit(byte: u32): bool { return byte - 48 <= 9; }
@inline function startsScalar(byte: u32): bool {
  return byte == 34 || isDigit(byte) || byte == 45 || byte == 116 || byte == 102 || byte == 110;
}

/** Set when a string has an escape in it. */
let escaped: bool = false;

/** p is behind the opening quote: the address of the closing one, or 0 with errorCode and errorAt set. */
@inline function stringEnd(p: usize): usize {
  let q = p;
  for (;;) {
    const hits = specialBytes(q);
    if (hits) {
      q += <usize>ctz(hits);
      return load<u8>(q) == 34 ? q : stringEndSlow(q);
    }
    q += 16;
  }
  return 0;
}

/** Bits of the quotes, backslashes, control characters, and bytes of multi-byte characters among 16 bytes. */
@inline function specialBytes(p: usize): i32 {
  const v = v128.load(p);
  return i8x16.bitmask(v128.or(
    v128.or(i8x16.eq(v, i8x16.splat(34)), i8x16.eq(v, i8x16.splat(92))),
    i8x16.lt_s(v, i8x16.splat(32)),
  ));
}

function stringEndSlow(from: usize): usize {
  let p = from;
  for (;;) {
    const byte = <u32>load<u8>(p);
    if (byte >= 0x80) {
      // Two- and three-byte characters away from the edges of what is allowed: most text that is not ASCII.
      const next = load<u32>(p);
      if ((next & 0xc0e0) == 0x80c0 && byte >= 0xc2) p += 2;
      else if ((next & 0xc0c0f0) == 0x8080e0 && byte != 0xe0 && byte != 0xed) p += 3;
      else {
        p = characterEnd(p, byte);
        if (!p) return 0;
      }
    } else if (byte == 34) return p;
    else if (byte == 92) {
      p = escapeEnd(p);
      if (!p) return 0;
      escaped = true;
    } else if (byte < 32) return fail(E_CONTROL, p);
    else {
      const hits = specialBytes(p);
      p += hits ? <usize>ctz(hits) : 16;
    }
  }
  return 0;
}

function fail(code: u32, at: usize): usize {
  errorCode = code;
  errorAt = at;
  return 0;
}

/** The end of a character of two to four bytes: shortest forms only, no surrogates, nothing above U+10FFFF. */
function characterEnd(p: usize, lead: u32): usize {
  const second = <u32>load<u8>(p, 1);
  if (lead < 0xe0) {
    if (lead < 0xc2) return fail(E_UTF8, p);
    return (second & 0xc0) == 0x80 ? p + 2 : fail(E_UTF8, p + 1);
  }
  if (lead > 0xf4) return fail(E_UTF8, p);
  let low: u32 = 0x80, high: u32 = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  else if (lead == 0xed) high = 0x9f;
  else if (lead == 0xf0) low = 0x90;
  else if (lead == 0xf4) high = 0x8f;
  if (second < low || second > high) return fail(E_UTF8, p + 1);
  if ((load<u8>(p, 2) & 0xc0) != 0x80) return fail(E_UTF8, p + 2);
  if (lead < 0xf0) return p + 3;
  return (load<u8>(p, 3) & 0xc0) == 0x80 ? p + 4 : fail(E_UTF8, p + 3);
}

function escapeEnd(p: usize): usize {
  const byte = <u32>load<u8>(p, 1);
  if (byte == 117) {
    for (let i: usize = 2; i < 6; i++) {
      const digit = <u32>load<u8>(p + i);
      if (!isDigit(digit) && (digit | 32) - 97 > 5) return fail(E_ESCAPE, p + i);
    }
    return p + 6;
  }
  if (byte == 34 || byte == 92 || byte == 47 || byte == 98 || byte == 102 || byte == 110 || byte == 114 || byte == 116) {
    return p + 2;
  }
  return fail(E_ESCAPE, p + 1);
}

/** Up to 7 digits are measured at once: how many there are is hard to predict. */
@inline function numberEnd(from: usize): usize {
  const digits = load<u64>(from) ^ 0x3030303030303030;
  const others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
  const count = <usize>ctz(others) >> 3;
  const after = <u32>load<u8>(from + count);
  if (count - 1 < 7 && (count == 1 || (digits & 0xff) != 0) && after != 46 && (after | 32) != 101) return from + count;
  return longNumberEnd(from);
}

/** Numbers in general. */
function longNumberEnd(from: usize): usize {
  let p = from;
  let byte = <u32>load<u8>(p);
  if (byte == 45) byte = <u32>load<u8>(++p);
  if (byte == 48) byte = <u32>load<u8>(++p);
  else {
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  return byte == 46 || (byte | 32) == 101 ? fractionEnd(p, byte) : p;
}

function fractionEnd(from: usize, dotOrE: u32): usize {
  let p = from;
  let byte = dotOrE;
  if (byte == 46) {
    byte = <u32>load<u8>(++p);
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  if ((byte | 32) == 101) {
    byte = <u32>load<u8>(++p);
    if (byte == 43 || byte == 45) byte = <u32>load<u8>(++p);
    if (!isDigit(byte)) return fail(E_NUMBER, p);
    do byte = <u32>load<u8>(++p); while (isDigit(byte));
  }
  return p;
}

/** true, false, null. */
function wordEnd(p: usize): usize {
  const word = load<u32>(p);
  if (word == 0x65757274 || word == 0x6c6c756e) return p + 4;
  if (word == 0x736c6166 && load<u8>(p, 4) == 101) return p + 5;
  const first = load<u8>(p);
  const text: u64 = first == 116 ? 0x65757274 : first == 110 ? 0x6c6c756e : 0x65736c6166;
  let i: usize = 0;
  while (load<u8>(p + i) == <u8>(text >> <u64>(i << 3))) i++;
  return fail(E_VALUE, p + i);
}

// ---- the automaton ----------------------------------------------------------------------------------------------

@inline function matches(t: usize, p: usize): bool {
  const need = load<u32>(t, 56);
  const first = <u32>i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(t)));
  if (need <= 0xffff) return (first & need) == need;
  if (first != 0xffff) return false;
  const second = <u32>i8x16.bitmask(i8x16.eq(v128.load(p, 16), v128.load(t, 16)));
  if (((need >> 16) & ~second) != 0) return false;
  const length = <usize>load<u32>(t, 32);
  return length <= 32 || sameBytes(<usize>load<u32>(t, 52) + 32, p + 32, length - 32);
}

/**
 * The transition from a context whose literal stands at p with a scalar (or the record's end) behind it, or 0. They are
 * found by their first eight bytes, shorter ones by their first four, the few shorter than that by their first.
 */
function findTransition(context: u32, p: usize): usize {
  const word = load<u64>(p);
  let t = findInBucket(bucketOf(context, word), context, p);
  if (!t) t = findInBucket(bucketOf(context, word & 0xffffffff), context, p);
  return t ? t : findInBucket(bucketOf(context, word & 0xff), context, p);
}

function findInBucket(bucket: usize, context: u32, p: usize): usize {
  let t = <usize>load<u32>(bucket);
  while (t) {
    if (load<u32>(t, 60) == context && matches(t, p)
      && (load<i32>(t, 40) == ENDS_RECORD || startsScalar(load<u8>(p + <usize>load<u32>(t, 32))))) return t;
    t = <usize>load<u32>(t, 48);
  }
  return 0;
}

@inline function bucketOf(context: u32, word: u64): usize {
  const hash = (word ^ (<u64>context * 0x9e3779b97f4a7c15)) * 0xd6e8feb86659fd93;
  return buckets + (<usize>(hash >> 52) << 2);
}

function newContext(parent: u32, kind: u32, node: u32, index: u32): u32 {
  const at = contexts + <usize>contextCount * CONTEXT_BYTES;
  memory.fill(at, 0, CONTEXT_BYTES);
  store<u32>(at, parent);
  store<u32>(at, kind, 4);
  store<u32>(at, node, 8);
  store<u32>(at, index, 12);
  return contextCount++;
}

/** The context of a container in another one; NO_CONTEXT when there is no more room. */
function childContext(parent: u32, kind: u32, node: i32, index: u32): u32 {
  if (parent == NO_CONTEXT) return NO_CONTEXT;
  const parentAt = contexts + <usize>parent * CONTEXT_BYTES;
  let child = load<u32>(parentAt, 20);
  while (child) {
    const at = contexts + <usize>child * CONTEXT_BYTES;
    if (load<u32>(at, 4) == kind && load<i32>(at, 8) == node && load<u32>(at, 12) == index) return child;
    child = load<u32>(at, 24);
  }
  if (contextCount >= MAX_CONTEXTS) return NO_CONTEXT;
  child = newContext(parent, kind, <u32>node, index);
  store<u32>(contexts + <usize>child * CONTEXT_BYTES, load<u32>(parentAt, 20), 24);
  store<u32>(parentAt, child, 20);
  return child;
}

/** The transition for a literal that the grammar has accepted; makes it when it is new and there is room, else 0. */
function learn(from: u32, literal: usize, length: usize, to: u32, column: i32): usize {
  if (from == NO_CONTEXT || to == NO_CONTEXT || length > MAX_LITERAL) return 0;
  const word = load<u64>(literal);
  const bucket = bucketOf(from, length < 4 ? word & 0xff : length < 8 ? word & 0xffffffff : word);
  let siblings: u32 = 0;
  let t = <usize>load<u32>(bucket);
  while (t) {
    if (load<u32>(t, 60) == from && <usize>load<u32>(t, 32) == length && load<u32>(t, 36) == to
      && load<i32>(t, 40) == column && sameBytes(<usize>load<u32>(t, 52), literal, length)) return t;
    siblings++;
    t = <usize>load<u32>(t, 48);
  }
  if (siblings >= MAX_SIBLINGS || transitionCount >= MAX_TRANSITIONS || literalEnd + length + 32 > literals + LITERAL_BYTES) return 0;
  t = transitions + <usize>(++transitionCount) * TRANSITION_BYTES;
  memory.fill(t, 0, TRANSITION_BYTES);
  memory.copy(literalEnd, literal, length);
  memory.copy(t, literal, length < 32 ? length : 32);
  store<u32>(t, <u32>length, 32);
  store<u32>(t, to, 36);
  store<i32>(t, column, 40);
  store<u32>(t, transitionCount, 44);
  store<u32>(t, load<u32>(bucket), 48);
  store<u32>(t, <u32>literalEnd, 52);
  store<u32>(t, length < 32 ? (<u32>1 << <u32>length) - 1 : 0xffffffff, 56);
  store<u32>(t, from, 60);
  store<u32>(bucket, <u32>t);
  literalEnd += length;
  return t;
}

// ---- the general reader -----------------------------------------------------------------------------------------

// What may come next.
const FIRST_KEY: u32 = 0;
const NEXT_KEY: u32 = 1;
const AFTER_MEMBER: u32 = 2;
const FIRST_ELEMENT: u32 = 3;
const AFTER_ELEMENT: u32 = 4;

let frame: usize = 0;
let depth: u32 = 0;
let literalStart: usize = 0;
let literalFrom: u32 = 0;
let learnable: bool = true;

/**
 * Reads one record by the grammar into the cells of its row. Returns where the next record starts, or 0 with `stopped`
 * and `consumed` set.
 */
function general(from: usize, limit: usize, end: usize, row: usize, columnBytes: usize): usize {
  let p = jsonSkipSpace(from, end);
  consumed = p;
  if (p >= limit) { stopped = LIMIT; return 0; }
  if (p >= end) { stopped = INCOMPLETE; return 0; }
  if (load<u8>(p) != 123) {
    if (sequence == ARRAY && atArrayStart && load<u8>(p) == 93) { consumed = p + 1; stopped = CLOSED; return 0; }
    stopped = FAILED;
    return fail(sequence == ARRAY && load<u8>(p) == 93 ? E_TRAILING_COMMA : E_OBJECT, p);
  }
  for (let c: usize = 0; c < <usize>columnCount; c++) store<u64>(row + c * columnBytes, 0);
  generalRecords++;
  if (transitionCount >= MAX_TRANSITIONS && ++generalSinceReset > 65536) forget();
  frame = STACK - FRAME_BYTES;
  depth = 0; literalFrom = 0; literalStart = p; learnable = true;
  errorAt = 0;
  const recordEnd = readContainers(p, end, row, columnBytes);
  const next = recordEnd ? nextRecord(recordEnd, end) : 0;
  if (!next) {
    stopped = errorAt >= end ? INCOMPLETE : FAILED;
    return 0;
  }
  atArrayStart = false;
  if (learnable && !closed && next < end) learn(literalFrom, literalStart, next - literalStart, 0, ENDS_RECORD);
  return next;
}

/** From a record's last byte + 1 to the next record's first byte; checks what stands between. */
function nextRecord(from: usize, end: usize): usize {
  let p = from;
  if (sequence == LINES) {
    while (load<u8>(p) == 32 || load<u8>(p) == 9 || load<u8>(p) == 13) p++;
    if (load<u8>(p) != 10) return fail(E_AFTER_RECORD, p);
    return jsonSkipSpace(p, end);
  }
  p = jsonSkipSpace(p, end);
  if (sequence != ARRAY) return p;
  if (load<u8>(p) == 93) { closed = true; return p + 1; }
  if (load<u8>(p) != 44) return fail(E_BETWEEN_RECORDS, p);
  p = jsonSkipSpace(p + 1, end);
  if (p >= end) return fail(E_OBJECT, p);
  return p;
}

/** Skips white space inside a record; in line mode a newline stays, and what expects something else reports it. */
@inline function skipInside(p: usize): usize {
  let q = p;
  for (;;) {
    const byte = load<u8>(q);
    if (byte != 32 && byte != 9 && byte != 13 && (byte != 10 || sequence == LINES)) return q;
    q++;
  }
  return q;
}

function failInside(code: u32, p: usize): usize {
  return fail(sequence == LINES && load<u8>(p) == 10 ? E_NEWLINE_INSIDE : code, p);
}

function readContainers(from: usize, end: usize, row: usize, columnBytes: usize): usize {
  let p = open(from, OBJECT, 0, 0, -1) ? from + 1 : 0;
  let state = FIRST_KEY;
  while (p) {
    p = skipInside(p);
    const byte = <u32>load<u8>(p);
    let node = NO_NODE;
    if (state == AFTER_MEMBER || state == AFTER_ELEMENT) {
      if (byte == 44) {
        p++;
        if (state == AFTER_MEMBER) { state = NEXT_KEY; continue; }
        const index = load<u32>(frame, 8) + 1;
        store<u32>(frame, index, 8);
        enterElement();
        node = elementNode(load<i32>(frame, 4), index);
        p = skipInside(p);
      } else if (byte == (state == AFTER_MEMBER ? 125 : 93)) {
        p++;
        if (close(p, row, columnBytes)) return p;
        state = load<u32>(frame, 12) == OBJECT ? AFTER_MEMBER : AFTER_ELEMENT;
        continue;
      } else return failInside(state == AFTER_MEMBER ? E_OBJECT_NEXT : E_ARRAY_NEXT, p);
    } else if (state == FIRST_ELEMENT) {
      if (byte == 93) {
        p++;
        close(p, row, columnBytes);
        state = load<u32>(frame, 12) == OBJECT ? AFTER_MEMBER : AFTER_ELEMENT;
        continue;
      }
      node = elementNode(load<i32>(frame, 4), 0);
    } else {
      if (byte == 125 && state == FIRST_KEY) {
        p++;
        if (close(p, row, columnBytes)) return p;
        state = load<u32>(frame, 12) == OBJECT ? AFTER_MEMBER : AFTER_ELEMENT;
        continue;
      }
      if (byte != 34) return failInside(E_KEY, p);
      escaped = false;
      const keyEnd = stringEnd(p + 1);
      if (!keyEnd) return 0;
      node = memberNode(load<i32>(frame, 4), p + 1, keyEnd - p - 1);
      p = skipInside(keyEnd + 1);
      if (load<u8>(p) != 58) return failInside(E_COLON, p);
      p = skipInside(p + 1);
    }
    const first = <u32>load<u8>(p);
    const column = node == NO_NODE ? -1 : load<i32>(nodes + <usize>node * NODE_BYTES);
    if (column >= 0) store<u8>(seen + column, 1);
    if (first == 123 || first == 91) {
      if (!open(p, first == 123 ? OBJECT : LIST, node, p, column)) return 0;
      p++;
      state = first == 123 ? FIRST_KEY : FIRST_ELEMENT;
      continue;
    }
    if (!startsScalar(first)) return failInside(E_VALUE, p);
    p = readScalar(p, first, column, row, columnBytes);
    state = load<u32>(frame, 12) == OBJECT ? AFTER_MEMBER : AFTER_ELEMENT;
  }
  return 0;
}

function readScalar(from: usize, first: u32, column: i32, row: usize, columnBytes: usize): usize {
  let p: usize;
  let cell: u64 = KIND_NULL;
  if (first == 34) {
    escaped = false;
    p = stringEnd(from + 1);
    if (!p) return 0;
    cell = makeCell(from + 1, p - from - 1, escaped ? KIND_ESCAPED : KIND_STRING);
    p++;
  } else if (first <= 57) {
    p = numberEnd(from);
    cell = makeCell(from, p - from, KIND_NUMBER);
  } else {
    p = wordEnd(from);
    if (first != 110) cell = makeCell(from, p - from, KIND_BOOLEAN);
  }
  if (!p) return 0;
  if (column >= 0) store<u64>(row + <usize>column * columnBytes, cell);
  const context = load<u32>(frame);
  if (learnable) learn(literalFrom, literalStart, from - literalStart, context, column);
  literalFrom = context;
  literalStart = p;
  learnable = true;
  return p;
}

/** Enters a container. A wanted one is kept out of the automaton, which sees scalars only. */
function open(p: usize, kind: u32, node: i32, start: usize, column: i32): bool {
  if (depth >= MAX_DEPTH) { fail(E_DEPTH, p); return false; }
  const parent = depth ? load<u32>(frame) : 0;
  frame += FRAME_BYTES;
  depth++;
  store<u32>(frame, childContext(parent, kind, node, 0));
  store<i32>(frame, node, 4);
  store<u32>(frame, 0, 8);
  store<u32>(frame, kind, 12);
  store<u32>(frame, <u32>start, 16);
  store<i32>(frame, column, 20);
  if (column >= 0) learnable = false;
  return true;
}

/** Leaves a container; true when it was the record. */
function close(p: usize, row: usize, columnBytes: usize): bool {
  const column = load<i32>(frame, 20);
  if (column >= 0) {
    const start = <usize>load<u32>(frame, 16);
    store<u64>(row + <usize>column * columnBytes, makeCell(start, p - start, KIND_NESTED));
    learnable = false;
  }
  frame -= FRAME_BYTES;
  depth--;
  return depth == 0;
}

/** After a comma in an array: where elements are told apart by index, the context changes with it. */
function enterElement(): void {
  const node = load<i32>(frame, 4);
  if (node == NO_NODE) return;
  const told = load<u32>(nodes + <usize>node * NODE_BYTES, 24);
  if (!told) return;
  const index = load<u32>(frame, 8);
  const context = load<u32>(frame);
  if (context == NO_CONTEXT) return;
  const parent = load<u32>(contexts + <usize>context * CONTEXT_BYTES);
  store<u32>(frame, childContext(parent, LIST, node, index < told ? index : told));
}

function elementNode(node: i32, index: u32): i32 {
  if (node == NO_NODE) return NO_NODE;
  let child = load<u32>(nodes + <usize>node * NODE_BYTES, 4);
  while (child) {
    const at = nodes + <usize>child * NODE_BYTES;
    if (load<u32>(at, 16) == INDEX_KEY && load<u32>(at, 20) == index) return <i32>child;
    child = load<u32>(at, 8);
  }
  return NO_NODE;
}

function memberNode(node: i32, key: usize, length: usize): i32 {
  if (node == NO_NODE) return NO_NODE;
  let text = key, bytes = length;
  if (escaped) { text = scratch; bytes = length > 65536 ? 0 : unescape(key, length, scratch) - scratch; }
  let child = load<u32>(nodes + <usize>node * NODE_BYTES, 4);
  while (child) {
    const at = nodes + <usize>child * NODE_BYTES;
    if (<usize>load<u32>(at, 16) == bytes && sameBytes(<usize>load<u32>(at, 12), text, bytes)) return <i32>child;
    child = load<u32>(at, 8);
  }
  return NO_NODE;
}
