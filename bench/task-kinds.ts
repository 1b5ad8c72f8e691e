/** The kinds of tasks: from a query to the commands that run against each other. */
import { statSync } from 'node:fs';
import { readAnswer } from './answers.ts';
import { type AggregateDialect, aggregateList, type Command, type Peer, type Query, SQL_AGGREGATES } from './query.ts';
import type { Contender, Race } from './race.ts';

export interface MemoryTask {
  readonly name: string;
  readonly title: string;
  readonly byteCount: number;
  readonly command: Command;
  /** MB above bare Node that the largest process may reach. */
  readonly barMb: number;
}

const AGGREGATES: AggregateDialect = {
  ...SQL_AGGREGATES,
  stddev: (x) => `stddev(${x})`,
  median: (x) => `median(${x})`,
  p95: (x) => `quantile(${x}, 0.95)`,
  top_two: (x) => `largest(${x}, 2)`,
};

/** Node that does nothing, and lives long enough to be looked at. */
export const BARE_NODE: Command = { file: process.execPath, args: ['-e', 'setTimeout(() => {}, 100)'] };
const EMPTY_NODE: Command = { file: process.execPath, args: ['-e', '0'] };

export function peerRace(name: string, title: string, query: Query, bar: number, peers: readonly Peer[]): Race {
  const contenders = [
    pqContender('pq', 'subject', pqAgg(query), query),
    ...peers.map((peer) => peerContender(peer, query)),
    floorOf(query.files),
  ];
  return { name, title, byteCount: bytesOf(query), contenders, bar: { kind: 'ratio', value: bar } };
}

/** What no reader can beat. */
export function floorOf(files: readonly string[]): Contender {
  const command = { file: process.execPath, args: ['bench/peers/read-floor.mjs', ...files] };
  return { name: 'reading the files', role: 'floor', variants: [{ label: '', command }] };
}

function peerContender(peer: Peer, query: Query): Contender {
  return {
    name: peer.name,
    role: 'reference',
    variants: peer.variants(query),
    parse: (path) => readAnswer(path, query.keys.length, peer.hasHeader),
    ...(peer.idle && { idle: peer.idle }),
  };
}

export function speedupRace(name: string, title: string, query: Query, bar: number): Race {
  const contenders = [
    pqContender('pq -j 2', 'subject', pqAgg(query, ['-j', '2']), query),
    pqContender('pq -j 1', 'reference', pqAgg(query, ['-j', '1']), query),
  ];
  return { name, title, byteCount: bytesOf(query), contenders, bar: { kind: 'speedup', value: bar } };
}

/** Whatever pq chooses by itself must not lose against one process; an explicit -j 2 is shown beside it. */
export function sizeRace(name: string, title: string, query: Query): Race {
  const contenders = [
    pqContender('pq', 'subject', pqAgg(query), query),
    pqContender('pq -j 1', 'reference', pqAgg(query, ['-j', '1']), query),
    pqContender('pq -j 2', 'extra', pqAgg(query, ['-j', '2']), query),
  ];
  return { name, title, byteCount: bytesOf(query), contenders, bar: { kind: 'ratio', value: 1.1 } };
}

export function startRace(name: string, title: string, command: Command, bar: number): Race {
  const contenders: readonly Contender[] = [
    { name: 'pq', role: 'subject', variants: [{ label: '', command }] },
    { name: 'node -e 0', role: 'reference', variants: [{ label: '', command: EMPTY_NODE }] },
  ];
  return { name, title, byteCount: 0, contenders, bar: { kind: 'ratio', value: bar } };
}

/** What csv-parse reads in pq, against csv-parse in a process of its own: two workers are to halve the time. */
export function csvParseRace(name: string, title: string, file: string, column: string): Race {
  const query: Query = { format: 'csv', files: [file], schema: {}, keys: [], aggregates: [['avg', column]] };
  const alone: Command = { file: process.execPath, args: ['bench/peers/csv-parse-run.mjs', file, column] };
  const parse = (path: string) => readAnswer(path, 0, true);
  const contenders: readonly Contender[] = [
    pqContender('pq -j 2', 'subject', pqAgg(query, ['-j', '2', '--escape', '\\']), query),
    { name: 'csv-parse', role: 'reference', variants: [{ label: '', command: alone }], parse },
  ];
  return { name, title, byteCount: bytesOf(query), contenders, bar: { kind: 'ratio', value: 0.5 } };
}

export function memoryTask(name: string, title: string, query: Query): MemoryTask {
  return { name, title, byteCount: bytesOf(query), command: pqAgg(query, ['-j', '2']), barMb: 64 };
}

function pqContender(name: string, role: Contender['role'], command: Command, query: Query): Contender {
  const parse = (path: string) => readAnswer(path, query.keys.length, true);
  return { name, role, variants: [{ label: '', command }], parse };
}

export function pqAgg(query: Query, options: readonly string[] = []): Command {
  const aggregates = aggregateList(query, AGGREGATES) ?? [];
  const group = query.keys.length > 0 ? ['-g', query.keys.join(',')] : [];
  const names = Object.keys(query.schema).join(',');
  const dialect = query.dialect ? ['-H', '-d', query.dialect.delimiter, '--column-names', names] : [];
  const list = aggregates.join(', ');
  const inputs = query.pattern === undefined ? query.files : [query.pattern];
  return pq(['agg', '--agg', list, ...group, ...dialect, ...options, '--to', 'csv', ...inputs]);
}

export function pq(args: readonly string[]): Command {
  return { file: process.execPath, args: ['bin/pq.js', ...args] };
}

function bytesOf(query: Query): number {
  return query.files.reduce((sum, file) => sum + statSync(file).size, 0);
}
