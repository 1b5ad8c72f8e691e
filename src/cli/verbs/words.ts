/** The words of one verb, and what all verbs do with them. */
import { PqError } from '../../core/errors.ts';
import type { Verb } from '../../plan/logical-plan.ts';
import type { Mention } from '../command-line.ts';
import { isFileName } from './looks-like-file.ts';

/** The words of one verb, read as far as the command line alone tells. */
export interface Segment {
  readonly name: string;
  /** Its own options and those that every verb has. */
  readonly mentions: readonly Mention[];
  readonly operands: readonly string[];
}

export interface VerbWords extends Segment {
  /** Nothing comes before it. */
  readonly isFirst: boolean;
  /** Functions that can be called besides those of pq. */
  readonly loaded: ReadonlySet<string>;
}

/** What a verb says, and the operands that are left. */
export interface ReadVerb {
  readonly verbs: readonly Verb[];
  readonly rest: readonly string[];
  /** Of a join: the inputs of its other side, or its chain in one word. */
  readonly right?: readonly string[];
}

/** `what` it is, a colon, and how it is written. Throws PQ_USAGE. */
export function firstOperand({ name, operands }: VerbWords, what: string): [string, readonly string[]] {
  const [first, ...rest] = operands;
  const isFile = first !== undefined && rest.length === 0 && isFileName(first);
  if (first !== undefined && !isFile) return [first, rest];
  if (isFile) {
    throw new PqError('PQ_USAGE', `pq ${name} needs ${what.split(':')[0]} before the file ${first}`, {
      hint: what.slice(what.indexOf(':') + 2),
    });
  }
  throw new PqError('PQ_USAGE', `pq ${name} needs ${what.split(':')[0]}`, { hint: what.slice(what.indexOf(':') + 2) });
}

/** Of an option: the last one counts. */
export function optionOf({ mentions }: VerbWords, option: string): string | undefined {
  return mentions.findLast(({ name }) => name === option)?.value;
}
