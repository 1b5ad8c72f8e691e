/**
 * Cuts the work of a join whose sides are in buckets into tasks: a bucket each. A bucket whose left side is far larger than
 * others is cut further, by partitions of the left side, and its right side is loaded by several tasks. A right side that
 * does not fit into memory comes in parts, one after the other.
 */
import type { BucketPart, BucketsState, JoinTask, MemoryRules, PartitionRange } from '../protocol/stage.ts';
import { addsRightRows, isOfLeftOnly } from './join-columns.ts';
import type { Join } from './logical-plan.ts';

export interface JoinTasks {
  readonly tasks: readonly JoinTask[];
  /** How much larger than the mean the largest bucket is, and the largest task, in bytes. */
  readonly skew: { readonly before: number; readonly after: number };
}

/** What was cut of one side: its rows and bytes by partition. */
interface SideParts {
  readonly partition: number;
  readonly bytes: number;
  readonly rows: number;
}

/** Both sides of a bucket, in the order of partitions. */
interface Bucket {
  readonly number: number;
  readonly left: readonly SideParts[];
  readonly right: readonly SideParts[];
  readonly leftBytes: number;
  readonly rightBytes: number;
}

type Rule = Pick<Join, 'how' | 'choice'>;
type Limits = Pick<MemoryRules, 'joinBytes'>;

/** Buckets that are larger than the median by more are cut. */
const MOST_OF_MEDIAN = 2;
/** Less is not worth a task of its own. */
const LEAST_TASK_BYTES = 1 << 20;
/** Of a row in a table: its share of the buckets, where it is, the first one of its key. */
const TABLE_BYTES_A_ROW = 32;

/** No bucket is cut into tasks that have less than `leastBytes` on the left. */
export function joinTasks(
  join: Rule,
  left: readonly BucketsState[],
  right: readonly BucketsState[],
  memory: Limits,
  leastBytes = LEAST_TASK_BYTES,
): JoinTasks {
  // Without rows on the left hardly anything can come of a bucket, but what is on the right is counted all the same.
  const buckets = bucketsOf(left, right).filter(({ left, right }) => left.length + right.length > 0);
  const usualBytes = median(buckets.map(({ leftBytes }) => leftBytes));
  const cut = buckets.map((bucket) => {
    const isLarge = bucket.leftBytes > MOST_OF_MEDIAN * usualBytes;
    const mostBytes = isLarge ? Math.max(leastBytes, usualBytes, bucket.rightBytes) : Number.POSITIVE_INFINITY;
    return { bucket, tasks: tasksOf(bucket, join, mostBytes, memory) };
  });
  const before = skewOf(buckets.map(({ leftBytes, rightBytes }) => leftBytes + rightBytes));
  const after = skewOf(cut.flatMap(({ bucket, tasks }) => tasks.map((task) => bytesOf(bucket, task))));
  return { tasks: cut.flatMap(({ tasks }) => tasks), skew: { before, after } };
}

function tasksOf(bucket: Bucket, join: Rule, mostBytes: number, memory: Limits): readonly JoinTask[] {
  const { number, left, right } = bucket;
  const groups = isNaive(join) ? right.map(onlyOf) : groupsOf(right, join, memory);
  const base = { bucket: number, ...(groups.length > 1 ? { rightGroups: groups } : {}) };
  const ranges = isNaive(join) ? left.map(onlyOf) : rangesOf(left, mostBytes);
  if (ranges.length < 2 || !addsRightRows(join.how)) {
    return (ranges.length === 0 ? [NO_PARTITIONS] : ranges).map((range) => ({ ...base, ...range }));
  }
  const whole = { startPartition: ranges[0]?.startPartition ?? 0, stopPartition: ranges.at(-1)?.stopPartition ?? 0 };
  return [
    ...ranges.map((range) => ({ ...base, ...range, keeps: 'left' }) as const),
    { ...base, ...whole, keeps: 'right' },
  ];
}

const NO_PARTITIONS: PartitionRange = { startPartition: 0, stopPartition: 0 };

/** Every partition of one side meets every one of the other. */
function isNaive({ choice }: Rule): boolean {
  return choice?.strategy === 'naive';
}

function onlyOf({ partition }: SideParts): PartitionRange {
  return { startPartition: partition, stopPartition: partition + 1 };
}

/** Parts of the right side that fit into memory; one, where pairs would come in another order than they can be brought out of. */
function groupsOf(
  right: readonly SideParts[],
  { how, choice }: Rule,
  { joinBytes }: Limits,
): readonly PartitionRange[] {
  const canCome = isOfLeftOnly(how) || addsRightRows(how) || choice?.groupsRight === true;
  const tables = right.map(({ bytes, ...rest }) => ({ ...rest, bytes: bytes + rest.rows * TABLE_BYTES_A_ROW }));
  return canCome ? rangesOf(tables, joinBytes) : [];
}

/** Partitions that follow each other, as many as have no more bytes than that, but at least one. */
function rangesOf(parts: readonly SideParts[], mostBytes: number): readonly PartitionRange[] {
  const ranges: { startPartition: number; stopPartition: number }[] = [];
  let bytesOfLast = 0;
  for (const part of parts) {
    const last = ranges.at(-1);
    bytesOfLast += part.bytes;
    if (last !== undefined && bytesOfLast <= mostBytes) last.stopPartition = part.partition + 1;
    else {
      ranges.push({ startPartition: part.partition, stopPartition: part.partition + 1 });
      bytesOfLast = part.bytes;
    }
  }
  return ranges;
}

function bucketsOf(left: readonly BucketsState[], right: readonly BucketsState[]): readonly Bucket[] {
  const [leftParts, rightParts] = [partsOf(left), partsOf(right)];
  const count = Math.max(0, ...[...leftParts, ...rightParts].map(({ ends }) => ends.length));
  return Array.from({ length: count }, (_, number): Bucket => {
    const [ofLeft, ofRight] = [partsOfBucket(leftParts, number), partsOfBucket(rightParts, number)];
    return { number, left: ofLeft, right: ofRight, leftBytes: bytesIn(ofLeft), rightBytes: bytesIn(ofRight) };
  });
}

function partsOf(states: readonly BucketsState[]): readonly BucketPart[] {
  return states.flatMap(({ parts }) => parts).toSorted((a, b) => a.partition - b.partition);
}

/** Partitions that have rows in a bucket, each once. */
function partsOfBucket(parts: readonly BucketPart[], bucket: number): readonly SideParts[] {
  const found: { partition: number; bytes: number; rows: number }[] = [];
  for (const { partition, startByte, ends, rowCounts } of parts) {
    const rows = rowCounts[bucket] ?? 0;
    if (rows === 0) continue;
    const bytes = (ends[bucket] as number) - (ends[bucket - 1] ?? startByte);
    const last = found.at(-1);
    if (last?.partition === partition) {
      last.bytes += bytes;
      last.rows += rows;
    } else found.push({ partition, bytes, rows });
  }
  return found;
}

function bytesIn(parts: readonly SideParts[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What a task reads of both sides. */
function bytesOf({ left, rightBytes }: Bucket, { startPartition, stopPartition }: JoinTask): number {
  const own = left.filter(({ partition }) => partition >= startPartition && partition < stopPartition);
  return bytesIn(own) + rightBytes;
}

/** 1 where all are the same. */
function skewOf(sizes: readonly number[]): number {
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sum === 0 ? 1 : (Math.max(...sizes) * sizes.length) / sum;
}

function median(sizes: readonly number[]): number {
  const used = sizes.filter((size) => size > 0).toSorted((a, b) => a - b);
  return used[used.length >> 1] ?? 0;
}
