/** What is measured: one table. Bars are those of the project's goals; a race is run with `npm run bench -- NAME`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { COMPRESSED } from './generate/compressed.ts';
import { PARTS, SIZES } from './generate/data-sets.ts';
import { prepartitionedRace, skewRace } from './join-races.ts';
import { joinTasksOf } from './join-tasks.ts';
import { G1, MEASUREMENTS, PEOPLE_CSV, type Peer, type Query } from './query.ts';
import type { Race } from './race.ts';
import { rowRace, rowSpeedupRace } from './row-races.ts';
import { rowTasksOf } from './row-tasks.ts';
import { sortTasksOf } from './sort-tasks.ts';
import {
  csvParseRace,
  type MemoryTask,
  memoryTask,
  peerRace,
  pq,
  pqAgg,
  sizeRace,
  speedupRace,
  startRace,
} from './task-kinds.ts';

export interface Tasks {
  readonly races: readonly Race[];
  readonly memory: readonly MemoryTask[];
}

/** Rows whose two workers are measured against one. */
const IN_PARALLEL: ReadonlySet<string> = new Set(['filter', 'map']);

/** The same, for work of which more is shared out. */
const SHARED_OUT: ReadonlySet<string> = new Set(['sort-income', 'join-self']);

const AGE = { age: 'integer' } as const;
const AVERAGE_AGE = { keys: [], aggregates: [['avg', 'age']] } as const;
const VALUE = { type: 'text', value: 'decimal' } as const;

const QUANTILES = [
  ['median', 'v3'],
  ['p95', 'v3'],
] as const;
const TELEPHONES = [['count_distinct', 'telephone']] as const;
const ID3S = [['count_distinct', 'id3']] as const;

type Question = Pick<Query, 'keys' | 'aggregates'> & {
  readonly question: string;
  readonly title: string;
  readonly bar: number;
};

const V = { v1: ['sum', 'v1'], v2: ['sum', 'v2'], v3: ['sum', 'v3'], mean: ['avg', 'v3'] } as const;

/** The group-by questions of the db-benchmark; of q7 and q9 what an expression would then be made of. */
const H2O: readonly Question[] = [
  { question: 'q1', title: 'sum by id1', keys: ['id1'], aggregates: [V.v1], bar: 0.6 },
  { question: 'q2', title: 'sum by id1, id2', keys: ['id1', 'id2'], aggregates: [V.v1], bar: 0.6 },
  { question: 'q3', title: 'sum, mean by id3', keys: ['id3'], aggregates: [V.v1, V.mean], bar: 0.6 },
  {
    ...{ question: 'q4', title: 'three means by id4', keys: ['id4'], bar: 0.6 },
    aggregates: [['avg', 'v1'], ['avg', 'v2'], V.mean],
  },
  { question: 'q5', title: 'three sums by id6', keys: ['id6'], aggregates: [V.v1, V.v2, V.v3], bar: 0.6 },
  {
    ...{ question: 'q6', title: 'median, deviation by id4, id5', keys: ['id4', 'id5'], bar: 0.6 },
    aggregates: [
      ['median', 'v3'],
      ['stddev', 'v3'],
    ],
  },
  {
    ...{ question: 'q7', title: 'max, min by id3', keys: ['id3'], bar: 0.6 },
    aggregates: [
      ['max', 'v1'],
      ['min', 'v2'],
    ],
  },
  {
    ...{ question: 'q8', title: 'largest two by id6', keys: ['id6'], bar: 0.6 },
    aggregates: [['top_two', 'v3']],
  },
  {
    question: 'q9',
    title: 'correlation by id2, id4',
    keys: ['id2', 'id4'],
    aggregates: [['corr', 'v1', 'v2']],
    bar: 0.6,
  },
  {
    ...{ question: 'q10', title: 'sum, count by six columns', bar: 1 },
    keys: ['id1', 'id2', 'id3', 'id4', 'id5', 'id6'],
    aggregates: [V.v3, ['count']],
  },
];

interface Circumstances {
  readonly directory: string;
  /** The file that answers of rows are written to. */
  readonly answerPath: string;
  readonly peers: readonly Peer[];
}

