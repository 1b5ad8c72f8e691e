/** mawk, as people use it: fields by comma, no quotes. The columns asked for stand before the first quoted one. */
import { hasSumsOnly, type Peer, type Query } from '../query.ts';
import { firstLineOf } from './find.ts';

export function findMawk(): Peer | undefined {
  const version = firstLineOf('mawk', ['-W', 'version']);
  if (version === undefined) return undefined;
  return {
    name: 'mawk',
    version: version.split(' ')[1] ?? version,
    hasHeader: false,
    variants: (query) =>
      query.format === 'csv' && query.dialect === undefined && !query.isCompressed && hasSumsOnly(query)
        ? [{ label: '', command: { file: 'mawk', args: ['-F,', program(query), ...query.files] } }]
        : [],
    rowVariants: ({ words, files }) =>
      words.mawk === undefined ? [] : [{ label: '', command: { file: 'mawk', args: ['-F,', words.mawk, ...files] } }],
  };
}

function program(query: Query): string {
  const columns = Object.keys(query.schema);
  const field = (name: string) => `$${columns.indexOf(name) + 1}`;
  const key = query.keys.map(field).join(' "," ') || '""';
  const sums = query.aggregates.map(([, column = ''], index) => `s${index}[k] += ${field(column)}`).join('; ');
  const cells = query.aggregates.map(([name], index) => (name === 'avg' ? `s${index}[k] / n[k]` : `s${index}[k]`));
  const pattern = [...query.keys.map(() => '%s'), ...query.aggregates.map(() => '%.17g')].join(',');
  const values = [...(query.keys.length > 0 ? ['k'] : []), ...cells].join(', ');
  return `FNR > 1 { k = ${key}; n[k]++; ${sums} } END { for (k in n) printf "${pattern}\\n", ${values} }`;
}
