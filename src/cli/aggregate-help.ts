/** `pq help aggregates`: the table of aggregates as text. */
import { aliasesOf } from '../core/aggregate-aliases.ts';
import {
  AGGREGATE_GROUPS,
  AGGREGATE_NAMES,
  AGGREGATES,
  type AggregateFunction,
  aggregateUsage,
} from '../core/aggregates.ts';
import { wrapped } from './wrapped.ts';

const WIDTH = 100;
const INDENT = 31;

/** Ends in a newline. */
export function aggregateHelp(): string {
  const groups = AGGREGATE_GROUPS.map((group) => {
    const names = AGGREGATE_NAMES.filter((name) => AGGREGATES[name].group === group);
    return `${group}:\n${names.map(entry).join('')}`;
  });
  return `Aggregates, as in pq agg --agg 'avg(age) as mean_age, p95(income)'.
Those marked + have a flag of their own: --avg age, --quantile income:0.95.

${groups.join('\n')}
${CLOSING}`;
}

const CLOSING = `p50, p99.9 and the like are quantiles, q1, q2 and q3 quartiles: p95(x) is quantile(x, 0.95).
values(x) is string_agg(x, '|'). Those marked * can take every different value once: sum(distinct x).
Nulls are left out, unless it says otherwise. Of no values an aggregate is null, and a count 0.
docs/aggregates.md defines them all.
`;

function entry(name: AggregateFunction): string {
  const { flag, distinct, summary, nulls, exactness } = AGGREGATES[name];
  const marks = `${flag ? '+' : ''}${distinct === 'values' ? '*' : ''}`;
  const notes = [
    exactness === 'rounded' ? 'rounded once' : '',
    nulls === undefined ? '' : `nulls ${nulls}`,
    aliasesOf(name).length === 0 ? '' : `also ${aliasesOf(name).join(', ')}`,
  ].filter((note) => note !== '');
  const lines = wrapped([summary, ...notes].join('; '), WIDTH - INDENT);
  const heads = lines.map((_, at) => (at === 0 ? `  ${aggregateUsage(name)} ${marks}` : '').padEnd(INDENT));
  return lines.map((line, at) => `${heads[at]}${line}\n`).join('');
}
