/** `pq partition` and `pq persist`: how rows are cut into the files of a directory. */
import { PqError } from '../../core/errors.ts';
import { parseSize } from '../../core/sizes.ts';
import { parseColumnList } from '../../plan/parse/column-path.ts';
import type { PartitionBy } from '../../plan/partition-by.ts';
import { readCount } from '../values.ts';
import { firstOperand, optionOf, type ReadVerb, type VerbWords } from './words.ts';

const USUAL_FILE_SIZE = '64M';
/** Each is a file, and a descriptor of whoever reads it. */
const MOST_PARTITIONS = 10_000;

export function readPartition(words: VerbWords): ReadVerb {
  const by = optionOf(words, 'by');
  if (by === undefined) {
    throw new PqError('PQ_USAGE', 'pq partition needs --by', {
      hint: '--by hash:id, range:age, value:city, or round-robin',
    });
  }
  const verb = { kind: 'partition', by: readScheme(by, optionOf(words, 'number')), isForced: isForced(words) } as const;
  return { verbs: [verb], rest: words.operands };
}

/** One of the few verbs with a name of a directory: it comes first. */
export function readPersist(words: VerbWords): ReadVerb {
  const [directory, rest] = firstOperand(words, 'a directory: pq filter "age > 30" then persist older people.csv');
  const by = { kind: 'none', fileBytes: parseSize(optionOf(words, 'file-size') ?? USUAL_FILE_SIZE) } as const;
  return { verbs: [{ kind: 'partition', by, isForced: isForced(words), directory }], rest };
}

function isForced({ mentions }: VerbWords): boolean {
  return mentions.some(({ name }) => name === 'force');
}

function readScheme(text: string, number: string | undefined): PartitionBy {
  const [, kind = '', list] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (kind === 'round-robin' && list === undefined) return { kind, count: countOf(text, number) };
  if ((kind === 'hash' || kind === 'range') && list) {
    return { kind, columns: parseColumnList(list), count: countOf(text, number) };
  }
  if (kind !== 'value' || !list) {
    throw new PqError('PQ_USAGE', `--by: there is no way ${JSON.stringify(text)}`, {
      hint: 'hash:COLUMN, range:COLUMN and value:COLUMN take one or more columns by comma; round-robin takes none',
    });
  }
  if (number === undefined) return { kind, columns: parseColumnList(list) };
  throw new PqError('PQ_USAGE', '-n means nothing to --by value', { hint: 'each value is a partition of its own' });
}

function countOf(by: string, number: string | undefined): number {
  if (number === undefined) {
    throw new PqError('PQ_USAGE', `--by ${by} needs -n`, { hint: 'how many partitions: -n 8' });
  }
  const count = readCount('-n', number, 1);
  if (count <= MOST_PARTITIONS) return count;
  throw new PqError('PQ_USAGE', `-n: ${number} are too many partitions`, { hint: `at most ${MOST_PARTITIONS}` });
}
