/**
 * Regular expressions that cannot hang: a pattern such as (a+)+$ takes an ordinary engine exponential time. V8 has a
 * second engine that needs linear time. After a number of steps back the first one gives up and the second takes over,
 * so that the quick one does all but the bad cases; both were asked whether they take the pattern. The bound does not
 * count loops over single characters, which cost at most that number times the length of the text.
 */
import { loadV8 } from '../io/companion.ts';
import { rewriteRegExp } from './regexp-rewriter.ts';
import { Unsupported } from './regexp-tokens.ts';

/** g: every match, i: capital or not, m: ^ and $ at lines, s: the dot is also the end of a line. */
export type RegExpFlags = string;

export interface LinearRegExp {
  readonly expression: RegExp;
  /** How many groups it has. */
  readonly groupCount: number;
}

/** Throws an Error that says why a pattern cannot be taken. */
export function linearRegExp(pattern: string, flags: RegExpFlags): LinearRegExp {
  // V8 checks the grammar: a SyntaxError tells what is wrong.
  new RegExp(pattern, 'u');
  const rewritten = rewriteRegExp(pattern, { ignoreCase: flags.includes('i'), dotAll: flags.includes('s') });
  const kept = flags.replaceAll(/[is]/g, '');
  enableLinearEngine();
  if (!isLinear(rewritten.source, kept)) throw new Unsupported('the engine that needs linear time cannot do it');
  return { expression: new RegExp(rewritten.source, kept), groupCount: rewritten.groupCount };
}

/** Far more than ordinary patterns take; a tenth of the second that they may cost in a long text. */
const STEPS_BACK = 10_000;
let isEnabled = false;

function enableLinearEngine(): void {
  if (isEnabled) return;
  const { setFlagsFromString } = loadV8();
  setFlagsFromString('--enable-experimental-regexp-engine');
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString(`--regexp-backtracks-before-fallback=${STEPS_BACK}`);
  isEnabled = true;
}

function isLinear(source: string, flags: string): boolean {
  try {
    new RegExp(source, `${flags}l`).test('');
    return true;
  } catch {
    return false;
  }
}
