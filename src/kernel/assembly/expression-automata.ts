// Expressions: texts that an automaton accepts.
//
// The table of an automaton: words (u32) for the state that texts begin in, the distance of the entry for the end of a
// text, and where matching has stopped (row, position, state); then the distances (u16) of the entries for each byte. A
// state is the address of its entries (u32), which are states or outcomes: not known yet, or a truth and one.
import { cellAddress, cellLength } from './bits';
import { isPlain, truthOfOther } from './expression-texts';

const START: usize = 0;
const END: usize = 4;
const ROW: usize = 8;
const POSITION: usize = 12;
const STATE: usize = 16;
const DISTANCES: usize = 32;
const UNKNOWN_OUTCOME: usize = 0;
const LAST_OUTCOME: usize = 4;

/**
 * Which of n texts are accepted, from where matching has stopped; position 0 is the start of a text. Answers the address
 * of an entry that is not known yet: who makes it known puts it into the state, too. Answers 0 when all is done.
 */
export function matchAutomaton(cells: usize, n: u32, table: usize, out: usize): usize {
  const start = <usize>load<u32>(table, START), endDistance = <usize>load<u32>(table, END);
  let p = <usize>load<u32>(table, POSITION), state = <usize>load<u32>(table, STATE);
  for (let r = <usize>load<u32>(table, ROW); r < <usize>n; r++) {
    const cell = load<u64>(cells + (r << 3));
    if (!isPlain(cell)) { store<u8>(out + r, <u8>truthOfOther(cell)); continue; }
    const end = cellAddress(cell) + cellLength(cell);
    if (p == 0) { p = cellAddress(cell); state = start; }
    let entry: usize = 0;
    while (p < end && state > LAST_OUTCOME) {
      entry = state + <usize>load<u16>(table + (<usize>load<u8>(p) << 1), DISTANCES);
      state = <usize>load<u32>(entry);
      p++;
    }
    if (state > LAST_OUTCOME) {
      entry = state + endDistance;
      state = <usize>load<u32>(entry);
    }
    if (state == UNKNOWN_OUTCOME) {
      store<u32>(table, <u32>r, ROW);
      store<u32>(table, <u32>p, POSITION);
      return entry;
    }
    store<u8>(out + r, <u8>(state - 1));
    p = 0;
  }
  store<u32>(table, 0, ROW);
  store<u32>(table, 0, POSITION);
  return 0;
}
