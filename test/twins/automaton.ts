/** What src/kernel/assembly/expression-automata.ts finds out of a text: a byte at a time, without a table. */
import { type Automaton, FIRST_STATE, Outcome } from '../../src/engine/automata/automaton.ts';

/** Whether it is accepted; undefined when that is left open. */
export function accepts(automaton: Automaton, text: Uint8Array): boolean | undefined {
  let state = automaton.start();
  for (const byte of text) {
    if (state < FIRST_STATE) break;
    state = automaton.next(state, automaton.classes.classOf[byte] as number);
  }
  if (state >= FIRST_STATE) state = automaton.next(state, automaton.end);
  return state === Outcome.open ? undefined : state === Outcome.match;
}
