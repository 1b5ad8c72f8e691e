// The automaton of json.ts: contexts (stacks of containers) and transitions between them (the literal text between two
// scalar values). It only ever learns text that the grammar has accepted.
import { sameBytes } from './bits';
import { startsScalar } from './json-values';

// Contexts: parent, kind, node, index, unused, first child, next sibling (u32 each).
const CONTEXT_BYTES: usize = 32;
const MAX_CONTEXTS: u32 = 1024;
export const NO_CONTEXT: u32 = 0xffffffff;
export const OBJECT: u32 = 1;
export const LIST: u32 = 2;

// Transitions: 32 literal bytes, then u32 each: length, context, column (i32; -1 not wanted, -2 the record ends),
// its number, next in its bucket, address of the whole literal, which of the 32 bytes must match (a bit
// each), the context it goes out from.
// Transitions are referred to by address; the first one stands for none and matches nothing.
export const ENDS_RECORD: i32 = -2;
const TRANSITION_BYTES: usize = 64;
const MAX_TRANSITIONS: u32 = 4096;
/** Transitions in one bucket; keys that are data would fill it. */
const MAX_SIBLINGS: u32 = 16;
const BUCKETS: usize = 4096;
/** Predictions are indexed by the last three transitions of the record, four bits apart (measured: 2 to 12 differ little). */
export const HISTORY_MASK: usize = 4095;
export const HISTORY_SHIFT: u32 = 4;
const MAX_LITERAL: usize = 1024;
const LITERAL_BYTES: usize = 256 * 1024;

let contexts: usize = 0;
let transitions: usize = 0;
let buckets: usize = 0;
export let predictions: usize = 0;
let literals: usize = 0;

let contextCount: u32 = 0;
let transitionCount: u32 = 0;
let literalEnd: usize = 0;
let generalSinceReset: u32 = 0;

export function automatonBytes(): usize {
  return <usize>MAX_CONTEXTS * CONTEXT_BYTES + <usize>(MAX_TRANSITIONS + 1) * TRANSITION_BYTES + BUCKETS * 4
    + (HISTORY_MASK + 1) * 4 + LITERAL_BYTES + 64;
}

/** Takes its storage, and knows nothing yet. */
export function automatonUse(tablesAt: usize): void {
  contexts = tablesAt;
  transitions = contexts + <usize>MAX_CONTEXTS * CONTEXT_BYTES;
  buckets = transitions + <usize>(MAX_TRANSITIONS + 1) * TRANSITION_BYTES;
  predictions = buckets + BUCKETS * 4;
  literals = predictions + (HISTORY_MASK + 1) * 4;
  forget();
}

/** Counts a record that it did not know. A full automaton that is of no more use starts again. */
export function countUnknown(): void {
  if (transitionCount >= MAX_TRANSITIONS && ++generalSinceReset > 65536) forget();
}

export function forget(): void {
  contextCount = 0; transitionCount = 0; generalSinceReset = 0;
  literalEnd = literals;
  newContext(0, 0, 0, 0);
  memory.fill(buckets, 0, BUCKETS * 4);
  memory.fill(transitions, 0, TRANSITION_BYTES);
  memory.fill(transitions, 255, 32);
  store<u32>(transitions, NO_CONTEXT, 60);
  for (let i: usize = 0; i <= HISTORY_MASK; i++) store<u32>(predictions + (i << 2), <u32>transitions);
}

/** Literals are looked for this many bytes behind an address: the closing quote of a string before, and one. */
export const LEAD: usize = 2;

/** Whether a transition's literal stands LEAD bytes behind `at`. */
@inline export function matches(t: usize, at: usize): bool {
  const need = load<u32>(t, 56);
  const first = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, LEAD), v128.load(t)));
  if (need <= 0xffff) return (first & need) == need;
  if (first != 0xffff) return false;
  const second = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, LEAD + 16), v128.load(t, 16)));
  if (((need >> 16) & ~second) != 0) return false;
  const length = <usize>load<u32>(t, 32);
  return length <= 32 || sameBytes(<usize>load<u32>(t, 52) + 32, at + LEAD + 32, length - 32);
}

/**
 * The transition from a context whose literal stands LEAD bytes behind `at` with a scalar (or the record's end) behind
 * it, or 0. They are found by their first eight bytes, shorter ones by their first four, the few shorter than that by
 * their first.
 */
export function findTransition(context: u32, at: usize): usize {
  const word = load<u64>(at, LEAD);
  let t = findInBucket(bucketOf(context, word), context, at);
  if (!t) t = findInBucket(bucketOf(context, word & 0xffffffff), context, at);
  return t ? t : findInBucket(bucketOf(context, word & 0xff), context, at);
}

function findInBucket(bucket: usize, context: u32, at: usize): usize {
  let t = <usize>load<u32>(bucket);
  while (t) {
    if (load<u32>(t, 60) == context && matches(t, at)
      && (load<i32>(t, 40) == ENDS_RECORD || startsScalar(load<u8>(at + LEAD + <usize>load<u32>(t, 32))))) return t;
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
export function childContext(parent: u32, kind: u32, node: i32, index: u32): u32 {
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
export function learn(from: u32, literal: usize, length: usize, to: u32, column: i32): usize {
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

/** A context's parent. */
@inline export function parentOf(context: u32): u32 { return load<u32>(contexts + <usize>context * CONTEXT_BYTES); }
