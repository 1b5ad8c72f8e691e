/** Joins the rows that come, the left side, with those of a table, the right side. */
import type { JoinMetrics, JoinRows } from '../../protocol/stage.ts';
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { RightSide } from '../joining/join-round.ts';
import { type JoinTable, keepsRight } from '../joining/join-table.ts';
import { JoinedRows } from '../joining/joined-rows.ts';
import { KeyLookup } from '../joining/key-lookup.ts';
import { LeftMarks } from '../joining/left-marks.ts';
import { RightMarks } from '../joining/right-marks.ts';
import type { Kernel } from '../kernel.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

/** Where pairs go on, and whether a row had several. */
const STATE_BYTES = 12;

type Counts = { -readonly [Name in keyof JoinMetrics]: JoinMetrics[Name] };

export class JoinStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #how: JoinRows['how'];
  readonly #right: RightSide;
  readonly #lookup: KeyLookup;
  readonly #joined: JoinedRows;
  /** Where pairs go on. */
  readonly #state: number;
  readonly #rightMarks: RightMarks;
  readonly #leftMarks: LeftMarks;
  #counts = noCounts();

  /** `leftColumnCount` is how many columns the rows come with. */
  constructor(kernel: Kernel, join: JoinRows, leftColumnCount: number, right: RightSide) {
    this.#kernel = kernel;
    this.#how = join.how;
    this.#right = right;
    this.#lookup = new KeyLookup(kernel, join.leftKeys);
    this.#joined = new JoinedRows(kernel, leftColumnCount, join.rightColumnCount);
    this.#state = kernel.allocate(STATE_BYTES);
    this.#rightMarks = new RightMarks(kernel);
    this.#leftMarks = new LeftMarks(kernel);
  }

  begin(partition: number): void {
    this.#right.beginPartition?.(partition);
    this.#rightMarks.clear();
    this.#leftMarks.beginRound();
    this.#counts = noCounts();
  }

  /** Since begin(). */
  get metrics(): JoinMetrics {
    return this.#counts;
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const table = this.#right.table();
    const matched = this.#lookup.find(rows, table);
    if (this.#marksRight) this.#rightMarks.note(table, this.#lookup.found, rows.batch.rows);
    const { isLast, keeps } = this.#right.round;
    if (keeps === 'right') return undefined;
    this.#countLeft(rows.batch.rows, matched);
    if (this.#how === 'semi') return this.#select(rows, true, emit);
    if (this.#how === 'anti') return isLast ? this.#select(rows, false, emit) : undefined;
    const keepsAll = isLast && (this.#how === 'left' || this.#how === 'full');
    return matched > 0 || keepsAll ? this.#pair(rows, table, keepsAll, emit) : undefined;
  }

  /** Right rows are asked for that nothing matches. */
  get #marksRight(): boolean {
    return keepsRight(this.#how) && this.#right.round.keeps !== 'left';
  }

  #countLeft(rows: number, matched: number): void {
    const { isFirst, isLast } = this.#right.round;
    const isOnly = isFirst && isLast;
    const news = isOnly ? matched : this.#leftMarks.note(this.#lookup.found, rows, isFirst, this.#how === 'semi');
    this.#counts.leftMatched += news;
    if (isFirst) this.#counts.leftRows += rows;
  }

  /** Hands on those for which something was found, or nothing. */
  #select(rows: Rows, isFound: boolean, emit: RowConsumer): ReaderFailure | undefined {
    const { lefts } = this.#joined;
    const count = this.#kernel.call.joinSelect(this.#lookup.found, rows.batch.rows, Number(isFound), lefts);
    if (count === 0) return undefined;
    this.#counts.rowsOut += count;
    return emit(count === rows.batch.rows ? rows : this.#joined.leftOnly(rows, count));
  }

  #pair(rows: Rows, table: JoinTable, keepsAll: boolean, emit: RowConsumer): ReaderFailure | undefined {
    const { lefts, rights } = this.#joined;
    const { rows: rowCount } = rows.batch;
    this.#kernel.u32(this.#state, STATE_BYTES / 4).fill(0);
    const room = [this.#state, lefts, rights, BATCH_ROWS] as const;
    const { found } = this.#lookup;
    for (;;) {
      const count = this.#kernel.call.joinPairs(table.description, found, rowCount, Number(keepsAll), ...room);
      if (count === 0) return undefined;
      this.#counts.rowsOut += count;
      const hasSeveral = this.#kernel.words[this.#state / 4 + 2] === 1;
      const pairing = hasSeveral ? 'any' : count === rowCount ? 'same' : 'some';
      const failure = this.#joined.emit(rows, count, pairing, emit);
      if (failure !== undefined) return failure;
    }
  }

  /** No more rows come for this table. Of right and full, hands on what nothing matched. */
  end(emit: RowConsumer): ReaderFailure | undefined {
    this.#leftMarks.beginRound();
    const table = this.#marksRight ? this.#right.table() : this.#right.known;
    if (table === undefined) return undefined;
    this.#countRight(table);
    if (!this.#marksRight) return undefined;
    const matched = this.#rightMarks.end(table);
    this.#counts.rightMatched = (this.#counts.rightMatched ?? 0) + matched;
    const failure = matched < table.rowCount ? this.#emitUnmatched(table, emit) : undefined;
    this.#rightMarks.clear();
    return failure;
  }

  #countRight({ rowCount, keyCount, repeatCount }: JoinTable): void {
    const { isFirst, isLast } = this.#right.round;
    this.#counts.rightRows += rowCount;
    if (isFirst && isLast) Object.assign(this.#counts, { rightKeys: keyCount, rightRepeats: repeatCount });
    const { read } = this.#right;
    if (read !== undefined) this.#counts.rightRead = read;
  }

  #emitUnmatched(table: JoinTable, emit: RowConsumer): ReaderFailure | undefined {
    for (;;) {
      const count = this.#rightMarks.nextUnmatched(table, this.#joined.rights, BATCH_ROWS);
      if (count === 0) return undefined;
      this.#counts.rowsOut += count;
      const failure = this.#joined.emitRight(count, emit);
      if (failure !== undefined) return failure;
    }
  }
}

function noCounts(): Counts {
  return { leftRows: 0, leftMatched: 0, rowsOut: 0, rightRows: 0 };
}
