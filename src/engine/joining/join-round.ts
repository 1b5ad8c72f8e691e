/** What joins are given of the right side. */
import type { SideRead } from '../../protocol/stage.ts';
import type { JoinTable } from './join-table.ts';

/** Gives the table of the right side; what it holds is read when it is asked for first. */
export interface RightSide {
  readonly round: JoinRound;
  /** Rows of another partition of the left side come next. */
  beginPartition?(partition: number): void;
  table(): JoinTable;
  /** It, if it has been read. */
  readonly known: JoinTable | undefined;
  /** How it was read, if it was read from files for this partition. */
  readonly read?: SideRead | undefined;
}

/**
 * The right side can come in several tables, for each of which all rows of the left side come once more: what has become
 * of a left row is known in the last round.
 */
export interface JoinRound {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** What is handed on: all; all but right rows that nothing matches; only these. */
  readonly keeps: 'all' | 'left' | 'right';
}

/** The only one. */
export const WHOLE_ROUND: JoinRound = { isFirst: true, isLast: true, keeps: 'all' };
