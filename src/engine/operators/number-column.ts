/** A column that is read as numbers: parsed once a batch, unless it came as numbers, then added to each state that is computed from it. */

import { type Decimal, parseDecimal } from '../../core/decimal.ts';
import type { ParsedColumn } from '../aggregates/products.ts';
import type { ColumnState, GroupOf, StatePlace, StateRows } from '../aggregates/state.ts';
import { byteOfCell } from '../formats/cell-place.ts';
import { BATCH_ROWS, type Batch, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import type { NumberColumn as NumberPlace } from '../kernel-expressions.ts';
import { cellKind, cellText, Kind, plainKind, plainText } from '../values/cells.ts';
import { cellsOf, numbersOf } from './number-cells.ts';

const SCALE_SLOW = 254;
const SCALE_NULL = 255;
const SCALE_MASK = 255;
const HAS_SLOW = 256;

/** A state of this column, with its place among the states of a group. */
export interface PlacedColumnState {
  readonly state: ColumnState;
  readonly offset: number;
}

type PlaceOf = (offset: number) => StatePlace;

export class NumberColumn implements ParsedColumn {
  readonly column: number;
  readonly #name: string;
  /** Whether all that is computed from it can do with text. */
  readonly #takesText: boolean;
  /** Decimals of the states' fixed-point values: as many as the longest number so far has. */
  scale = 0;
  readonly #kernel: Kernel;
  readonly #states: readonly PlacedColumnState[];
  readonly #parsed: NumberPlace;
  /** The batch's numbers, and its cells where they were parsed from such. */
  #place: NumberPlace;
  #cells = 0;

  /** `name` is what messages call the column; `needsNumbers`: something beside the states does. */
  constructor(
    kernel: Kernel,
    { column, name, needsNumbers }: { readonly column: number; readonly name: string; readonly needsNumbers: boolean },
    states: readonly PlacedColumnState[],
  ) {
    this.#kernel = kernel;
    this.column = column;
    this.#name = name;
    this.#states = states;
    this.#takesText = !needsNumbers && states.every(({ state }) => state.addText !== undefined);
    this.#parsed = [kernel.allocate(BATCH_ROWS * 8), kernel.allocate(BATCH_ROWS)];
    this.#place = this.#parsed;
  }

  get mantissas(): number {
    return this.#place[0];
  }

  get scales(): number {
    return this.#place[1];
  }

  add(
    rows: Pick<StateRows, 'groups' | 'declined'>,
    batch: Batch,
    quote: number,
    placeOf: PlaceOf,
  ): ReaderFailure | undefined {
    const survey = this.#read(batch);
    this.raiseScale(survey & SCALE_MASK, placeOf);
    const full = this.#stateRows(rows, batch);
    for (const { state, offset } of this.#states) {
      const declined = state.add(this.#kernel, full, placeOf(offset));
      if (declined > 0) this.#addDeclined(state, full);
    }
    return survey & HAS_SLOW ? this.#addSlow(full, batch, quote) : undefined;
  }

  /** Finds the numbers; answers their largest scale, and what is odd among them. */
  #read(batch: Batch): number {
    const { call } = this.#kernel;
    const known = numbersOf(batch, this.column);
    this.#place = known ?? this.#parsed;
    if (known !== undefined) return call.surveyNumbers(this.scales, batch.rows);
    this.#cells = cellsOf(batch, this.column);
    return call.parseNumbers(this.#cells, batch.rows, ...this.#parsed);
  }

  /** Cells are written only for a state that asks for them. */
  #stateRows({ groups, declined }: Pick<StateRows, 'groups' | 'declined'>, batch: Batch): StateRows {
    const { column, mantissas, scales, scale } = this;
    return {
      ...{ rows: batch.rows, groups, declined, mantissas, scales, scale },
      get cells() {
        return cellsOf(batch, column);
      },
    };
  }

  /** Rows that the kernel has parsed but one state could not take. */
  #addDeclined(state: ColumnState, rows: StateRows): void {
    for (let row = 0; row < rows.rows; row++) {
      const scale = this.#kernel.bytes[this.scales + row] as number;
      if (scale >= SCALE_SLOW || this.#kernel.bytes[rows.declined + row] === 0) continue;
      const text = cellText(this.#kernel, rows.cells + row * 8);
      state.addSlow(this.#groupOf(rows, row), { value: this.#parsedAt(row, scale), text });
    }
  }

  #parsedAt(row: number, scale: number): Decimal {
    return { mantissa: this.#kernel.view(this.mantissas + row * 8, 8).getBigInt64(0, true), scale };
  }

  /** A row's number in full, once the batch has been added without a failure; undefined for null. */
  numberAt(row: number): Decimal | undefined {
    const scale = this.#kernel.bytes[this.scales + row] as number;
    if (scale === SCALE_NULL) return undefined;
    return scale < SCALE_SLOW
      ? this.#parsedAt(row, scale)
      : parseDecimal(cellText(this.#kernel, this.#cells + row * 8));
  }

  /** Rows that the kernel could not parse: long numbers, exponents, and text that is no number. */
  #addSlow(rows: StateRows, batch: Batch, quote: number): ReaderFailure | undefined {
    for (let row = 0; row < rows.rows; row++) {
      if (this.#kernel.bytes[this.scales + row] !== SCALE_SLOW) continue;
      const cell = rows.cells + row * 8;
      const text = cellText(this.#kernel, cell);
      const kind = cellKind(this.#kernel, cell);
      const value = kind === Kind.boolean || kind === Kind.nested ? undefined : parseDecimal(text);
      if (!value && !this.#takesText) return this.#notANumber(text, kind, batch, cell);
      const group = this.#groupOf(rows, row);
      for (const { state } of this.#states) {
        if (value) state.addSlow(group, { value, text });
        else state.addText?.(group, { text: plainText(this.#kernel, cell, quote), kind: plainKind(kind) });
      }
    }
    return undefined;
  }

  #groupOf(rows: StateRows, row: number): number {
    return rows.groups === 0 ? 0 : (this.#kernel.u32(rows.groups + row * 4, 1)[0] as number);
  }

  #notANumber(text: string, kind: number, batch: Batch, cell: number): ReaderFailure {
    const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
    const isNested = kind === Kind.nested;
    return {
      code: 'PQ_NOT_A_NUMBER',
      message: `${this.#name}: ${isNested ? text.slice(0, 60) : shown} is not a number`,
      hint: isNested
        ? `name a value in it, such as ${text.startsWith('[') ? `${this.#name}[0]` : `${this.#name}.key`}`
        : `if it stands for a missing value, name it: --null-value ${shown}`,
      byte: byteOfCell(this.#kernel, batch, cell),
    };
  }

  /** Brings the states to a scale that is at least this large. */
  raiseScale(to: number, placeOf: PlaceOf): void {
    if (to <= this.scale) return;
    this.#raise(placeOf, this.scale, to, (group) => group);
    this.scale = to;
  }

  /** Brings another aggregator's saved states, at a smaller scale, to this one's; groupOf maps their groups to ours. */
  raiseSaved(from: number, placeOf: PlaceOf, groupOf: GroupOf): void {
    if (from < this.scale) this.#raise(placeOf, from, this.scale, groupOf);
  }

  #raise(placeOf: PlaceOf, from: number, to: number, groupOf: GroupOf): void {
    for (const { state, offset } of this.#states) state.raiseScale(this.#kernel, placeOf(offset), from, to, groupOf);
  }
}
