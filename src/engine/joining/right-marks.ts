/** Remembers which rows of the right side were matched: a byte each. */
import type { Kernel } from '../kernel.ts';
import { Scratch } from '../operators/scratch.ts';
import type { JoinTable } from './join-table.ts';

export class RightMarks {
  readonly #kernel: Kernel;
  readonly #room: Scratch;
  /** Where the next unmatched rows are looked for. */
  readonly #state: number;
  #marks: number | undefined;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#room = new Scratch(kernel);
    this.#state = kernel.allocate(4);
  }

  /** Nothing has been matched. */
  clear(): void {
    this.#marks = undefined;
  }

  /** What was found for some rows is matched. */
  note(table: JoinTable, found: number, rows: number): void {
    this.#kernel.call.joinMark(found, rows, this.#marksOf(table));
  }

  /** All rows have come; answers how many right rows were matched. */
  end(table: JoinTable): number {
    this.#kernel.u32(this.#state, 1).fill(0);
    return this.#kernel.call.joinSpreadMarks(table.description, this.#marksOf(table));
  }

  /** Behind end(): writes the addresses (u32) of the next right rows that were not matched; answers how many. */
  nextUnmatched(table: JoinTable, out: number, most: number): number {
    return this.#kernel.call.joinUnmarked(table.description, this.#marksOf(table), this.#state, out, most);
  }

  #marksOf({ rowCount }: JoinTable): number {
    if (this.#marks === undefined) {
      this.#marks = this.#room.reserve(rowCount);
      this.#kernel.bytes.fill(0, this.#marks, this.#marks + rowCount);
    }
    return this.#marks;
  }
}
