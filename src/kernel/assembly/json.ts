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
import { makeCell, sameBytes, KIND_NULL, KIND_STRING, KIND_ESCAPED, KIND_NUMBER, KIND_BOOLEAN, KIND_NESTED } from './bits';
import { unescape } from './key-texts';
import {
  automatonBytes, automatonUse, childContext, countUnknown, ENDS_RECORD, findTransition, forget, HISTORY_MASK,
  HISTORY_SHIFT, LEAD, learn, LIST, matches, NO_CONTEXT, OBJECT, parentOf, predictions,
} from './json-automaton';
import {
  clearError, clearEscaped, E_AFTER_RECORD, E_ARRAY_NEXT, E_BETWEEN_RECORDS, E_COLON, E_DEPTH, E_KEY, E_NEWLINE_INSIDE,
  E_OBJECT, E_OBJECT_NEXT, E_TRAILING_COMMA, E_VALUE, errorAt, errorCode, escaped, fail, isSpace, MARKS, numberEnd,
  startsScalar, stringEnd, stringEndSlow, wordEnd,
} from './json-values';

// How records follow one another.
const LINES: u32 = 0;
const ARRAY: u32 = 2;

// What jsonRead stopped for.
const ROWS_FULL: u32 = 0;
const LIMIT: u32 = 1;
const INCOMPLETE: u32 = 2;
const FAILED: u32 = 3;
const CLOSED: u32 = 4;

// Path nodes, written by the caller: column i32 (-1: not wanted), first child u32, next sibling u32, key address u32,
// key length u32 (INDEX_KEY: an array index), index u32, how many indexes are told apart u32, unused u32.
const NODE_BYTES: usize = 32;
const INDEX_KEY: u32 = 0xffffffff;
const NO_NODE: i32 = -1;

const MAX_DEPTH: u32 = 1024;
/** The stack of the general reader: context, node, index, kind, start of a wanted container, its column, and the key
 * (address, length) of the member that is being read. */
const FRAME_BYTES: usize = 32;
const STACK = memory.data(1025 * 32, 8);

let nodes: usize = 0;
let seen: usize = 0;
let scratch: usize = 0;
let columnCount: u32 = 0;
let sequence: u32 = LINES;
let atArrayStart: bool = false;

let generalRecords: u32 = 0;
let stopped: u32 = 0;
let consumed: usize = 0;
let closed: bool = false;
/** Where the starts of records (u32) are noted; 0 where nobody wants them. */
let recordStarts: usize = 0;
/** Where the keys of records are collected: start, end so far, end of the room; 0 where nobody wants them. */
let keysStart: usize = 0;
let keysEnd: usize = 0;
let keysLimit: usize = 0;
/** Keys of objects in objects are collected in the place of the object's own. */
let keysAreDeep: bool = false;

/** Bytes that jsonUse needs for its tables. */
export function jsonTableBytes(): u32 { return <u32>automatonBytes(); }

/**
 * Prepares for records of one shape: nodesAt holds the wanted paths, seenAt a byte a column that becomes 1 when the
 * column occurs, tablesAt room for the automaton, scratchAt room for an unescaped key.
 */
export function jsonUse(nodesAt: usize, columns: u32, seenAt: usize, tablesAt: usize, scratchAt: usize): void {
  nodes = nodesAt; columnCount = columns; seen = seenAt; scratch = scratchAt;
  automatonUse(tablesAt);
  generalRecords = 0;
}

