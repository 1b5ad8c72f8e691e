/**
 * Keeps the states of groups: the end of a scan that aggregates. What is more than may be held is put aside, cut by hash
 * of the key into shares, so that what belongs together can be merged share by share.
 */
import type {
  AnswerRows,
  CollectForm,
  ColumnPath,
  CutPart,
  Delivery,
  PartialAggregate,
  RowsState,
  StageEnvironment,
  StateRef,
} from '../../protocol/stage.ts';
import type { ReaderFailure } from '../formats/reader.ts';
import { SpillFile, type SpillPlace } from '../io/spill-file.ts';
import { readState, writeState } from '../io/state-file.ts';
import { type Kernel, loadKernel, returnKernel } from '../kernel.ts';
import { finishRows } from '../operators/finish-aggregate.ts';
import { mergeRows } from '../operators/merge-rows.ts';
import { PartialAggregator } from '../operators/partial-aggregate.ts';
import { RowFile, sharedChunks } from '../operators/row-file.ts';
import type { RowChunk } from '../operators/row-writer.ts';
import { shareOf } from '../operators/state-shares.ts';
import type { Rows } from '../steps/step.ts';
import { isTooMuch } from './held-groups.ts';

export class AggregateSink {
  isCopied = false;
  readonly outputBytes = 0;
  readonly #kernel: Kernel;
  readonly #aggregator: PartialAggregator;
  readonly #operator: PartialAggregate;
  readonly #environment: StageEnvironment;
  readonly #place: SpillPlace;
  readonly #spill: SpillFile;
  #parts: CutPart[] = [];
  /** What another runner has made of all groups, which it alone had. */
  #finished: RowsState | undefined;
  /** One group of everything is not cut. */
  readonly #isCut: boolean;
  /** That the groups are of. */
  #rowCount = 0;

  /** Other processes read what is put aside in a `place` that is not private. */
  constructor(
    kernel: Kernel,
    operator: PartialAggregate,
    columns: readonly ColumnPath[],
    environment: StageEnvironment,
    place: SpillPlace,
  ) {
    this.#kernel = kernel;
    this.#aggregator = new PartialAggregator(kernel, operator, columns);
    this.#operator = operator;
    this.#environment = environment;
    this.#place = place;
    this.#spill = new SpillFile(place, 0);
    this.#isCut = operator.keys.length > 0;
  }

  begin(partition: number): void {
    this.#aggregator.beginPartition(partition);
  }

  /** Throws PQ_SCRATCH. */
  take({ batch, quote }: Rows): ReaderFailure | undefined {
    const failure = this.#aggregator.consume(batch, quote);
    this.#rowCount += batch.rows;
    if (this.#isCut && this.#isMuch()) this.#putAside();
    return failure;
  }

  end(): void {}

  get stateBytes(): number {
    return this.#spill.byteLength + this.#aggregator.stateBytes;
  }

  #isMuch(): boolean {
    const { stateBytes, table } = this.#aggregator;
    const { memory } = this.#environment;
    const held = { byteLength: stateBytes, groupCount: table.parts.count, rowCount: this.#rowCount };
    return isTooMuch(held, memory.groupBytes, memory);
  }

  #putAside(): void {
    const { shareCount } = this.#environment.memory;
    const startByte = this.#spill.byteLength;
    const ends: number[] = [];
    for (const pieces of this.#aggregator.saveShares(shareCount, [])) {
      for (const piece of pieces) this.#spill.append(piece);
      ends.push(this.#spill.byteLength);
    }
    this.#parts.push({ startByte, ends });
    this.#aggregator.clear();
    this.#rowCount = 0;
  }

  collect(scratchPath: string, { shareCount, answer }: CollectForm, columnsSeen: readonly boolean[]): StateRef {
    if (answer !== undefined) return this.#rowsOf(answer, this.#place).handOver();
    if (shareCount === 1) return writeState(this.#aggregator.save(columnsSeen), scratchPath);
    this.#putAside();
    const parts = this.#parts;
    this.#parts = [];
    return { kind: 'cut', path: this.#spill.handOver(), parts };
  }

  /** Answers which columns the other runner saw. */
  merge(state: StateRef): readonly boolean[] {
    if (state.kind === 'rows') {
      this.#finished = state;
      return [];
    }
    return this.#aggregator.merge(readState(state));
  }

  deliver(): Delivery {
    throw new Error('states are collected, and not delivered');
  }

  discard(): void {
    this.#parts = [];
    this.#rowCount = 0;
    this.#spill.clear();
    this.#aggregator.clear();
  }

  dispose(): void {
    this.#spill.close();
  }

  *finishRows(answer: AnswerRows): Generator<Uint8Array> {
    if (this.#finished !== undefined) {
      yield* mergeRows(loadKernel(), sharedChunks(this.#finished));
      return;
    }
    if (this.#parts.length === 0) {
      for (const { text } of this.#chunks(answer)) yield text;
      return;
    }
    const rows = this.#rowsOf(answer, { directory: this.#environment.tmpDirectory, isPrivate: true });
    yield* mergeRows(loadKernel(), rows.chunks());
    rows.close();
  }

  #chunks({ outputs, format }: AnswerRows): Generator<RowChunk> {
    return finishRows(this.#kernel, this.#aggregator, outputs, format);
  }

  /** Of what was put aside the rows of each share are a sequence. */
  #rowsOf(answer: AnswerRows, place: SpillPlace): RowFile {
    const { memory } = this.#environment;
    const rows = new RowFile(place, memory.heldBytes);
    if (this.#parts.length === 0) rows.append(this.#chunks(answer));
    else {
      this.#putAside();
      for (let share = 0; share < memory.shareCount; share++) this.#mergeShare(share, answer, rows);
    }
    return rows;
  }

  /** With a kernel of its own, which begins anew: what a finish takes of it is not given back before. */
  #mergeShare(share: number, { outputs, format }: AnswerRows, rows: RowFile): void {
    const kernel = loadKernel();
    const aggregator = new PartialAggregator(kernel, this.#operator, []);
    for (const part of this.#parts) aggregator.merge(shareOf(this.#spill, part, share));
    rows.append(finishRows(kernel, aggregator, outputs, format));
    returnKernel(kernel);
  }
}
