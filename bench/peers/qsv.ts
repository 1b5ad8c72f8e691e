/** qsv: joins, in its words (bench/join-tasks.ts). */
import type { Peer } from '../query.ts';
import { shellVariants } from '../row-query.ts';
import { firstLineOf } from './find.ts';

export function findQsv(): Peer | undefined {
  const version = firstLineOf('qsv', ['--version']);
  if (version === undefined) return undefined;
  return {
    name: 'qsv',
    version,
    hasHeader: true,
    variants: () => [],
    rowVariants: (query) => shellVariants(query, 'qsv'),
  };
}
