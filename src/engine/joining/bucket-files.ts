/** Rows that were cut into buckets (CutRows), read bucket by bucket in the order of their partitions. */
import type { BucketPart, BucketsState, PartitionRange } from '../../protocol/stage.ts';
import { SharedSpill } from '../io/spill-file.ts';
import type { CollectedState } from '../io/state-file.ts';
import { rangeOf } from '../operators/state-shares.ts';

interface PartOfFile {
  readonly file: SharedSpill;
  readonly part: BucketPart;
}

export class BucketFiles {
  readonly #files: readonly SharedSpill[];
  readonly #parts: readonly PartOfFile[];

  constructor(states: readonly BucketsState[]) {
    this.#files = states.map(({ path }) => new SharedSpill(path));
    this.#parts = states
      .flatMap(({ parts }, at) => parts.map((part) => ({ file: this.#files[at] as SharedSpill, part })))
      .toSorted((a, b) => a.part.partition - b.part.partition);
  }

  /** The rows of a bucket that came from some partitions, from all when it is not said. */
  rowsOf(bucket: number, range?: PartitionRange): readonly CollectedState[] {
    return this.#partsIn(range).map(({ file, part: { startByte, ends } }) =>
      rangeOf(file, ends[bucket - 1] ?? startByte, ends[bucket] as number),
    );
  }

  /** How many they are. */
  rowCountOf(bucket: number, range?: PartitionRange): number {
    return this.#partsIn(range).reduce((sum, { part }) => sum + (part.rowCounts[bucket] as number), 0);
  }

  #partsIn(range: PartitionRange | undefined): readonly PartOfFile[] {
    if (range === undefined) return this.#parts;
    const { startPartition, stopPartition } = range;
    return this.#parts.filter(({ part: { partition } }) => partition >= startPartition && partition < stopPartition);
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}
