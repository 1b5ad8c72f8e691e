/** jq, a record at a time. Not for JSON arrays, which it can only read whole. */
import { hasSumsOnly, type Peer, type Query } from '../query.ts';
import { firstLineOf } from './find.ts';

export function findJq(): Peer | undefined {
  const version = firstLineOf('jq', ['--version']);
  if (version === undefined) return undefined;
  return {
    name: 'jq',
    version: version.replace('jq-', ''),
    hasHeader: false,
    variants: (query) =>
      query.format === 'ndjson' && hasSumsOnly(query)
        ? [{ label: '', command: { file: 'jq', args: ['-n', '-r', program(query), ...query.files] } }]
        : [],
    rowVariants: ({ words, files }) =>
      words.jq === undefined ? [] : [{ label: '', command: { file: 'jq', args: ['-c', words.jq, ...files] } }],
  };
}

/** A state per group: [key, sum, count, sum, count ...]; a null adds nothing and is not counted. */
function program(query: Query): string {
  const key = query.keys.map((name) => `$r.${name}`).join(' + "," + ') || '""';
  const add = query.aggregates.map(
    ([, column], index) =>
      `if $r.${column} == null then . else .[${2 * index}] += $r.${column} | .[${2 * index + 1}] += 1 end`,
  );
  const cells = query.aggregates.map(([name], index) =>
    name === 'avg' ? `.value[${2 * index}] / .value[${2 * index + 1}]` : `.value[${2 * index}]`,
  );
  const row = [...(query.keys.length > 0 ? ['.key'] : []), ...cells].join(', ');
  const groups = `reduce inputs as $r ({}; .[${key}] |= (${add.join(' | ')}))`;
  return `${groups} | to_entries[] | [${row}] | map(tostring) | join(",")`;
}
