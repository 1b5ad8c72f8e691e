/**
 * Sorts rows as they come: a run for every partition, or several where it is larger than may be held, and at the end the
 * runs together. What is sorted is rows of text; nobody looks into them.
 */
import type { MemoryRules, RowOrder, RunsState, SortedRun } from '../../protocol/stage.ts';
import { SharedSpill, SpillFile, type SpillPlace } from '../io/spill-file.ts';
import type { Kernel } from '../kernel.ts';
import type { RenderedRows, RowRoom } from '../operators/row-writer.ts';
import type { Rows } from '../steps/step.ts';
import { KeyBound } from './key-bound.ts';
import { KeyedRows } from './keyed-rows.ts';
import { RunMerger, type RunSource } from './run-merger.ts';
import { RunWriter } from './run-writer.ts';

/** Of an order of which only the first rows are wanted: those beyond four times as many that are held. */
const MOST_SURPLUS_ROWS = 8192;

export class RowSorter {
  readonly #kernel: Kernel;
  readonly #order: RowOrder;
  readonly #memory: MemoryRules;
  readonly #limit: number;
  readonly #bound: KeyBound | undefined;
  readonly #rows: KeyedRows;
  readonly #spill: SpillFile;
  readonly #writer: RunWriter;
  #runs: SortedRun[] = [];
  #partition = 0;

  constructor(kernel: Kernel, order: RowOrder, place: SpillPlace, memory: MemoryRules) {
    this.#kernel = kernel;
    this.#order = order;
    this.#memory = memory;
    this.#limit = order.limit ?? Number.POSITIVE_INFINITY;
    this.#bound = order.limit === undefined ? undefined : new KeyBound(kernel, order, order.limit);
    this.#rows = new KeyedRows(kernel, order.keys);
    this.#spill = new SpillFile(place, memory.heldBytes);
    this.#writer = new RunWriter(kernel, this.#spill);
  }

  /** Of all runs. */
  get byteLength(): number {
    return this.#spill.byteLength;
  }

  begin(partition: number): void {
    this.#partition = partition;
    this.#rows.clear();
  }

  /** Where the text of rows is written before they are added. */
  get room(): RowRoom {
    return this.#rows.room;
  }

  /** Of rows, those that may be wanted: they are to be added. */
  wanted(rows: Rows): Rows {
    return this.#bound === undefined ? rows : this.#bound.within(rows);
  }

  /** Throws PQ_SCRATCH. */
  add(rows: Rows, rendered: RenderedRows): void {
    this.#rows.append(rows, rendered);
    const isMuch = this.#rows.rowCount > 4 * this.#limit + MOST_SURPLUS_ROWS;
    if (isMuch || this.#rows.byteLength > this.#memory.sortBytes) this.end();
  }

  /** The rows so far are a run. Throws PQ_SCRATCH. */
  end(): void {
    const sorted = this.#rows.sorted(this.#order.isUnique);
    this.#bound?.note(sorted);
    this.#runs.push(this.#writer.write(this.#partition, { ...sorted, count: Math.min(sorted.count, this.#limit) }));
    this.#rows.clear();
  }

  clear(): void {
    this.#runs = [];
    this.#bound?.clear();
    this.#rows.clear();
    this.#spill.clear();
  }

  /** Gives all runs to other processes. */
  handOver(): RunsState {
    const runs = this.#runs;
    this.#runs = [];
    return { kind: 'runs', path: this.#spill.handOver(), runs };
  }

  /** All rows in order, with those that others shared; some at a time, each valid until the next. */
  *merged(others: readonly RunsState[]): Generator<Uint8Array> {
    const own = this.#runs.map((run) => ({
      run,
      read: (target: Uint8Array, from: number) => this.#spill.read(target, from),
    }));
    const shared = new SharedRuns(others);
    try {
      const merger = new RunMerger(this.#kernel, inOrder([...own, ...shared.sources]), this.#order.isUnique);
      yield* mergeAll(merger, this.#memory.rangeBytes, this.#order.limit);
    } finally {
      shared.close();
    }
  }

  close(): void {
    this.#spill.close();
  }
}

function* mergeAll(merger: RunMerger, rangeBytes: number, limit = Number.POSITIVE_INFINITY): Generator<Uint8Array> {
  const bounds = merger.bounds(rangeBytes);
  let wanted = limit;
  for (let range = 0; range <= bounds.length && wanted > 0; range++) {
    const { address, count } = merger.range(bounds[range - 1], bounds[range]);
    yield* merger.rows({ address, count: Math.min(count, wanted) });
    wanted -= count;
  }
}

/** Runs that others shared; their files stay open until it is closed. */
export class SharedRuns {
  readonly sources: readonly RunSource[];
  readonly #spills: readonly SharedSpill[];

  constructor(states: readonly RunsState[]) {
    this.#spills = states.map(({ path }) => new SharedSpill(path));
    this.sources = states.flatMap(({ runs }, at) => {
      const spill = this.#spills[at] as SharedSpill;
      return runs.map((run) => ({ run, read: (target: Uint8Array, from: number) => spill.read(target, from) }));
    });
  }

  close(): void {
    for (const spill of this.#spills) spill.close();
  }
}

/** In the order of the input. Runs of one partition are in their order already. */
export function inOrder(sources: readonly RunSource[]): readonly RunSource[] {
  return sources.toSorted((one, other) => one.run.partition - other.run.partition);
}
