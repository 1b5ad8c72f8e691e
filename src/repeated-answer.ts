/** An answer that is written several times over: its rows are made once, and kept as the text that they are. */
import type { AnswerWriter } from './cli/output/answer-writer.ts';
import { now } from './core/clock.ts';
import { KeptBytes } from './engine/io/kept-bytes.ts';
import type { StageEnvironment } from './protocol/stage.ts';

/** How long the event loop may wait: what a signal takes to be noticed. */
const TURN_MS = 100;

export class RepeatedAnswer implements AnswerWriter {
  readonly #writer: AnswerWriter;
  readonly #times: number;
  readonly #kept: KeptBytes;

  constructor(writer: AnswerWriter, times: number, { tmpDirectory, memory }: StageEnvironment) {
    this.#writer = writer;
    this.#times = times;
    this.#kept = new KeptBytes(tmpDirectory, memory.sortBytes);
  }

  write(rows: Uint8Array): void {
    if (this.#times === 0) return;
    if (this.#times > 1) this.#kept.add(rows);
    this.#writer.write(rows);
  }

  /** Nobody else writes what is written again here. */
  place(): undefined {}

  async end(signal?: AbortSignal): Promise<void> {
    let turnMs = now();
    for (let time = 1; time < this.#times && this.#kept.byteLength > 0; time++) {
      for (const rows of this.#kept.blocks()) {
        this.#writer.write(rows);
        if (now() - turnMs < TURN_MS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        turnMs = now();
      }
    }
    this.#kept.close();
    await this.#writer.end(signal);
  }
}
