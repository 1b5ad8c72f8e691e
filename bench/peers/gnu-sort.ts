/** GNU sort, as people sort files with a header: fields by comma, no quotes, bytes by their values. */
import type { Peer, Variant } from '../query.ts';
import type { RowQuery } from '../row-query.ts';
import { firstLineOf } from './find.ts';

export function findGnuSort(): Peer | undefined {
  const version = firstLineOf('sort', ['--version']);
  if (version === undefined || !version.includes('GNU')) return undefined;
  return {
    name: 'GNU sort',
    version: version.split(' ').at(-1) ?? version,
    hasHeader: false,
    variants: () => [],
    rowVariants,
  };
}

function rowVariants({ words: { gnuSort }, files: [file = ''] }: RowQuery): readonly Variant[] {
  if (gnuSort === undefined) return [];
  const sort = ['LC_ALL=C sort --parallel=2', ...gnuSort].join(' ');
  return [{ label: '', command: { file: 'sh', args: ['-c', `head -n 1 '${file}'; tail -n +2 '${file}' | ${sort}`] } }];
}
