/** What is measured of joins, with the words of every tool that can do it. */
import { PEOPLE_CSV, type Source } from './query.ts';
import type { Words } from './row-query.ts';
import type { RowTask } from './row-tasks.ts';

const NAMES: Source['schema'] = { id: 'integer', name: 'text', amount: 'decimal' };
const GRADES: Source['schema'] = { occupation: 'text', age: 'integer', grade: 'text' };
const PLANS: Source['schema'] = { telephone: 'text', plan: 'text' };

/** xan and Miller hold their left file, and all columns of it that are not left out before. */
function withItself(people: string): Words {
  const list = 'telephone,income';
  return {
    pq: ['join', people, people, '--on', 'telephone', 'then', 'project', 'telephone, income_right as income'],
    duckdb: (left, right) => `select l.telephone, r.income from ${left} l join ${right} r on l.telephone = r.telephone`,
    clickhouse: (left, right) =>
      `select l.telephone as telephone, r.income as income from ${left} l join ${right} r on l.telephone = r.telephone`,
    shell: {
      xan: [`xan join telephone <(xan select telephone ${people}) telephone <(xan select ${list} ${people})`],
      qsv: [`qsv join telephone <(qsv select telephone ${people}) telephone ${people} | qsv select ${list}`],
      miller: [`mlr --icsv --ocsv join --lk telephone -j telephone -f ${people} then cut -o -f ${list} ${people}`],
    },
  };
}

/** All people find a row; what is small is held. */
function withGrades(people: string, grades: string): Words {
  const [keys, list] = ['occupation,age', 'telephone,grade'];
  const on = 'l.occupation = r.occupation and l.age = r.age';
  return {
    pq: ['join', people, grades, '--on', keys, 'then', 'project', 'telephone, grade'],
    duckdb: (left, right) => `select l.telephone, r.grade from ${left} l join ${right} r on ${on}`,
    clickhouse: (left, right) =>
      `select l.telephone as telephone, r.grade as grade from ${left} l join ${right} r on ${on}`,
    shell: {
      xan: [`xan join ${keys} ${grades} ${keys} <(xan select ${keys},telephone ${people}) | xan select ${list}`],
      qsv: [`qsv join ${keys} ${people} ${keys} ${grades} | qsv select ${list}`],
      miller: [`mlr --icsv --ocsv join -j ${keys} -f ${grades} then cut -o -f ${list} ${people}`],
    },
  };
}

/** One of 500 people finds a row. */
function withTelephones(people: string, telephones: string): Words {
  const list = 'telephone,last,plan';
  return {
    pq: ['join', people, telephones, '--on', 'telephone', 'then', 'project', 'telephone, last, plan'],
    duckdb: (left, right) => `select l.telephone, l.last, r.plan from ${left} l join ${right} r using (telephone)`,
    clickhouse: (left, right) =>
      `select l.telephone as telephone, l.last as last, r.plan as plan from ${left} l join ${right} r on l.telephone = r.telephone`,
    shell: {
      xan: [`xan join telephone ${telephones} telephone <(xan select telephone,last ${people}) | xan select ${list}`],
      qsv: [`qsv join telephone ${people} telephone ${telephones} | qsv select ${list}`],
      miller: [`mlr --icsv --ocsv join -j telephone -f ${telephones} then cut -o -f ${list} ${people}`],
    },
  };
}

/** Without those that have no name, the first of each name, eight times over: how many pairs have the same name? */
function lecture(left: string, right: string): Words {
  const named = (table: string): string => `select distinct name from ${table} where name <> ''`;
  const side = (file: string): string => `distinct name --drop-null name then repeat 8 ${file}`;
  return {
    pq: [
      'join',
      side(left),
      side(right),
      '--on',
      'name',
      '-d',
      '|',
      '--column-names',
      'id,name,amount',
      'then',
      'count',
    ],
    duckdb: (one, other) =>
      `select count(*) as count from (select name from (${named(one)}), range(8)) l ` +
      `join (select name from (${named(other)}), range(8)) r using (name)`,
    clickhouse: (one, other) =>
      `select count(*) as count from (select name from (${named(one)}) array join range(8) as copy) l ` +
      `join (select name from (${named(other)}) array join range(8) as copy) r on l.name = r.name`,
    shell: {
      xan: [xanLecture(left, right)],
      miller: [
        `${millerSide(left)} | mlr --icsv --ocsv join -j name -f <(${millerSide(right)}) then count`, //
      ],
    },
  };
}

function xanLecture(left: string, right: string): string {
  const side = (file: string, to: string): string =>
    `xan select -n -d '|' 1 ${file} | xan search -n -N -s 0 | xan dedup -n -s 0 > $scratch/${to}`;
  const copies = (from: string): string => `<(xan cat rows -n ${Array(8).fill(`$scratch/${from}`).join(' ')})`;
  return (
    'scratch=$(mktemp -d /dev/shm/bench-XXXXXX); trap "rm -r $scratch" EXIT; ' +
    `${side(left, 'left')} & ${side(right, 'right')}; wait; echo count; ` +
    `xan join -n 0 ${copies('left')} 0 ${copies('right')} | xan count -n`
  );
}

function millerSide(file: string): string {
  const read = "mlr --icsv --implicit-csv-header --ifs '|' --ocsv label id,name,amount then cut -f name";
  return `${read} then filter 'is_not_empty($name)' then head -n 1 -g name then repeat -n 8 ${file}`;
}

export function joinTasksOf(at: (name: string) => string): readonly RowTask[] {
  const csv = { format: 'csv', output: 'csv' } as const;
  const people = { ...csv, files: [at('people.csv')], schema: PEOPLE_CSV } as const;
  const grades = { ...csv, files: [at('grades.csv')], schema: GRADES } as const;
  const telephones = { ...csv, files: [at('telephones.csv')], schema: PLANS } as const;
  const names = { ...csv, schema: NAMES, dialect: { delimiter: '|' } } as const;
  const [left, right] = [at('names-left.txt'), at('names-right.txt')];
  return [
    {
      ...{ name: 'join-self', title: 'join: people with themselves by telephone, CSV', bar: 0.45 },
      query: {
        ...{ ...people, reads: ['telephone'], words: withItself(at('people.csv')) },
        right: { ...people, reads: ['telephone', 'income'] },
      },
    },
    {
      ...{ name: 'join-lookup', title: 'join: people with 10,000 rows by two columns, CSV', bar: 0.3 },
      query: {
        ...{ ...people, reads: ['occupation', 'age', 'telephone'], right: grades },
        words: withGrades(at('people.csv'), at('grades.csv')),
      },
    },
    {
      ...{ name: 'join-few', title: 'join: people with 10,000 telephones, CSV', bar: 0.3 },
      query: {
        ...{ ...people, reads: ['telephone', 'last'], right: telephones },
        words: withTelephones(at('people.csv'), at('telephones.csv')),
      },
    },
    {
      ...{
        name: 'join-lecture',
        title: 'named rows, each name once, eight times over, joined and counted, 1 GB',
        bar: 0.5,
      },
      query: { ...names, files: [left], right: { ...names, files: [right] }, words: lecture(left, right) },
    },
  ];
}
