/** Makes the task of a partition: the partition, and what is known about its start. */
import type { Partition, TaskSpec } from '../protocol/stage.ts';

/** `provedStart` is where the partition before it ended; undefined where the partition list itself is certain, or
 * nobody knows yet. */
export function taskSpec(partition: Partition, startIsCertain: boolean, provedStart: number | undefined): TaskSpec {
  const [first, ...rest] = partition.spans;
  if (first === undefined) throw new Error(`partition ${partition.index} has no spans`);
  if (provedStart === undefined) return { index: partition.index, spans: partition.spans, startIsCertain };
  return { index: partition.index, spans: [{ ...first, startByte: provedStart }, ...rest], startIsCertain: true };
}
