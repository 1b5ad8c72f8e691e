/** What the figures depend on: the machine and the versions, without names of hosts or users. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Peer } from './query.ts';

export function describeMachine(peers: readonly Peer[], absent: readonly string[]): readonly string[] {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  const processor = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores`;
  return [
    `- ${processor}, ${memory}, ${process.platform} ${process.arch}`,
    `- Node ${process.versions.node}; ${peers.map(({ name, version }) => `${name} ${version}`).join('; ')}`,
    ...(absent.length > 0 ? [`- not on this machine: ${absent.join(', ')}`] : []),
    `- ${new Date().toISOString().slice(0, 10)}`,
  ];
}
