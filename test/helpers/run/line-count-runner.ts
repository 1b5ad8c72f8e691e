/**
 * A small but real task runner for tests of the execution: reads a file, cuts it into lines (a newline between double
 * quotes does not end one), and keeps where each line starts. Guesses like the real ones do: the first newline ends a
 * line; wrong when it is between quotes. Lines that start with one of these words do something:
 *
 *   bad     the data is malformed here
 *   sleep   takes 3 ms
 *   throw   a bug in the runner
 *   poison  the process is killed
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TaskRunner } from '../../../src/protocol/runner.ts';
import type {
  CollectForm,
  Delivery,
  LeftState,
  OutputPlace,
  ScanStage,
  Span,
  SpanResult,
  Stage,
  StateRef,
  TaskResult,
  TaskSpec,
} from '../../../src/protocol/stage.ts';

const NEWLINE = 10;
const QUOTE = 34;
/** More lines than this are handed over in a file. */
const INLINE_LINES = 200;

let fileCount = 0;

export class LineCountRunner implements TaskRunner {
  /** Of each line that was counted: `file:byte`. */
  lines: string[] = [];
  readonly #stage: ScanStage;
  /** The answer was made elsewhere. */
  isAnswered = false;
  /** The lines of each partition that has not been delivered. */
  readonly #held = new Map<number, readonly string[]>();

  constructor(stage: Stage) {
    if (stage.kind !== 'scan') throw new Error(`a stage of kind ${stage.kind}`);
    this.#stage = stage;
  }

  run(task: TaskSpec): TaskResult {
    const startMs = performance.now();
    const before = this.lines.length;
    const spans: SpanResult[] = [];
    for (const [index, span] of task.spans.entries()) {
      const result = this.#runSpan(span, index > 0 || task.startIsCertain);
      if ('badByte' in result)
        return fail(task.index, spans[0]?.startByte ?? result.startByte, span.file, result.badByte);
      spans.push(result);
    }
    const busyMs = performance.now() - startMs;
    const written = this.lines.slice(before);
    this.#held.set(task.index, written);
    const metrics = { busyMs, readMs: 0, byteCount: 0, steps: [], columnsSeen: [] };
    const outputBytes = bytesOf(written).length;
    return { kind: 'succeeded', partition: task.index, spans, metrics, outputBytes, isEnough: false };
  }

  get stateBytes(): number {
    return this.lines.length;
  }

  /** As groups are collected: cut ones are given away (linesCut), and an answer is made where nobody else has any. */
  collect(scratchPath: string, { shareCount, answer }: CollectForm): StateRef {
    const { lines } = this;
    const bytes = Buffer.from(JSON.stringify({ lines, isAnswer: answer !== undefined }));
    const isCut = shareCount > 1 && answer === undefined;
    if (!isCut && lines.length <= INLINE_LINES) return { kind: 'inline', base64: bytes.toString('base64') };
    mkdirSync(dirname(scratchPath), { recursive: true, mode: 0o700 });
    // Of all runners of this process.
    const path = `${scratchPath}.${++fileCount}`;
    writeFileSync(path, bytes);
    if (isCut) this.lines = [];
    if (isCut) return { kind: 'cut', path, parts: [] };
    return { kind: 'file', path, byteLength: bytes.length };
  }

  /** A line of text for each line that was counted. */
  deliver(partition: number, place: OutputPlace | undefined, scratchPath: string | undefined): Delivery {
    const written = this.#held.get(partition);
    if (written === undefined) throw new Error(`partition ${partition} is not held`);
    this.#held.delete(partition);
    const bytes = bytesOf(written);
    if (place !== undefined) return put(bytes, place);
    return scratchPath === undefined
      ? { kind: 'here', pieces: [bytes], release: () => {} }
      : { kind: 'inline', base64: bytes.toString('base64') };
  }

  discard(): void {
    this.lines = [];
    this.#held.clear();
  }

  dispose(): void {}

  merge(state: StateRef): void {
    if (state.kind !== 'file' && state.kind !== 'inline') throw new Error(`a state of kind ${state.kind}`);
    const bytes = state.kind === 'file' ? readFileSync(state.path) : Buffer.from(state.base64, 'base64');
    const { lines, isAnswer } = JSON.parse(bytes.toString()) as { lines: string[]; isAnswer: boolean };
    if ((isAnswer && this.lines.length > 0) || this.isAnswered) throw new Error('an answer was made of a part');
    this.lines.push(...lines);
    this.isAnswered = isAnswer;
  }

  #runSpan(span: Span, startIsCertain: boolean): SpanResult | { startByte: number; badByte: number } {
    const bytes = readFileSync(this.#stage.files[span.file]?.path ?? '');
    const startByte = startIsCertain ? span.startByte : guessStart(bytes, span.startByte);
    const stopByte = span.stopByte ?? bytes.length;
    let position = startByte;
    let records = 0;
    while (position < Math.min(stopByte, bytes.length)) {
      if (obey(bytes, position) === 'bad') return { startByte, badByte: position };
      this.lines.push(`${span.file}:${position}`);
      records += 1;
      position = lineEnd(bytes, position);
    }
    return {
      file: span.file,
      startByte,
      endByte: position,
      records,
      used: records,
      filtered: 0,
      skipped: 0,
      rejected: 0,
    };
  }
}

/** Of states that were left cut. */
export function linesCut(left: readonly LeftState[]): readonly string[] {
  return left.flatMap((state) => {
    if (state.kind !== 'cut') throw new Error(`a state of kind ${state.kind}`);
    return (JSON.parse(readFileSync(state.path, 'utf8')) as { lines: string[] }).lines;
  });
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

function put(bytes: Buffer, { path, startByte }: OutputPlace): Delivery {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, startByte);
  closeSync(file);
  return { kind: 'placed' };
}

function guessStart(bytes: Buffer, startByte: number): number {
  const newline = bytes.indexOf(NEWLINE, startByte - 1);
  return newline < 0 ? bytes.length : newline + 1;
}

function lineEnd(bytes: Buffer, start: number): number {
  let isQuoted = false;
  for (let position = start; position < bytes.length; position += 1) {
    if (bytes[position] === QUOTE) isQuoted = !isQuoted;
    if (bytes[position] === NEWLINE && !isQuoted) return position + 1;
  }
  return bytes.length;
}

function obey(bytes: Buffer, position: number): 'good' | 'bad' {
  const word = bytes.toString('latin1', position, position + 6);
  if (word.startsWith('sleep')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3);
  if (word.startsWith('throw')) throw new Error('a bug in the runner');
  if (word.startsWith('poison')) process.kill(process.pid, 'SIGKILL');
  return word.startsWith('bad') ? 'bad' : 'good';
}

function fail(partition: number, startByte: number, file: number, byte: number): TaskResult {
  const error = { code: 'PQ_CSV_MALFORMED', message: `bad line at byte ${byte}`, file, byte } as const;
  return { kind: 'failed', partition, startByte, error };
}
