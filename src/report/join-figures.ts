/** What became of the rows of a join: the figures of one join, from what its tasks counted. Pure. */
import { formatCount, formatQuantity } from '../core/sizes.ts';
import type { JoinMetrics } from '../protocol/stage.ts';

/** A join of a run, with what each task counted that it was part of. */
export interface JoinRecord {
  /** `inner join on id`. */
  readonly text: string;
  readonly strategy: string;
  readonly parts: readonly JoinMetrics[];
  /** Each task had a part of the right side, and not all of it. */
  readonly isCut: boolean;
  /** What is called left here was typed on the right. */
  readonly isSwapped: boolean;
  /** How much larger than the mean the largest bucket is, and the largest task when large ones have been cut, in bytes. */
  readonly skew?: { readonly before: number; readonly after: number };
}

/** The left side is the one that comes by, the right one that which it is led to. */
export interface JoinFigures {
  readonly text: string;
  readonly strategy: string;
  /** They were typed the other way round. */
  readonly isSwapped: boolean;
  readonly leftRows: number;
  readonly leftMatched: number;
  readonly leftUnmatched: number;
  readonly rightRows: number;
  /** Not counted where a right side came in several tables. */
  readonly rightKeys: number | null;
  /** Rows beyond the first of their key; the same. */
  readonly rightRepeats: number | null;
  /** Known of right and full joins. */
  readonly rightUnmatched: number | null;
  readonly rowsOut: number;
  /** Rows that came of it, for each of the larger side. */
  readonly blowup: number;
  readonly skewBefore: number | null;
  readonly skewAfter: number | null;
}

export function joinFigures({ text, strategy, parts, isCut, isSwapped, skew }: JoinRecord): JoinFigures {
  const sum = (value: (part: JoinMetrics) => number): number => parts.reduce((total, part) => total + value(part), 0);
  const most = (value: (part: JoinMetrics) => number): number =>
    parts.reduce((top, part) => Math.max(top, value(part)), 0);
  const ofRight = isCut ? sum : most;
  const [leftRows, leftMatched] = [sum((part) => part.leftRows), sum((part) => part.leftMatched)];
  const rowsOut = sum((part) => part.rowsOut);
  const rightRows = ofRight((part) => part.rightRows);
  const isCounted = parts.every((part) => part.rightRows === 0 || part.rightKeys !== undefined);
  const isKnown = parts.some(({ rightMatched }) => rightMatched !== undefined);
  const larger = Math.max(leftRows, rightRows);
  return {
    text,
    strategy,
    isSwapped,
    leftRows,
    leftMatched,
    leftUnmatched: leftRows - leftMatched,
    rightRows,
    rightKeys: isCounted ? ofRight((part) => part.rightKeys ?? 0) : null,
    rightRepeats: isCounted ? ofRight((part) => part.rightRepeats ?? 0) : null,
    rightUnmatched: isKnown ? rightRows - sum((part) => part.rightMatched ?? 0) : null,
    rowsOut,
    blowup: larger === 0 ? 0 : rowsOut / larger,
    skewBefore: skew?.before ?? null,
    skewAfter: skew?.after ?? null,
  };
}

/** Lines of the table of --stats: what, and what became of it. */
export function joinRows(figures: JoinFigures): readonly (readonly string[])[] {
  const { leftRows, leftMatched, leftUnmatched, rightRows, rightKeys, rightRepeats, rightUnmatched } = figures;
  const unmatched = rightUnmatched === null ? '' : `, ${formatCount(rightUnmatched)} unmatched`;
  const keys =
    rightKeys === null || rightRepeats === null
      ? 'keys not counted'
      : `${formatQuantity(rightKeys, 'key')}, ${formatQuantity(rightRepeats, 'duplicate')}`;
  const { skewBefore, skewAfter } = figures;
  const skew = `${skewBefore?.toFixed(2)} (largest bucket over the mean), ${skewAfter?.toFixed(2)} when large ones were cut`;
  const [passing, copied] = figures.isSwapped ? ['right', 'left, copied'] : ['left', 'right'];
  return [
    [figures.text, figures.strategy],
    [
      passing,
      `${formatQuantity(leftRows, 'row')}: ${formatCount(leftMatched)} matched, ${formatCount(leftUnmatched)} unmatched`,
    ],
    [copied, `${formatQuantity(rightRows, 'row')}, ${keys}${unmatched}`],
    ['joined', `${formatQuantity(figures.rowsOut, 'row')}, ${figures.blowup.toFixed(2)} for each of the larger side`],
    ...(skewBefore === null ? [] : [['skew of buckets', skew]]),
  ];
}