export function tasksOf({ directory, answerPath, peers }: Circumstances): Tasks {
  const at = (name: string) => join(directory, name);
  const people = { format: 'ndjson', schema: AGE, ...AVERAGE_AGE } as const;
  const csv = { format: 'csv', files: [at('people.csv')], schema: PEOPLE_CSV, ...AVERAGE_AGE } as const;
  const ndjson = { ...people, files: [at('people.ndjson')] };
  const ndjson4 = { ...people, files: [at('people-4x.ndjson')] };
  const small = (name: string): Query => ({
    ...people,
    files: readdirSync(at(name)).map((file) => at(join(name, file))),
    pattern: at(join(name, '*.ndjson')),
  });
  const parts = { ...people, format: 'json-array', files: PARTS.map(at) } as const;
  const array = { ...people, format: 'json-array', files: [at('people.json')] } as const;
  const events = {
    format: 'ndjson',
    files: [at('events.ndjson')],
    schema: VALUE,
    aggregates: [['avg', 'value']],
  } as const;
  const g1 = { format: 'csv', files: [at('g1.csv')], schema: G1 } as const;
  const compressed = { ...csv, files: COMPRESSED.map(at), isCompressed: true } as const;
  const measurements = {
    format: 'csv',
    files: [at('measurements.txt')],
    schema: MEASUREMENTS,
    dialect: { delimiter: ';' },
    keys: ['station'],
    aggregates: [
      ['min', 'temperature'],
      ['avg', 'temperature'],
      ['max', 'temperature'],
    ],
  } as const;
  const v1 = ['sum', 'v1'] as const;
  const rowTasks = [...rowTasksOf(at), ...sortTasksOf(at), ...joinTasksOf(at)];
  const against = (name: string, title: string, query: Query, bar: number) => peerRace(name, title, query, bar, peers);
  return {
    races: [
      against('csv', 'average of one column, CSV', csv, 0.35),
      against('ndjson', 'the same, NDJSON', ndjson, 0.5),
      against('arrays', 'the same, 16 JSON array files', parts, 0.45),
      against('array', 'the same, one JSON array file', array, 0.3),
      against('files-10kB', 'the same, 1,000 NDJSON files of 10 kB', small('small-10kB'), 0.5),
      against('files-1kB', 'the same, 10,000 NDJSON files of 1 kB', small('small-1kB'), 0.5),
      against('events', 'events, average', { ...events, keys: [] }, 0.8),
      against('events-group', 'events, average by type', { ...events, keys: ['type'] }, 0.8),
      against('g1-id1', 'G1: sum by id1', { ...g1, keys: ['id1'], aggregates: [v1] }, 0.35),
      against('g1-id3', 'G1: sum and avg by id3', { ...g1, keys: ['id3'], aggregates: [v1, ['avg', 'v3']] }, 0.5),
      ...H2O.map(({ question, title, keys, aggregates, bar }) =>
        against(`h2o-${question}`, `h2o ${question}: ${title}`, { ...g1, keys, aggregates }, bar),
      ),
      against('gz', 'average of one column, 16 gzip files of CSV', compressed, 0.9),
      against('1brc', '1BRC: min, mean, max by station', measurements, 0.4),
      against('median', 'G1: median and 95th percentile by id4', { ...g1, keys: ['id4'], aggregates: QUANTILES }, 0.6),
      against('distinct', 'people: different telephone numbers', { ...csv, aggregates: TELEPHONES }, 0.4),
      against(
        'distinct-id3',
        'G1: different id3, of which there are 100,000',
        { ...g1, keys: [], aggregates: ID3S },
        0.4,
      ),
      ...rowTasks.map((task) => rowRace(task, { peers, answerPath })),
      csvParseRace('csv-parse', 'a dialect read by csv-parse, CSV of 100 MB', at('people-100MB.csv'), 'age'),
      speedupRace('speedup', '`-j 2` against inline, NDJSON', ndjson, 1.5),
      speedupRace('speedup-4x', '`-j 2` against inline, four times as much', ndjson4, 1.8),
      ...rowTasks.filter(({ name }) => IN_PARALLEL.has(name)).map((task) => rowSpeedupRace(task, answerPath, 1.5)),
      ...rowTasks.filter(({ name }) => SHARED_OUT.has(name)).map((task) => rowSpeedupRace(task, answerPath, 1.6)),
      prepartitionedRace(at('people.csv'), at('people-by-telephone'), answerPath),
      skewRace(at('keys-skewed.csv'), at('keys-uniform.csv'), at('keys.csv'), answerPath),
      ...Object.keys(SIZES).flatMap((size) => [
        sizeRace(`size-csv-${size}`, `own choice against inline, CSV of ${size}`, {
          ...csv,
          files: [at(`people-${size}.csv`)],
        }),
        sizeRace(`size-ndjson-${size}`, `own choice against inline, NDJSON of ${size}`, {
          ...people,
          files: [at(`people-${size}.ndjson`)],
        }),
      ]),
      startRace('start-version', '`pq --version` against `node -e 0`', pq(['--version']), 1.5),
      startRace(
        'start-csv',
        'CSV of 10 kB against `node -e 0`',
        pqAgg({ ...csv, files: [at('people-10kB.csv')] }),
        2.5,
      ),
      startRace(
        'start-ndjson',
        'NDJSON of 10 kB against `node -e 0`',
        pqAgg({ ...people, files: [at('people-10kB.ndjson')] }),
        2.5,
      ),
      startRace(
        'start-filter',
        'filter on CSV of 10 kB against `node -e 0`',
        pq(['filter', 'age > 60 and income > 200000', at('people-10kB.csv')]),
        2.5,
      ),
      startRace('head-csv', '`head 10` of a large CSV against `node -e 0`', pq(['head', '10', at('people.csv')]), 2.5),
      startRace('head-ndjson', 'the same, NDJSON', pq(['head', '10', at('people.ndjson')]), 2.5),
    ],
    memory: [
      memoryTask('memory-csv', 'CSV', csv),
      memoryTask('memory', 'NDJSON', ndjson),
      memoryTask('memory-4x', 'NDJSON, four times as much', ndjson4),
    ],
  };
}
