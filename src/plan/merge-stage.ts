/** The second stage of an aggregate with many groups: their states, cut by hash of the key, are merged share by share. */
import type { PartitionList } from '../protocol/partitions.ts';
import type { OutputColumn, RowFormat } from '../protocol/result.ts';
import type { CutState, MergeStage, ScanStage } from '../protocol/stage.ts';

/** States with fewer groups than this are merged sooner by one process than cut, written, and read again. */
const CUT_FROM_GROUPS = 4096;
/** Enough to share out evenly; no more than a worker can have several of. */
const SHARE_COUNT = 16;

/** When and how states are cut. */
export const CUTTING = { fromGroups: CUT_FROM_GROUPS, shareCount: SHARE_COUNT } as const;

export function toMergeStage(
  { operator }: ScanStage,
  states: readonly CutState[],
  outputs: readonly OutputColumn[],
  format: RowFormat,
): MergeStage {
  return { kind: 'merge', shareCount: SHARE_COUNT, states, operator, outputs, format };
}

/** A partition a share. */
export function sharePartitions({ shareCount }: MergeStage): PartitionList {
  return {
    count: shareCount,
    at: (index) => ({ index, spans: [{ file: index, startByte: 0, stopByte: 0 }] }),
    startIsCertain: () => true,
  };
}
