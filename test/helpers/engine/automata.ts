/** Automata from patterns, as regexp_matches makes them. */
import { Automaton } from '../../../src/engine/automata/automaton.ts';
import { parsePattern } from '../../../src/engine/automata/pattern.ts';
import { compilePattern } from '../../../src/engine/automata/program.ts';
import { MOST_STATES } from '../../../src/engine/expressions/vector/automaton-table.ts';

export function automatonOf(pattern: string, flags: string, most = MOST_STATES): Automaton {
  const [ignoreCase, dotAll, multiline] = [flags.includes('i'), flags.includes('s'), flags.includes('m')];
  return new Automaton(compilePattern(parsePattern(pattern, { ignoreCase, dotAll, multiline })), most);
}
