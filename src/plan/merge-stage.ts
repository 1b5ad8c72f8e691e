/**
 * The second stage of an aggregate with many groups, whose states, cut by hash of the key, are merged share by share; and
 * of a sort, whose runs are merged range by range.
 */
import type { PartitionList } from '../protocol/partitions.ts';
import type {
  AnswerRows,
  CutState,
  GroupRows,
  JoinStage,
  MergeStage,
  ScanStage,
  SortMergeStage,
  StageEnvironment,
} from '../protocol/stage.ts';

/** Smaller states are merged sooner by one process than cut, written, and read again. */
const CUT_FROM_BYTES = 512 * 1024;

/** Shorter runs are merged sooner by one process. */
const SHARE_RUNS_FROM_BYTES = 4 << 20;

/** When and how states are cut; undefined where all records are one group, which is whole, and for the first rows of an
 * order, which are few. `answer` is what is made of groups. */
export function cuttingOf({ operator, environment: { memory } }: ScanStage | JoinStage, answer?: AnswerRows) {
  const { shareCount, groupBytes } = memory;
  if (operator.kind === 'sort-rows') {
    return operator.order.limit === undefined ? { fromBytes: SHARE_RUNS_FROM_BYTES, shareCount } : undefined;
  }
  // What was cut is read by others, whatever its size.
  if (operator.kind === 'cut-rows') return { fromBytes: 0, shareCount };
  return operator.kind === 'write-rows' || operator.keys.length === 0
    ? undefined
    : { fromBytes: Math.min(CUT_FROM_BYTES, groupBytes), shareCount, answer };
}

export function toMergeStage(
  groups: GroupRows,
  states: readonly CutState[],
  environment: StageEnvironment,
): MergeStage {
  return { kind: 'merge', states, ...groups, environment };
}

/** A partition a share, or a range. */
export function mergePartitions(stage: MergeStage | SortMergeStage): PartitionList {
  return oneByOne(stage.kind === 'merge' ? stage.environment.memory.shareCount : stage.bounds.length + 1);
}

/** Partitions of a stage whose input is no files: things that are numbered. */
export function oneByOne(count: number): PartitionList {
  return {
    count,
    at: (index) => ({ index, spans: [{ file: index, startByte: 0, stopByte: 0 }] }),
    startIsCertain: () => true,
  };
}
