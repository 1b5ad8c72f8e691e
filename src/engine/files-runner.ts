/**
 * Runs tasks that write files from pieces of rows: a task is a file, whole. What is collected is how many bytes each has,
 * and their checksum.
 */
import { join } from 'node:path';
import { now } from '../core/clock.ts';
import { PqError, reason } from '../core/errors.ts';
import type { TaskRunner } from '../protocol/runner.ts';
import type {
  Delivery,
  FileParts,
  FilesStage,
  Span,
  SpanResult,
  StateRef,
  TaskResult,
  TaskSpec,
  WrittenFile,
} from '../protocol/stage.ts';
import { SharedSpill } from './io/spill-file.ts';
import { readState, writeState } from './io/state-file.ts';
import { SummedFile } from './io/summed-file.ts';

/** Read, summed up and written while it is in the cache. */
const BLOCK_BYTES = 1 << 18;

export class FilesRunner implements TaskRunner {
  readonly stage: FilesStage;
  readonly stateBytes = 0;
  readonly #spills: readonly SharedSpill[];
  readonly #block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  #written: WrittenFile[] = [];

  constructor(stage: FilesStage) {
    this.stage = stage;
    this.#spills = stage.spills.map((path) => new SharedSpill(path));
  }

  /** Throws PQ_OUTPUT. */
  run(task: TaskSpec): TaskResult {
    const started = now();
    const spans = task.spans.map((span) => this.#writeFile(span));
    const metrics = { busyMs: now() - started, readMs: 0, byteCount: 0, steps: [], columnsSeen: [] };
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes: 0, isEnough: false };
  }

  #writeFile({ file }: Span): SpanResult {
    const parts = this.stage.files[file] as FileParts;
    try {
      const output = new SummedFile(join(this.stage.directory, parts.path));
      try {
        this.#writeRows(output, parts);
        output.sync();
      } finally {
        output.close();
      }
      this.#written.push({ file, byteLength: output.byteLength, crc32: output.sum });
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      const message = `cannot write ${join(this.stage.title, parts.path)}: ${reason(error)}`;
      throw new PqError('PQ_OUTPUT', message, { cause: error });
    }
    return { file, startByte: 0, endByte: 0, records: 0, used: 0, filtered: 0, skipped: 0, rejected: 0 };
  }

  #writeRows(output: SummedFile, { pieces }: FileParts): void {
    const { start, separatorBytes, end, endOfNone } = this.stage.around;
    output.write(Buffer.from(start));
    for (const [at, [spill, from, to]] of pieces.entries()) {
      this.#copy(output, spill, at === 0 ? from + separatorBytes : from, to);
    }
    output.write(Buffer.from(pieces.length === 0 ? endOfNone : end));
  }

  #copy(output: SummedFile, spill: number, startByte: number, endByte: number): void {
    for (let from = startByte; from < endByte; from += BLOCK_BYTES) {
      const block = this.#block.subarray(0, Math.min(BLOCK_BYTES, endByte - from));
      this.#spills[spill]?.read(block, from);
      output.write(block);
    }
  }

  collect(scratchPath: string): StateRef {
    const written = Buffer.from(JSON.stringify(this.#written));
    this.#written = [];
    return writeState([written], scratchPath);
  }

  merge(state: StateRef): void {
    const { byteLength, read } = readState(state);
    const written = Buffer.alloc(byteLength);
    read(written, 0);
    this.#written.push(...(JSON.parse(written.toString()) as WrittenFile[]));
  }

  /** All that was written and merged, in the order of the files. */
  get written(): readonly WrittenFile[] {
    return this.#written.toSorted((one, other) => one.file - other.file);
  }

  discard(): void {
    this.#written = [];
  }

  deliver(): Delivery {
    throw new Error('files are written where they belong, and not delivered');
  }

  dispose(): void {
    for (const spill of this.#spills) spill.close();
  }
}
