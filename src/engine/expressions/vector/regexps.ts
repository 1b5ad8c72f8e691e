/**
 * regexp_matches with a pattern that is the same in every record: an automaton over bytes. What it leaves open (texts
 * that are no UTF-8, states for which there is no room) is the scalar evaluator's.
 */
import type { CallExpression, Expression } from '../../../protocol/expression.ts';
import { Automaton } from '../../automata/automaton.ts';
import { neededText } from '../../automata/needed-text.ts';
import { type Pattern, parsePattern } from '../../automata/pattern.ts';
import { compilePattern } from '../../automata/program.ts';
import { Unsupported } from '../../values/regexp-tokens.ts';
import { checkRegExp } from '../regexp-functions.ts';
import { AutomatonTable, MOST_STATES } from './automaton-table.ts';
import { argument, type Builders, type Parts } from './builders.ts';
import { textConstant } from './constants.ts';
import { truthsFrom } from './make-steps.ts';
import type { Truths } from './steps.ts';

/** What makes it worth while to look for a text first; single characters are in most texts. */
const LEAST_NEEDED = 3;

export const REGEXPS: Builders = {
  regexp_matches: (call, parts) => {
    const pattern = patternOf(call);
    return pattern && unlessUnsupported(() => matches(argument(call, 0), pattern, parts));
  },
};

function matches(subject: Expression, pattern: Pattern, { context, cells }: Parts): Truths {
  const automaton = new Automaton(compilePattern(pattern), MOST_STATES);
  const needed = neededBytes(pattern);
  const hasNeeded = automaton.canBeginLater && needed.length >= LEAST_NEEDED;
  const table = new AutomatonTable(context.kernel, automaton, hasNeeded ? context.bytes(needed) : undefined);
  const texts = cells(subject);
  return truthsFrom(context, [texts], (out) => table.match(texts.at, context.count, out));
}

/** undefined for a pattern that is not the same in every record, or that is V8's. */
function patternOf(call: CallExpression): Pattern | undefined {
  const [, by, how] = call.arguments;
  const [pattern, flags] = [textConstant(by), how === undefined ? '' : textConstant(how)];
  if (pattern === undefined || flags === undefined || !pattern.isWellFormed()) return undefined;
  checkRegExp(pattern, flags);
  const [ignoreCase, dotAll, multiline] = [flags.includes('i'), flags.includes('s'), flags.includes('m')];
  return unlessUnsupported(() => parsePattern(pattern, { ignoreCase, dotAll, multiline }));
}

function unlessUnsupported<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** A replacement character may stand for bytes that are something else. */
function neededBytes(pattern: Pattern): Uint8Array {
  const text = neededText(pattern);
  return text.includes('\ufffd') ? new Uint8Array() : Buffer.from(text);
}
