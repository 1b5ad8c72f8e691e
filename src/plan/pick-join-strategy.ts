/** How a join is done: as it was asked for, or by the sizes of its sides. Any way makes the same rows. */
import { PqError } from '../core/errors.ts';
import { formatBytes } from '../core/sizes.ts';
import { addsRightRows } from './join-columns.ts';
import type { Join, JoinChoice } from './logical-plan.ts';

/** What is known before anything is run. */
export interface JoinFacts {
  /** About how many bytes there are of what the join needs; undefined where only reading tells. */
  readonly leftBytes: number | undefined;
  readonly rightBytes: number | undefined;
  /** What the join needs of the right side is made of those bytes: it may be less, which is looked at again then. */
  readonly isRightMade: boolean;
  /** Into how many partitions both sides were cut already, alike. */
  readonly alignedCount: number | undefined;
  /** Whether the sides can change places. */
  readonly canCopyLeft: boolean;
  /** Of --memory-limit, for each process. */
  readonly processBytes: number | undefined;
}

/** What one task has in memory of the right side. */
const BUCKET_BYTES = 4 * 1024 ** 2;
const LEAST_BUCKETS = 16;
const MOST_BUCKETS = 512;
/** Fewer bytes on the left are joined sooner by one process than cut, where all left rows have to be seen. */
const SMALL_LEFT_BYTES = 64 * 1024 ** 2;
/** How much of its memory a process has for the right side. */
const TABLE_PART = 4;

export function pickJoinStrategy(join: Join, facts: JoinFacts): JoinChoice {
  const picked = pick(join, facts);
  const { strategy } = picked;
  const isCross = join.keys.length === 0;
  const bucketCount =
    facts.alignedCount !== undefined && strategy === 'prepartitioned'
      ? facts.alignedCount
      : strategy === 'naive' || isCross
        ? 1
        : bucketsFor(facts);
  return { ...picked, bucketCount, groupsRight: strategy === 'naive' || facts.processBytes !== undefined };
}

function pick(join: Join, facts: JoinFacts): Pick<JoinChoice, 'strategy' | 'reason' | 'copiesLeft'> {
  const asked = join.strategy;
  const { leftBytes, rightBytes } = facts;
  if (facts.alignedCount !== undefined && (asked === 'auto' || asked === 'prepartitioned')) {
    const count = facts.alignedCount;
    return { strategy: 'prepartitioned', reason: `both sides were cut into ${count} partitions by hash of the keys` };
  }
  if (asked === 'prepartitioned') throw notAligned();
  if (asked === 'broadcast') return { strategy: asked, reason: '--strategy broadcast' };
  if (asked === 'shuffle' || asked === 'naive') return { strategy: asked, reason: `--strategy ${asked}` };
  const most = Math.min(join.broadcastBytes, (facts.processBytes ?? Number.POSITIVE_INFINITY) / TABLE_PART);
  const size = rightBytes === undefined ? 'an unknown size' : `about ${formatBytes(rightBytes)}`;
  const about = facts.isRightMade ? `${size} before it comes together, which decides` : size;
  const limit = `up to ${formatBytes(most)} are copied to every worker`;
  if (facts.canCopyLeft && isBetween(leftBytes, most, rightBytes)) {
    const reason = `the left side has about ${formatBytes(leftBytes ?? 0)}, and is copied instead of the right one; ${limit}`;
    return { strategy: 'broadcast', reason, copiesLeft: true };
  }
  if ((rightBytes ?? Number.POSITIVE_INFINITY) > most)
    return { strategy: 'shuffle', reason: `the right side has ${about}; ${limit}` };
  if (addsRightRows(join.how) && (leftBytes ?? Number.POSITIVE_INFINITY) > SMALL_LEFT_BYTES) {
    return { strategy: 'shuffle', reason: `${join.how} has to know of each right row whether any left row matched` };
  }
  return { strategy: 'broadcast', reason: `the right side has ${about}; ${limit}` };
}

/** The left side is small enough, and the right one is not. */
function isBetween(left: number | undefined, most: number, right: number | undefined): boolean {
  return left !== undefined && left <= most && (right ?? Number.POSITIVE_INFINITY) > most;
}

function bucketsFor({ rightBytes = 0, processBytes }: JoinFacts): number {
  const bytes = Math.min(BUCKET_BYTES, (processBytes ?? Number.POSITIVE_INFINITY) / (2 * TABLE_PART));
  return Math.max(LEAST_BUCKETS, Math.min(MOST_BUCKETS, Math.ceil(rightBytes / bytes)));
}

function notAligned(): PqError {
  return new PqError('PQ_USAGE', '--strategy prepartitioned: the sides were not cut alike', {
    hint: 'cut both with pq partition --by hash:KEY -n N, the same N, by the columns of --on in their order',
  });
}
