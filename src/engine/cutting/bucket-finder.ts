/** Says which bucket a row goes to. */
import type { CutRule } from '../../protocol/stage.ts';
import { BATCH_ROWS, type ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { KeyTexts } from '../operators/key-texts.ts';
import { Scratch } from '../operators/scratch.ts';
import { KeyColumns } from '../sorting/key-columns.ts';
import type { Rows } from '../steps/step.ts';
import { ValueBuckets } from './value-buckets.ts';

export interface BucketFinder {
  /** How many there are; of values, so far. */
  readonly bucketCount: number;
  /** Rows of another partition come next. */
  begin(): void;
  /** Writes the bucket of each row (u32) to `out`, or says what is wrong with the rows. */
  find(rows: Rows, out: number): ReaderFailure | undefined;
}

export function bucketFinder(kernel: Kernel, rule: CutRule): BucketFinder {
  if (rule.kind === 'hash') return new HashBuckets(kernel, rule);
  if (rule.kind === 'range') return new RangeBuckets(kernel, rule);
  return rule.kind === 'turns' ? new TurnBuckets(kernel, rule) : new ValueBuckets(kernel, rule);
}

type Rule<Kind extends CutRule['kind']> = Extract<CutRule, { kind: Kind }>;

class HashBuckets implements BucketFinder {
  readonly bucketCount: number;
  readonly #kernel: Kernel;
  readonly #keys: KeyTexts;

  constructor(kernel: Kernel, { columns, bucketCount }: Rule<'hash'>) {
    this.bucketCount = bucketCount;
    this.#kernel = kernel;
    this.#keys = new KeyTexts(kernel, columns);
  }

  begin(): void {}

  find({ batch, quote }: Rows, out: number): undefined {
    const { address } = this.#keys.of(batch, quote);
    this.#kernel.call.cutByHash(address, batch.rows, this.bucketCount, out);
  }
}

class RangeBuckets implements BucketFinder {
  readonly bucketCount: number;
  readonly #kernel: Kernel;
  readonly #columns: KeyColumns;
  readonly #bounds: number;
  readonly #records: Scratch;
  readonly #entries: number;
  readonly #lengths: number;

  constructor(kernel: Kernel, { keys, bounds }: Rule<'range'>) {
    this.bucketCount = bounds.length + 1;
    this.#kernel = kernel;
    this.#columns = new KeyColumns(kernel, keys);
    this.#bounds = boundEntries(kernel, bounds);
    this.#records = new Scratch(kernel);
    this.#entries = kernel.allocate(BATCH_ROWS * ENTRY_BYTES);
    this.#lengths = kernel.allocate(BATCH_ROWS * 4);
  }

  begin(): void {}

  find(rows: Rows, out: number): undefined {
    const records = this.#records.reserve(this.#columns.take(rows));
    this.#columns.write({ text: 0, lengths: this.#lengths, entries: this.#entries, records });
    this.#kernel.call.cutByBounds(this.#entries, rows.batch.rows, this.#bounds, this.bucketCount - 1, out);
  }
}

const ENTRY_BYTES = 16;

/** Address of entries of keys that have no rows. */
function boundEntries(kernel: Kernel, bounds: readonly string[]): number {
  const records = bounds.map((bound) => {
    const key = Buffer.from(bound, 'base64');
    const head = Buffer.alloc(8);
    head.writeUInt32LE(key.length, 0);
    return Buffer.concat([head, key]);
  });
  const bytes = Buffer.concat(records);
  const run = kernel.allocate(bytes.length);
  kernel.bytes.set(bytes, run);
  const entries = kernel.allocate(bounds.length * ENTRY_BYTES);
  kernel.call.loadRecords(run, run + bytes.length, entries);
  return entries;
}

class TurnBuckets implements BucketFinder {
  readonly bucketCount: number;
  readonly #kernel: Kernel;
  #row = 0;

  constructor(kernel: Kernel, { bucketCount }: Rule<'turns'>) {
    this.#kernel = kernel;
    this.bucketCount = bucketCount;
  }

  begin(): void {
    this.#row = 0;
  }

  find({ batch }: Rows, out: number): undefined {
    this.#kernel.call.cutInTurns(this.#row, batch.rows, this.bucketCount, out);
    this.#row = (this.#row + batch.rows) % this.bucketCount;
  }
}
