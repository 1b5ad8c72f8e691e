/** From work that answers with rows to the commands that run against each other. */
import { statSync } from 'node:fs';
import type { Peer, Variant } from './query.ts';
import type { Contender, Race } from './race.ts';
import type { RowQuery } from './row-query.ts';
import type { RowTask } from './row-tasks.ts';
import { readRows } from './rows.ts';
import { floorOf, pq } from './task-kinds.ts';

export interface Surroundings {
  readonly peers: readonly Peer[];
  /** The file that answers are written to. */
  readonly answerPath: string;
}

export function rowRace({ name, title, bar, query }: RowTask, { peers, answerPath }: Surroundings): Race {
  const contenders = [
    contender('pq', 'subject', [pqVariant(query, answerPath)], query),
    ...peers.map((peer) => ({
      ...contender(peer.name, 'reference', peer.rowVariants(query, answerPath), query),
      ...(peer.idle && { idle: peer.idle }),
    })),
    floorOf(filesOf(query)),
  ];
  return { name, title, byteCount: bytesOf(query), contenders, bar: { kind: 'ratio', value: bar } };
}

export function rowSpeedupRace({ name, title, query }: RowTask, answerPath: string, bar: number): Race {
  const contenders = [
    contender('pq -j 2', 'subject', [pqVariant(query, answerPath, ['-j', '2'])], query),
    contender('pq -j 1', 'reference', [pqVariant(query, answerPath, ['-j', '1'])], query),
  ];
  const isFaster = `\`-j 2\` against inline, ${title}`;
  return {
    name: `speedup-${name}`,
    title: isFaster,
    byteCount: bytesOf(query),
    contenders,
    bar: { kind: 'speedup', value: bar },
  };
}

function contender(name: string, role: Contender['role'], variants: readonly Variant[], query: RowQuery): Contender {
  return { name, role, variants, parse: async (path) => readRows(path, query.output) };
}

function pqVariant(query: RowQuery, path: string, options: readonly string[] = []): Variant {
  const { words, output, files, right } = query;
  const inputs = right === undefined ? files : [];
  return {
    label: '',
    command: { ...pq([...words.pq, ...options, '--to', output, '-o', path, ...inputs]), output: path },
  };
}

function filesOf({ files, right }: RowQuery): readonly string[] {
  return [...files, ...(right?.files ?? [])];
}

function bytesOf(query: RowQuery): number {
  return filesOf(query).reduce((sum, file) => sum + statSync(file).size, 0);
}
