/** What is measured: one table. Bars are those of the project's goals; a race is run with `npm run bench -- NAME`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PARTS, SIZES } from './generate/data-sets.ts';
import { G1, PEOPLE_CSV, type Peer, type Query } from './query.ts';
import type { Race } from './race.ts';
import { type MemoryTask, memoryTask, peerRace, pq, pqAgg, sizeRace, speedupRace, startRace } from './task-kinds.ts';

export interface Tasks {
  readonly races: readonly Race[];
  readonly memory: readonly MemoryTask[];
}

const AGE = { age: 'integer' } as const;
const AVERAGE_AGE = { keys: [], aggregates: [['avg', 'age']] } as const;
const VALUE = { type: 'text', value: 'decimal' } as const;

export function tasksOf(directory: string, peers: readonly Peer[]): Tasks {
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
  const v1 = ['sum', 'v1'] as const;
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
      speedupRace('speedup', '`-j 2` against inline, NDJSON', ndjson, 1.5),
      speedupRace('speedup-4x', '`-j 2` against inline, four times as much', ndjson4, 1.8),
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
    ],
    memory: [
      memoryTask('memory-csv', 'CSV', csv),
      memoryTask('memory', 'NDJSON', ndjson),
      memoryTask('memory-4x', 'NDJSON, four times as much', ndjson4),
    ],
  };
}
