/** Cuts rows that have come together in this process, as cells, in their order. */
import { PqError } from '../../core/errors.ts';
import type { BucketsState, CutRows, SortKey, StageEnvironment } from '../../protocol/stage.ts';
import { SpillFile, type SpillPlace } from '../io/spill-file.ts';
import { type Kernel, loadKernel, returnKernel } from '../kernel.ts';
import { CellsReader } from '../operators/cells-reader.ts';
import { CutSink } from '../sinks/cut-sink.ts';
import { type Bound, BoundChooser } from './bound-chooser.ts';

/** What rows become that were cut; bounds where they were chosen for it. */
export interface Cut {
  readonly states: readonly BucketsState[];
  readonly bounds: readonly Bound[];
}

export class CellsCutter {
  readonly #kernel: Kernel;
  readonly #reader: CellsReader;
  readonly #sink: CutSink;

  /** The rows have so many columns; what becomes of them goes to a `place`. */
  constructor(operator: CutRows, columnCount: number, environment: StageEnvironment, place: SpillPlace) {
    this.#kernel = loadKernel();
    this.#reader = new CellsReader(this.#kernel, columnCount);
    this.#sink = new CutSink(this.#kernel, operator, environment, place);
    this.#sink.begin(0);
  }

  /** Takes whole rows. Throws PQ_SCRATCH and PQ_USAGE. */
  write(cells: Uint8Array): void {
    const failure = this.#reader.read(cells, (rows) => this.#sink.take(rows));
    if (failure === undefined) return;
    const { code, message, hint } = failure;
    throw new PqError(code, message, hint === undefined ? {} : { hint });
  }

  /** Once. Throws PQ_SCRATCH. */
  end(): Cut {
    this.#sink.end();
    const states = this.#sink.collectAll();
    returnKernel(this.#kernel);
    return { states, bounds: [] };
  }
}

/** About so many rows are looked at for bounds: every n-th of all. */
const SAMPLED_ROWS = 200_000;

/** By ranges whose bounds are chosen when all rows are there: until then they are put aside. */
export class RangeCellsCutter {
  readonly #operator: CutRows;
  readonly #columnCount: number;
  readonly #rangeCount: number;
  readonly #environment: StageEnvironment;
  readonly #place: SpillPlace;
  readonly #spill: SpillFile;
  /** Where each of the pieces ends that came. */
  readonly #ends: number[] = [];

  constructor(
    operator: CutRows,
    columnCount: number,
    rangeCount: number,
    environment: StageEnvironment,
    place: SpillPlace,
  ) {
    this.#operator = operator;
    this.#columnCount = columnCount;
    this.#rangeCount = rangeCount;
    this.#environment = environment;
    this.#place = place;
    const { tmpDirectory, memory } = environment;
    this.#spill = new SpillFile({ directory: tmpDirectory, isPrivate: true }, memory.heldBytes);
  }

  /** Takes whole rows. Throws PQ_SCRATCH. */
  write(cells: Uint8Array): void {
    this.#spill.append(cells);
    this.#ends.push(this.#spill.byteLength);
  }

  /** Once. Throws PQ_SCRATCH. */
  end(): Cut {
    const { by } = this.#operator;
    if (by.kind !== 'range') throw new Error('only ranges have bounds');
    const bounds = this.#chooseBounds(by.keys);
    const operator = { ...this.#operator, by: { ...by, bounds: bounds.map(({ key }) => key) } };
    const cutter = new CellsCutter(operator, this.#columnCount, this.#environment, this.#place);
    for (const cells of this.#pieces()) cutter.write(cells);
    this.#spill.close();
    return { ...cutter.end(), bounds };
  }

  #chooseBounds(keys: readonly SortKey[]): readonly Bound[] {
    const chooser = new BoundChooser(this.#columnCount, keys);
    let rowCount = 0;
    for (const cells of this.#pieces()) rowCount += chooser.countRows(cells);
    const stride = Math.max(1, Math.ceil(rowCount / SAMPLED_ROWS));
    for (const cells of this.#pieces()) chooser.add(cells, stride);
    return chooser.choose(this.#rangeCount);
  }

  *#pieces(): Generator<Uint8Array> {
    let start = 0;
    for (const end of this.#ends) {
      const cells = new Uint8Array(end - start);
      this.#spill.read(cells, start);
      yield cells;
      start = end;
    }
  }
}
