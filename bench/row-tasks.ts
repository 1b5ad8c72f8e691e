/** What is measured of the verbs that answer with rows: one table, with the words of every tool that can do it. */
import { PEOPLE_CSV } from './query.ts';
import { everySql, type RowQuery, type Words } from './row-query.ts';

export interface RowTask {
  readonly name: string;
  readonly title: string;
  /** To the fastest peer. */
  readonly bar: number;
  readonly query: RowQuery;
}

const STREET = '^1[0-9]+ .*(Lane|Road)$';

const FILTER: Words = {
  pq: ['filter', 'age > 60 and income > 200000'],
  ...everySql((people) => `select * from ${people} where age > 60 and income > 200000`),
  xan: [
    ['filter', '--parallel', 'age > 60 && income > 200000'],
    ['filter', 'age > 60 && income > 200000'],
  ],
  miller: ['filter', '$age > 60 && $income > 200000'],
  mawk: 'NR == 1 || $4 > 60 && $NF > 200000',
};

const PROJECT: Words = {
  pq: ['project', 'last, city, income'],
  ...everySql((people) => `select last, city, income from ${people}`),
  xan: [['select', 'last,city,income']],
  miller: ['cut', '-o', '-f', 'last,city,income'],
  mawk: '{ print $3 "," $(NF - 3) "," $NF }',
};

const MAP: Words = {
  pq: ['map', "yearly = income * 12, name = upper(last) || ', ' || first"],
  ...everySql((people) => `select *, income * 12 as yearly, upper(last) || ', ' || first as name from ${people}`),
  xan: [
    ['map', '--parallel', 'income * 12 as yearly, concat(upper(last), ", ", first) as name'],
    ['map', 'income * 12 as yearly, concat(upper(last), ", ", first) as name'],
  ],
  miller: ['put', '$yearly = $income * 12; $name = toupper($last) . ", " . $first'],
  mawk:
    'NR == 1 { print $0 ",yearly,name"; next } ' +
    '{ printf "%s,%.2f,\\"%s, %s\\"\\n", $0, $NF * 12, toupper($3), $2 }',
};

const FILTER_NDJSON: Words = {
  pq: ['filter', "age > 60 and address.city = 'Cairo'"],
  ...everySql((people) => `select * from ${people} where age > 60 and address.city = 'Cairo'`),
  miller: ['filter', '$age > 60 && $address["city"] == "Cairo"'],
  jq: 'select(.age > 60 and .address.city == "Cairo")',
};

const CONVERT: Words = {
  pq: ['cat'],
  ...everySql((people) => `select * from ${people}`),
  xan: [['to', 'ndjson']],
  miller: ['cat'],
};

const CHAIN: Words = {
  pq: ['filter', 'age > 30', 'then', 'map', 'y = income * 12', 'then', 'agg', '--avg', 'y', '-g', 'city'],
  ...everySql((people) => `select city, avg(income * 12) as avg_y from ${people} where age > 30 group by city`),
  xan: [
    ['filter', '--parallel', 'age > 30'],
    ['filter', 'age > 30'],
  ],
  xanThen: ['groupby', 'city', 'mean(income * 12) as avg_y'],
  miller: [
    ...['filter', '$age > 30', 'then', 'put', '$y = $income * 12', 'then'],
    ...['stats1', '-a', 'mean', '-f', 'y', '-g', 'city', 'then', 'rename', 'y_mean,avg_y'],
  ],
  mawk:
    'NR > 1 && $4 > 30 { k = $(NF - 3); s[k] += $NF * 12; n[k]++ } ' +
    'END { print "city,avg_y"; for (k in n) printf "%s,%.17g\\n", k, s[k] / n[k] }',
};

const LIKE: Words = {
  pq: ['filter', "address like '%Hill%'"],
  ...everySql((people) => `select * from ${people} where address like '%Hill%'`),
  xan: [
    ['search', '--parallel', '-s', 'address', 'Hill'],
    ['search', '-s', 'address', 'Hill'],
  ],
  miller: ['filter', '$address =~ "Hill"'],
  mawk: 'NR == 1 || index($7, "Hill")',
};

const REGEXP: Words = {
  pq: ['filter', `regexp_matches(address, '${STREET}')`],
  duckdb: (people) => `select * from ${people} where regexp_matches(address, '${STREET}')`,
  clickhouse: (people) => `select * from ${people} where match(address, '${STREET}')`,
  polars: (people) => `select * from ${people} where regexp_like(address, '${STREET}')`,
  xan: [
    ['search', '--parallel', '--regex', '-s', 'address', STREET],
    ['search', '--regex', '-s', 'address', STREET],
  ],
  miller: ['filter', `$address =~ "${STREET}"`],
  mawk: `NR == 1 || $7 ~ /${STREET}/`,
};

export function rowTasksOf(at: (name: string) => string): readonly RowTask[] {
  const csv = { format: 'csv', output: 'csv', files: [at('people.csv')], schema: PEOPLE_CSV } as const;
  const ndjson = { format: 'ndjson', output: 'ndjson', files: [at('people.ndjson')], schema: {} } as const;
  const reads = ['last', 'city', 'income'];
  const chain = { ...csv, reads: ['age', 'income', 'city'], words: CHAIN };
  return [
    { name: 'filter', title: 'filter: two conditions, CSV', bar: 0.25, query: { ...csv, words: FILTER } },
    { name: 'project', title: 'project: 3 of 11 columns, CSV', bar: 0.3, query: { ...csv, reads, words: PROJECT } },
    { name: 'map', title: 'map: arithmetic and text, CSV', bar: 0.4, query: { ...csv, words: MAP } },
    { name: 'filter-ndjson', title: 'filter, NDJSON', bar: 0.35, query: { ...ndjson, words: FILTER_NDJSON } },
    { name: 'convert', title: 'CSV to NDJSON', bar: 0.35, query: { ...csv, output: 'ndjson', words: CONVERT } },
    { name: 'chain', title: 'filter, map, average by city, CSV', bar: 0.35, query: chain },
    { name: 'like', title: "filter: like '%Hill%', CSV", bar: 0.4, query: { ...csv, words: LIKE } },
    { name: 'regexp', title: 'filter: a regular expression, CSV', bar: 0.6, query: { ...csv, words: REGEXP } },
  ];
}
