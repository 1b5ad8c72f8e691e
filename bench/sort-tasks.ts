/** What is measured of sort and distinct, with the words of every tool that can do it. */
import { G1, PEOPLE_CSV } from './query.ts';
import { everySql, type Words } from './row-query.ts';
import type { RowTask } from './row-tasks.ts';

const BY_INCOME: Words = {
  pq: ['sort', 'income desc'],
  ...everySql((people) => `select * from ${people} order by income desc`),
  xan: [
    ['sort', '--parallel', '-s', 'income', '-N', '-R'],
    ['sort', '-s', 'income', '-N', '-R'],
  ],
};

/** These columns stand before the first comma in a cell. */
const BY_NAMES: Words = {
  pq: ['sort', 'last, first'],
  ...everySql((people) => `select * from ${people} order by last, first`),
  xan: [
    ['sort', '--parallel', '-s', 'last,first'],
    ['sort', '-s', 'last,first'],
  ],
  gnuSort: ['-t,', '-k3,3', '-k2,2'],
};

const BY_CITY: Words = {
  pq: ['sort', 'address.city, age'],
  ...everySql((people) => `select * from ${people} order by address.city, age`),
};

const FIRST_100: Words = {
  pq: ['sort', 'income desc', 'then', 'head', '100'],
  ...everySql((people) => `select * from ${people} order by income desc limit 100`),
  xan: [['top', '-l', '100', 'income']],
};

const DISTINCT: Words = {
  pq: ['project', 'id3', 'then', 'distinct'],
  ...everySql((table) => `select distinct id3 from ${table}`),
};

const IN_LITTLE_MEMORY: Words = {
  pq: ['sort', 'last, first', '--memory-limit', '256M'],
  duckdbSettings: "set memory_limit = '256MB'",
  duckdb: (people) => `select * from ${people} order by last, first`,
  xan: [['sort', '-e', '-m', '256', '-s', 'last,first']],
  gnuSort: ['-S', '256M', '-t,', '-k3,3', '-k2,2'],
};

export function sortTasksOf(at: (name: string) => string): readonly RowTask[] {
  const csv = { format: 'csv', output: 'csv', files: [at('people.csv')], schema: PEOPLE_CSV } as const;
  const ndjson = { format: 'ndjson', output: 'ndjson', files: [at('people.ndjson')], schema: {} } as const;
  const g1 = { format: 'csv', output: 'csv', files: [at('g1.csv')], schema: G1, reads: ['id3'] } as const;
  return [
    { name: 'sort-income', title: 'sort by income, CSV', bar: 0.45, query: { ...csv, words: BY_INCOME } },
    { name: 'sort-names', title: 'sort by last, first, CSV', bar: 0.45, query: { ...csv, words: BY_NAMES } },
    { name: 'sort-ndjson', title: 'sort by nested city, age, NDJSON', bar: 0.45, query: { ...ndjson, words: BY_CITY } },
    { name: 'sort-head', title: 'the 100 greatest incomes, CSV', bar: 0.25, query: { ...csv, words: FIRST_100 } },
    { name: 'distinct-rows', title: 'distinct id3, 100,000 of them', bar: 0.4, query: { ...g1, words: DISTINCT } },
    { name: 'sort-memory', title: 'sort in 256 MB, CSV', bar: 0.8, query: { ...csv, words: IN_LITTLE_MEMORY } },
  ];
}
