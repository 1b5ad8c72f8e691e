/** The second stage of an aggregate with many groups: their states, cut by hash of the key, are merged share by share. */
import type { PartitionList } from '../protocol/partitions.ts';
import type { OutputColumn, RowFormat } from '../protocol/result.ts';
import type { CutState, MergeStage, PartialAggregate, ScanStage } from '../protocol/stage.ts';

/** Smaller states are merged sooner by one process than cut, written, and read again. */
const CUT_FROM_BYTES = 512 * 1024;
/** Enough to share out evenly; no more than a worker can have several of. */
const SHARE_COUNT = 16;

/** When and how states are cut; undefined where all records are one group, which is whole. */
export function cuttingOf({ operator }: ScanStage) {
  return operator.kind !== 'partial-aggregate' || operator.keys.length === 0
    ? undefined
    : { fromBytes: CUT_FROM_BYTES, shareCount: SHARE_COUNT };
}

export function toMergeStage(
  operator: PartialAggregate,
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
