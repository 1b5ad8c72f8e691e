/** Each rule of the optimizer by itself: the plan before it and after it, printed from the answer down to the scan. */
import { describe, expect, test } from 'vitest';
import { planLines, unchain } from '../../../../src/plan/logical-plan.ts';
import { optimize, RULES } from '../../../../src/plan/optimize/optimize.ts';
import { planOfWords } from '../../../helpers/plan/plan-of-words.ts';

const AGE = "project 'name, age'";

/** Rule, chain, and what becomes of it: the verbs in the order of the rows, `|` between them. */
const CASES: readonly (readonly [rule: string, chain: string, after: string])[] = [
  ['fold-constants', "filter 'age > 10 * 3 and true'", 'filter age > 30'],
  ['fold-constants', "map 'x = 2 + 3, y = age + (1 + 1)'", 'map x = 5, y = age + 2'],
  ['fold-constants', "project 'case when true then age else name end as x'", 'project age as x'],
  ['fold-constants', "sort '1 + 1, age'", 'sort 2, age'],

  ['merge-filters', "filter 'a > 1' then filter 'b = 2'", 'filter a > 1 and b = 2'],
  ['merge-filters', "filter 'a > 1 or c' then filter 'b is null'", 'filter (a > 1 or c) and b is null'],
  ['merge-filters', "filter 'a > 1' then filter 'b < c' then filter 'd'", 'filter a > 1 and b < c | filter d'],
  ['merge-filters', "filter 'a > 1' then filter 'b < 2'", 'filter a > 1 | filter b < 2'],
  ['merge-filters', "filter 'true' then head 3", 'head 3'],
  ['merge-filters', "filter 'a' then head 3 then filter 'b'", 'filter a | head 3 | filter b'],

  ['push-down-filter', "sort age then filter 'age > 30'", 'filter age > 30 | sort age'],
  ['push-down-filter', "sort -l 3 age then filter 'age > 30'", 'sort age, the first 3 | filter age > 30'],
  [
    'push-down-filter',
    "map 'x = age * 2, y = x + 1' then filter 'y > 3'",
    'filter age * 2 + 1 > 3 | map x = age * 2, y = x + 1',
  ],
  ['push-down-filter', "map 'age = age + 1' then filter 'age > 3'", 'filter age + 1 > 3 | map age = age + 1'],
  [
    'push-down-filter',
    "project 'name as n, age' then filter \"n = 'a'\"",
    "filter name = 'a' | project name as n, age",
  ],
  [
    'push-down-filter',
    "project '* exclude (x), age as y' then filter 'y > z'",
    'filter age > z | project * exclude (x), age as y',
  ],
  ['push-down-filter', `${AGE} then filter 'city = 1'`, 'project name, age | filter city = 1'],
  ['push-down-filter', "project '* exclude (x)' then filter 'x > 1'", 'project * exclude (x) | filter x > 1'],
  [
    'push-down-filter',
    'agg --count -g city then filter "city = \'a\'"',
    "filter city = 'a' | aggregate count(*) as count by city",
  ],
  [
    'push-down-filter',
    "agg --count -g city then filter 'count > 1'",
    'aggregate count(*) as count by city | filter count > 1',
  ],
  ['push-down-filter', "agg --count then filter 'true'", 'aggregate count(*) as count | filter true'],
  ['push-down-filter', "distinct city then filter 'city > 1'", 'filter city > 1 | distinct city'],
  ['push-down-filter', "distinct a then filter 'type_of(a) = b'", 'distinct a | filter type_of(a) = b'],
  ['push-down-filter', "distinct city then filter 'age > 1'", 'distinct city | filter age > 1'],
  ['push-down-filter', "head 3 then filter 'a'", 'head 3 | filter a'],
  ['push-down-filter', "tail 3 then filter 'a'", 'tail 3 | filter a'],
  ['push-down-filter', "sample 0.5 then filter 'a'", 'sample 0.5, seed 0 | filter a'],
  ['push-down-filter', "sort a then filter 'filename() = a'", 'sort a | filter filename() = a'],

  ['push-down-limit', 'head 5 then head 3', 'head 3'],
  ['push-down-limit', "map 'x = 1' then project 'x' then head 3", 'head 3 | map x = 1 | project x'],
  ['push-down-limit', 'sort age then head 3', 'sort age, the first 3'],
  ['push-down-limit', 'sort -l 2 age then head 3', 'sort age, the first 2'],
  ['push-down-limit', "filter 'a' then head 3", 'filter a | head 3'],
  ['push-down-limit', 'distinct a then head 3', 'distinct a | head 3'],

  ['push-down-projection', "map 'x = 1, y = 2' then project 'x'", 'map x = 1 | project x'],
  ['push-down-projection', "map 'x = 1, y = x' then project 'y'", 'map x = 1, y = x | project y'],
  ['push-down-projection', "map 'x = 1' then project 'y'", 'project y'],
  ['push-down-projection', "map 'x = 1' then project '*'", 'map x = 1 | project *'],
  ['push-down-projection', "map 'x = 1, y = 2' then agg --sum x", 'map x = 1 | aggregate sum(x) as sum_x'],
  ['push-down-projection', "map 'x = 1, y = 2' then sort y then project 'x'", 'map x = 1, y = 2 | sort y | project x'],
  ['push-down-projection', "map 'x = 1' then distinct then project 'y'", 'map x = 1 | distinct | project y'],
  [
    'push-down-projection',
    "map 'x = 1' then filter 'x.a > 1' then project 'y'",
    'map x = 1 | filter x.a > 1 | project y',
  ],

  ['pull-up-repeat', 'repeat 1', ''],
  ['pull-up-repeat', 'repeat 2 then repeat 3', 'repeat 6'],
  ['pull-up-repeat', "repeat 2 then filter 'a > 1' then map 'b = 1'", 'filter a > 1 | map b = 1 | repeat 2'],
  ['pull-up-repeat', "repeat 2 then project 'a' then sample 0.5", 'project a | sample 0.5, seed 0 | repeat 2'],
  ['pull-up-repeat', 'repeat 2 then sort a', 'repeat 2 | sort a'],
  ['pull-up-repeat', 'repeat 2 then sort -u a', 'sort a, each once'],
  ['pull-up-repeat', 'repeat 2 then distinct a', 'distinct a'],
  ['pull-up-repeat', 'repeat 0 then distinct a', 'repeat 0 | distinct a'],
  ['pull-up-repeat', 'repeat 2 then head 3', 'repeat 2 | head 3'],
  ['pull-up-repeat', 'repeat 2 then agg --min a -g b', 'aggregate min(a) as min_a by b'],
  ['pull-up-repeat', 'repeat 2 then agg --sum a', 'aggregate sum(a) as sum_a | project sum_a * 2 as sum_a'],
  ['pull-up-repeat', 'repeat 2 then agg --avg a', 'repeat 2 | aggregate avg(a) as avg_a'],
  ['pull-up-repeat', "repeat 2 then agg --agg 'sum(distinct a) as s'", 'aggregate sum(distinct a) as s'],
  [
    'pull-up-repeat',
    'repeat 8 then agg --count --max a -g b',
    'aggregate count(*) as count, max(a) as max_a by b | project b, count * 8 as count, max_a',
  ],
  ['pull-up-repeat', 'repeat 0 then count', 'repeat 0 | aggregate count(*) as count'],
  ['pull-up-repeat', 'repeat 2 then agg --count -g count', 'repeat 2 | aggregate count(*) as count by count'],
];

