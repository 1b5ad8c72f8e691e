/** booleans: whether there was a true, and whether there was a false. Bits 0 and 1 of a u64. */
import { byteOfCell } from '../formats/cell-place.ts';
import type { Batch, ReaderFailure } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { cellText } from '../values/cells.ts';
import type { GroupState, StatePlace } from './state.ts';

const TRUE = 1;
const FALSE = 2;

export class BooleansState implements GroupState {
  readonly byteLength = 8;

  /** Adds a batch's cells; the first that is neither null nor a boolean is a failure. `name` is the column's. */
  add(
    kernel: Kernel,
    batch: Batch,
    { cells, groups, name }: { readonly cells: number; readonly groups: number; readonly name: string },
    { base, stride }: StatePlace,
  ): ReaderFailure | undefined {
    for (let row = 0; ; row++) {
      row = kernel.call.addBooleans(cells, row, batch.rows, groups, base, stride);
      if (row === batch.rows) return undefined;
      const text = cellText(kernel, cells + row * 8);
      const bit = bitOf(text);
      if (bit === undefined) return notABoolean(name, text, byteOfCell(kernel, batch, cells + row * 8));
      const group = groups === 0 ? 0 : (kernel.words[groups / 4 + row] as number);
      kernel.words[(base + group * stride) / 4] = (kernel.words[(base + group * stride) / 4] as number) | bit;
    }
  }

  merge(kernel: Kernel, source: StatePlace, map: number, { base, stride }: StatePlace): void {
    kernel.call.mergeBooleans(source.base, source.stride, source.groupCount, map, base, stride);
  }

  mergeSlow(): void {}
  saveSlow(): [] {
    return [];
  }
  hasSlow(): boolean {
    return false;
  }
  clear(): void {}

  /** Whether one of the group's values is true; undefined when it has none. */
  any(kernel: Kernel, address: number): boolean | undefined {
    const bits = kernel.words[address / 4] as number;
    return bits === 0 ? undefined : (bits & TRUE) !== 0;
  }

  /** Whether none of them is false. */
  all(kernel: Kernel, address: number): boolean | undefined {
    const bits = kernel.words[address / 4] as number;
    return bits === 0 ? undefined : (bits & FALSE) === 0;
  }
}

/** Of a string whose escapes have been read; the kernel knows all others. */
function bitOf(text: string): number | undefined {
  return { true: TRUE, false: FALSE }[text.toLowerCase()];
}

function notABoolean(name: string, text: string, byte: number): ReaderFailure {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
  return {
    code: 'PQ_NOT_A_BOOLEAN',
    message: `${name}: ${shown} is neither true nor false`,
    hint: `if it stands for a missing value, name it: --null-value ${shown}`,
    byte,
  };
}
