import { expect, it } from 'vitest';
import { parseAggregateList } from '../../../src/plan/parse/aggregate-list.ts';
import { refuseWhatIsToCome } from '../../../src/plan/to-come.ts';
import { errorOf } from './inputs.ts';

it('refuses the first aggregate that cannot be computed', () => {
  const aggregates = parseAggregateList('count(*), avg(x), avg(distinct x), approx_count_distinct(x)');
  expect(errorOf(() => refuseWhatIsToCome(aggregates))).toMatchInlineSnapshot(`
    "PQ_USAGE: approx_count_distinct(x) is not there yet
    hint: pq help aggregates says what is"
  `);
  refuseWhatIsToCome(aggregates.slice(0, 3));
});
