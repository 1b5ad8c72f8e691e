/** The other side of a join: files, or a chain in quotes with files of its own. No effects. */
import { split } from 'shlex';
import { PqError } from '../../core/errors.ts';
import { COMMON_OPTIONS } from '../options.ts';
import type { RawArgs } from '../raw-args.ts';
import { isChain, readSegments } from './read-segments.ts';
import type { Segment } from './words.ts';

/** Options about a whole run; a side has those about its input and its rows. */
const OUTER_OPTIONS: ReadonlySet<string> = new Set(
  COMMON_OPTIONS.filter(({ group }) => group !== 'Input').map(({ name }) => name),
);

/** Read as the command line around it says, unless its own chain says something else. Throws PQ_USAGE. */
export function readSide(
  words: readonly string[],
  outer: RawArgs,
  readChain: (segments: readonly Segment[]) => RawArgs,
): RawArgs {
  const chain = words.find(isChain);
  if (chain === undefined) return { ...innerArgs(outer), inputs: { operands: words, lists: [] } };
  if (words.length > 1) {
    throw new PqError('PQ_USAGE', `a chain is a side by itself, and here are ${words.length} words`, {
      hint: `name the files inside of it: ${JSON.stringify(chain)}`,
    });
  }
  const segments = segmentsOf(chain);
  const outside = segments.flatMap(({ mentions }) => mentions).find(({ name }) => OUTER_OPTIONS.has(name));
  if (outside === undefined) return readChain(segments);
  throw new PqError('PQ_USAGE', `--${outside.name} stands in the chain of one side`, {
    hint: 'it is about the whole run: put it behind the join',
  });
}

/** The same input options, and nothing that is done. */
export function innerArgs(outer: RawArgs): RawArgs {
  return { ...outer, inputs: { operands: [], lists: [] }, verbs: [], sides: [] };
}

function segmentsOf(chain: string): readonly Segment[] {
  const read = readSegments(wordsOf(chain));
  if (read.kind === 'segments') return read.segments;
  throw new PqError('PQ_USAGE', `there is --help in the chain ${JSON.stringify(chain)}`, { hint: 'pq join --help' });
}

/** As a shell cuts it. */
function wordsOf(chain: string): readonly string[] {
  try {
    return split(chain);
  } catch (error) {
    throw new PqError('PQ_USAGE', `a quote is not closed in the chain ${JSON.stringify(chain)}`, {
      hint: "texts in it stand in the other kind of quotes: 'filter \"city = \\'Bern\\'\" people.csv'",
      cause: error,
    });
  }
}
