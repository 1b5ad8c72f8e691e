/**
 * regexp_matches with a pattern that is the same in every record: an automaton over bytes. What it leaves open (texts
 * that are no UTF-8, states for which there is no room) is the scalar evaluator's.
 */
import type { CallExpression } from '../../../protocol/expression.ts';
import { Automaton } from '../../automata/automaton.ts';
import { parsePattern } from '../../automata/pattern.ts';
import { compilePattern } from '../../automata/program.ts';
import { Unsupported } from '../../values/regexp-tokens.ts';
import { checkRegExp } from '../regexp-functions.ts';
import { AutomatonTable, TABLE_ENTRIES } from './automaton-table.ts';
import { argument, type Builders } from './builders.ts';
import { textConstant } from './constants.ts';
import { truthsFrom } from './make-steps.ts';

export const REGEXPS: Builders = {
  regexp_matches: (call, { context, cells }) => {
    const automaton = automatonOf(call);
    if (automaton === undefined) return undefined;
    const texts = cells(argument(call, 0));
    const table = new AutomatonTable(context.kernel, automaton);
    return truthsFrom(context, [texts], (out) => table.match(texts.at, context.count, out));
  },
};

/** undefined for a pattern that is not the same in every record, or that is V8's. */
function automatonOf(call: CallExpression): Automaton | undefined {
  const [, by, how] = call.arguments;
  const [pattern, flags] = [textConstant(by), how === undefined ? '' : textConstant(how)];
  if (pattern === undefined || flags === undefined || !pattern.isWellFormed()) return undefined;
  checkRegExp(pattern, flags);
  try {
    return new Automaton(compilePattern(parsePattern(pattern, flagsOf(flags))), TABLE_ENTRIES);
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

function flagsOf(flags: string) {
  return { ignoreCase: flags.includes('i'), dotAll: flags.includes('s'), multiline: flags.includes('m') };
}
