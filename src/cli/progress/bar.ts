/**
 * A line on a terminal that says how far something has come: cli-progress, set up so that it leaves the terminal as it
 * was at any moment. Loaded only by those that draw one (progress.ts).
 */
import { Presets, SingleBar } from 'cli-progress';

const BAR_CHARACTERS = 24;

/** What stands on the line besides the bar: by the names in its format. */
export type Payload = Readonly<Record<string, string>>;

export class Bar {
  readonly #bar: SingleBar;

  /** On stderr. `format` has {bar}, which is full at `total`, and the names in the payload. */
  constructor(format: string, total: number, payload: Payload) {
    this.#bar = new SingleBar(
      {
        format,
        barsize: BAR_CHARACTERS,
        stream: process.stderr,
        clearOnComplete: true,
        // A terminal whose cursor is hidden, or that no longer breaks lines, would stay so if we are killed.
        hideCursor: false,
        linewrap: true,
      },
      Presets.shades_classic,
    );
    this.#bar.start(total, 0, payload);
  }

  update(done: number, payload: Payload): void {
    this.#bar.update(done, payload);
  }

  /** The line is empty again afterwards. */
  remove(): void {
    this.#bar.stop();
  }
}
