/** Columns of a data set that are not in its files: a file has one value of each. */
import type { Constant } from '../../protocol/data-set.ts';
import type { ColumnPath, InputFile } from '../../protocol/stage.ts';
import { BATCH_ROWS, type Batch } from '../formats/reader.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import { Scratch } from './scratch.ts';

const PADDING_BYTES = 16;
const KINDS = {
  cell: Kind.text,
  string: Kind.string,
  number: Kind.number,
  boolean: Kind.boolean,
  json: Kind.nested,
} as const;

interface ConstantColumn {
  readonly column: number;
  readonly name: string;
  readonly cells: number;
  readonly text: Scratch;
}

export class ConstantColumns {
  readonly #kernel: Kernel;
  readonly #columns: readonly ConstantColumn[];
  readonly #nullValues: readonly string[];
  #file: InputFile | undefined;
  #present: readonly ConstantColumn[] = [];
  #textBytes = 0;

  /** `isSeen` says of which columns. Cells with one of `nullValues` are null. */
  constructor(
    kernel: Kernel,
    columns: readonly ColumnPath[],
    isConstant: readonly boolean[],
    nullValues: readonly string[],
  ) {
    this.#kernel = kernel;
    this.#nullValues = nullValues.map((text) => Buffer.from(text).toString('latin1'));
    this.#columns = columns.flatMap((path, column) => {
      if (isConstant[column] !== true) return [];
      return [{ column, name: nameOf(path), cells: kernel.allocate(BATCH_ROWS * 8), text: new Scratch(kernel) }];
    });
  }

  /** The batch with the values of the file. */
  fill(batch: Batch, file: InputFile): Batch {
    if (this.#file !== file) this.#use(file);
    if (this.#present.length === 0) return batch;
    const { rows, textBytes } = batch;
    const cells = this.#present.reduce((list, { column, cells }) => list.with(column, cells), batch.cells);
    return {
      rows,
      cells,
      byteOf: (address) => batch.byteOf(address),
      textBytes: textBytes + rows * this.#textBytes,
    };
  }

  #use(file: InputFile): void {
    const constants = new Map((file.part?.constants ?? []).map((constant) => [constant.name, constant]));
    this.#file = file;
    this.#present = this.#columns.filter(({ name }) => constants.has(name));
    this.#textBytes = 0;
    for (const column of this.#present) this.#write(column, constants.get(column.name) as Constant);
  }

  #write({ cells, text: room }: ConstantColumn, { text, kind }: Constant): void {
    const isNull = text === null || this.#nullValues.includes(text);
    const bytes = Buffer.from(text ?? '', 'latin1');
    const address = room.reserve(bytes.length + PADDING_BYTES);
    this.#kernel.bytes.set(bytes, address);
    const upper = isNull ? 0 : ((KINDS[kind] << 28) | bytes.length) >>> 0;
    this.#kernel.u64(cells, BATCH_ROWS).fill((BigInt(upper) << 32n) | BigInt(isNull ? 0 : address));
    this.#textBytes += bytes.length;
  }
}

/** Of each column whether it is such a one, in any of the files. */
export function constantsAmong(columns: readonly ColumnPath[], files: readonly InputFile[]): readonly boolean[] {
  const names = new Set(files.flatMap(({ part }) => part?.constants.map(({ name }) => name) ?? []));
  return columns.map((path) => path.steps.length > 0 && names.has(nameOf(path)));
}

function nameOf({ steps, text }: ColumnPath): string {
  return steps.length === 1 ? String(steps[0]) : text;
}
