/** Joins the rows that come, the left side, with those of a table, the right side. */
import type { JoinMetrics, JoinRows } from '../../protocol/stage.ts';
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import { type JoinTable, keepsRight } from '../joining/join-table.ts';
import { JoinedRows } from '../joining/joined-rows.ts';
import type { Kernel } from '../kernel.ts';
import { cellsOf } from '../operators/number-cells.ts';
import { PlainCells } from '../operators/plain-cells.ts';
import { RowSelection } from '../operators/row-selection.ts';
import { Scratch } from '../operators/scratch.ts';
import type { RowConsumer, RowStep, Rows } from './step.ts';

/** Gives the table of the right side; what it holds is read when it is asked for first. */
export interface RightSide {
  table(): JoinTable;
}

const HASHED_ROWS = 256;

export class JoinStep implements RowStep {
  readonly #kernel: Kernel;
  readonly #join: JoinRows;
  readonly #right: RightSide;
  readonly #joined: JoinedRows;
  readonly #selection: RowSelection;
  readonly #plain: PlainCells;
  /** Addresses (u32) of the key's columns; for each row the place of its match; room for hashes; where pairs go on. */
  readonly #keyList: number;
  readonly #found: number;
  readonly #hashes: number;
  readonly #state: number;
  /** A byte for each row of the right side: it was matched. Only where that is asked for. */
  readonly #marks: Scratch;
  #marksAt: number | undefined;
  #counts = { leftRows: 0, leftMatched: 0, rowsOut: 0 };
  #ofRight: Pick<JoinMetrics, 'rightRows' | 'rightKeys' | 'rightRepeats' | 'rightMatched'> = NOTHING_READ;

  /** `leftColumnCount` is how many columns the rows come with. */
  constructor(kernel: Kernel, join: JoinRows, leftColumnCount: number, right: RightSide) {
    this.#kernel = kernel;
    this.#join = join;
    this.#right = right;
    this.#joined = new JoinedRows(kernel, leftColumnCount, join.rightColumnCount);
    this.#selection = new RowSelection(kernel);
    this.#plain = new PlainCells(kernel);
    this.#keyList = kernel.allocate(Math.max(1, join.leftKeys.length) * 4);
    this.#found = kernel.allocate(BATCH_ROWS * 4);
    this.#hashes = kernel.allocate(HASHED_ROWS * 8);
    this.#state = kernel.allocate(8);
    this.#marks = new Scratch(kernel);
  }

  begin(): void {
    this.#marksAt = undefined;
    this.#counts = { leftRows: 0, leftMatched: 0, rowsOut: 0 };
    this.#ofRight = NOTHING_READ;
  }

  /** Since begin(). */
  get metrics(): JoinMetrics {
    return { ...this.#counts, ...this.#ofRight };
  }

  push(rows: Rows, emit: RowConsumer): ReaderFailure | undefined {
    const table = this.#table();
    const matched = this.#find(rows, table);
    this.#counts.leftRows += rows.batch.rows;
    this.#counts.leftMatched += matched;
    const counted: RowConsumer = (joined) => {
      this.#counts.rowsOut += joined.batch.rows;
      return emit(joined);
    };
    const { how } = this.#join;
    if (how === 'semi') return this.#select(rows, true, matched, counted);
    if (how === 'anti') return this.#select(rows, false, rows.batch.rows - matched, counted);
    return this.#pair(rows, table, counted);
  }

  #table(): JoinTable {
    const table = this.#right.table();
    const { rowCount: rightRows, keyCount: rightKeys, repeatCount: rightRepeats } = table;
    this.#ofRight = { rightRows, rightKeys, rightRepeats };
    return table;
  }

  /** Looks the keys up; answers how many rows have a match. */
  #find({ batch, quote }: Rows, table: JoinTable): number {
    const { call } = this.#kernel;
    const came = this.#join.leftKeys.map((column) => cellsOf(batch, column));
    const keys = this.#plain.ofColumns(came, batch.rows, quote);
    const marks = keepsRight(this.#join) ? this.#marksOf(table) : undefined;
    this.#kernel.u32(this.#keyList, keys.length).set(keys);
    const matched = call.joinFind(table.description, this.#keyList, batch.rows, this.#found, this.#hashes);
    if (marks !== undefined) call.joinMark(this.#found, batch.rows, marks);
    return matched;
  }

  #select(rows: Rows, isFound: boolean, count: number, emit: RowConsumer): ReaderFailure | undefined {
    if (count === 0) return undefined;
    if (count === rows.batch.rows) return emit(rows);
    const { lefts } = this.#joined;
    this.#kernel.call.joinSelect(this.#found, rows.batch.rows, Number(isFound), lefts);
    return emit({ ...rows, batch: this.#selection.gatherFrom(rows.batch, lefts, count) });
  }

  #pair(rows: Rows, table: JoinTable, emit: RowConsumer): ReaderFailure | undefined {
    const { lefts, rights } = this.#joined;
    const keepsAll = Number(this.#join.how === 'left' || this.#join.how === 'full');
    const { rows: rowCount } = rows.batch;
    this.#kernel.u32(this.#state, 2).fill(0);
    const room = [this.#state, lefts, rights, BATCH_ROWS] as const;
    for (;;) {
      const count = this.#kernel.call.joinPairs(table.description, this.#found, rowCount, keepsAll, ...room);
      if (count === 0) return undefined;
      const pairing = table.isUnique ? (count === rowCount ? 'same' : 'some') : 'any';
      const failure = this.#joined.emit(rows, count, pairing, emit);
      if (failure !== undefined) return failure;
    }
  }

  #marksOf({ rowCount }: JoinTable): number {
    if (this.#marksAt === undefined) {
      this.#marksAt = this.#marks.reserve(rowCount);
      this.#kernel.bytes.fill(0, this.#marksAt, this.#marksAt + rowCount);
    }
    return this.#marksAt;
  }

  /** Of right and full: what nothing matched. */
  end(emit: RowConsumer): ReaderFailure | undefined {
    if (!keepsRight(this.#join)) return undefined;
    const table = this.#table();
    const marks = this.#marksOf(table);
    const rightMatched = this.#kernel.call.joinSpreadMarks(table.description, marks);
    this.#ofRight = { ...this.#ofRight, rightMatched };
    this.#kernel.u32(this.#state, 1).fill(0);
    const { rights } = this.#joined;
    for (;;) {
      const count = this.#kernel.call.joinUnmarked(table.description, marks, this.#state, rights, BATCH_ROWS);
      if (count === 0) return undefined;
      this.#counts.rowsOut += count;
      const failure = this.#joined.emitRight(count, emit);
      if (failure !== undefined) return failure;
    }
  }
}

const NOTHING_READ = { rightRows: 0, rightKeys: 0, rightRepeats: 0 } as const;