/** Rules of what stands here without: data sets (prune-partitions.test.ts), and the sides of joins. */
const ELSEWHERE = ['prune-partitions', 'pre-aggregate', 'reduce-by-semi-join'];

describe.each(Object.keys(RULES).filter((rule) => !ELSEWHERE.includes(rule)))('%s', (rule) => {
  test.each(CASES.filter(([name]) => name === rule))('%s: %s', async (_rule, chain, after) => {
    const plan = await planOfWords(wordsOf(chain));
    const changed = optimize(plan, [RULES[rule] as (typeof RULES)[string]]);
    expect(inOrder(changed)).toBe(after);
  });
});

test('all of them together, and none again', async () => {
  const chain =
    "map 'x = age * (1 + 1), y = 1' then sort age then filter 'x > 2 and true' then project 'name, x' then head 3";
  const plan = optimize(await planOfWords(wordsOf(chain)));
  expect(inOrder(plan)).toBe('filter age * 2 > 2 | map x = age * 2 | sort age, the first 3 | project name, x');
  expect(optimize(plan)).toEqual(plan);
});

function inOrder(plan: Parameters<typeof planLines>[0]): string {
  const lines = planLines(plan).map((line) => line.trim());
  return lines.slice(0, unchain(plan).steps.length).reverse().join(' | ');
}

/** As a shell reads them. */
function wordsOf(chain: string): readonly string[] {
  const words = chain.matchAll(/'((?:[^'])*)'|"([^"]*)"|(\S+)/g);
  return Array.from(words, ([word, single, double]) => single ?? double ?? word);
}