/** Records of a new input follow: lines (0), white space between (1), or an array (2), at its start or not. */
export function jsonBegin(how: u32, isArrayStart: bool): void {
  if (how != sequence) forget();
  sequence = how;
  atArrayStart = isArrayStart;
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
 *
 * What takes time is the way from one value's end to the next one's: each waits for the one before. So `at` is LEAD
 * bytes before the literal, where a vector's quote lies without further additions.
 */
export function jsonRead(from: usize, limit: usize, end: usize, cells: usize, capacity: u32, maxRows: u32): u32 {
  const columnBytes = <usize>capacity << 3;
  for (let c: usize = 0; c < <usize>columnCount; c++) memory.fill(cells + c * columnBytes, 0, <usize>maxRows << 3);
  const quote = v128.load8_splat(MARKS), backslash = v128.load8_splat(MARKS, 1), space = v128.load8_splat(MARKS, 2);
  let p = from;
  let row: u32 = 0;
  stopped = ROWS_FULL;
  while (row < maxRows) {
    if (p >= limit) { stopped = LIMIT; break; }
    const start = p;
    if (recordStarts) store<u32>(recordStarts + (<usize>row << 2), <u32>p);
    let at = p - LEAD;
    let history: u32 = 0;
    let context: u32 = 0;
    let complete = false;
    for (;;) {
      const slot = predictions + ((<usize>history & HISTORY_MASK) << 2);
      let t = <usize>load<u32>(slot);
      if (load<u32>(t, 60) != context || !matches(t, at)) {
        t = findTransition(context, at);
        if (!t) break;
        store<u32>(slot, <u32>t);
      }
      const value = at + (<usize>load<u32>(t, 32) + LEAD);
      const column = load<i32>(t, 40);
      if (column == ENDS_RECORD) { p = value; complete = true; break; }
      const first = <u32>load<u8>(value);
      let cell: u64 = KIND_NULL;
      if (first == 34) {
        let q = value;
        let quotes: i32, others: i32;
        for (;;) {
          const v = v128.load(q, 1);
          quotes = i8x16.bitmask(i8x16.eq(v, quote));
          others = i8x16.bitmask(v128.or(i8x16.eq(v, backslash), i8x16.lt_s(v, space)));
          if (quotes | others) break;
          q += 16;
        }
        let kind = KIND_STRING;
        if (others & (quotes - 1)) { // before the first quote
          clearEscaped();
          q = stringEndSlow(q + 1 + <usize>ctz(others));
          if (!q) break;
          q--;
          if (escaped) kind = KIND_ESCAPED;
        } else q += <usize>ctz(quotes);
        cell = makeCell(value + 1, q - value, kind);
        at = q;
      } else if (first - 45 <= 12) {
        const q = numberEnd(value);
        if (!q) break;
        cell = makeCell(value, q - value, KIND_NUMBER);
        at = q - LEAD;
      } else if (startsScalar(first)) {
        const q = wordEnd(value);
        if (!q) break;
        if (first != 110) cell = makeCell(value, q - value, KIND_BOOLEAN);
        at = q - LEAD;
      } else { // the literal goes on: another transition has all of it
        t = findTransition(context, at);
        if (!t) break;
        store<u32>(slot, <u32>t);
        continue;
      }
      if (column >= 0) store<u64>(cells + <usize>column * columnBytes + (<usize>row << 3), cell);
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

/** Room for the starts of the rows of a batch: jsonRecords makes cells of them. */
export function jsonKeepRecords(starts: usize): void { recordStarts = starts; }

/**
 * Collects the keys of records, each path once: bytes of all that follows (u32), then for each key its length (u32) and
 * text. `deep`: paths through objects to what is none, else the first keys only. A record that the automaton reads has no
 * others than records that the general reader has read.
 */
export function jsonKeepKeys(start: usize, room: u32, deep: bool): void {
  keysStart = start; keysEnd = start; keysLimit = start + <usize>room; keysAreDeep = deep;
}
export function jsonKeysEnd(): usize { return keysEnd; }

/** The path to the member that is being read: the keys of all objects around it. */
function keepPath(): void {
  const path = keysEnd + 4;
  let o = path;
  const last = keysAreDeep ? frame : STACK;
  for (let f: usize = STACK; f <= last; f += FRAME_BYTES) {
    const length = <usize>load<u32>(f, 28);
    if (o + length + 4 > keysLimit) return;
    store<u32>(o, <u32>length);
    memory.copy(o + 4, <usize>load<u32>(f, 24), length);
    o += 4 + length;
  }
  const bytes = o - path;
  for (let p = keysStart; p < keysEnd; p += 4 + <usize>load<u32>(p)) {
    if (<usize>load<u32>(p) == bytes && sameBytes(p + 4, path, bytes)) return;
  }
  store<u32>(keysEnd, <u32>bytes);
  keysEnd = o;
}

/** Whether the path to the value at p is one that is collected: only objects are around it, and it is none, or empty. */
function endsPath(p: usize): bool {
  if (!keysAreDeep) return depth == 1;
  for (let f: usize = STACK; f <= frame; f += FRAME_BYTES) if (load<u32>(f, 12) != OBJECT) return false;
  return load<u8>(p) != 123 || load<u8>(skipInside(p + 1)) == 125;
}

/** Cells of the n records that jsonRead read last. */
export function jsonRecords(n: u32, out: usize): void {
  for (let r: usize = 0; r < <usize>n; r++) {
    let start = <usize>load<u32>(recordStarts + (r << 2));
    while (load<u8>(start) != 123) start++;
    let end = r + 1 < <usize>n ? <usize>load<u32>(recordStarts + (r << 2), 4) : consumed;
    while (load<u8>(end - 1) != 125) end--;
    store<u64>(out + (r << 3), makeCell(start, end - start, KIND_NESTED));
  }
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
  countUnknown();
  frame = STACK - FRAME_BYTES;
  depth = 0; literalFrom = 0; literalStart = p; learnable = true;
  clearError();
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
      clearEscaped();
      const keyEnd = stringEnd(p + 1);
      if (!keyEnd) return 0;
      if (keysStart) { store<u32>(frame, <u32>(p + 1), 24); store<u32>(frame, <u32>(keyEnd - p - 1), 28); }
      node = memberNode(load<i32>(frame, 4), p + 1, keyEnd - p - 1);
      p = skipInside(keyEnd + 1);
      if (load<u8>(p) != 58) return failInside(E_COLON, p);
      p = skipInside(p + 1);
    }
    if (keysStart && load<u32>(frame, 12) == OBJECT && endsPath(p)) keepPath();
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
    clearEscaped();
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
  store<u32>(frame, childContext(parentOf(context), LIST, node, index < told ? index : told));
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
