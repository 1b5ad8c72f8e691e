/** All partitions of a stage's input, enumerated late: there can be millions, and most are asked for once. */
import type { Partition } from './stage.ts';

export interface PartitionList {
  readonly count: number;
  /** The partition at this index; the bytes of one partition follow those of the one before. */
  at(index: number): Partition;
  /** True when the partition starts at a record for certain: at the first record of a file. True for the first one. */
  startIsCertain(index: number): boolean;
}
