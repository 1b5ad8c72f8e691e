/** Rows of cells (RowFormat 'cells') as a table of texts, for formats that see all of it at once. */
import { CellKind } from '../../core/values.ts';
import type { ResultTable } from '../../protocol/result.ts';
import { Kind } from '../values/cells.ts';
import { JSON_NUMBER } from '../values/json-text.ts';

const KIND_SHIFT = 28;
const LENGTH_MASK = 0xfffffff;

export class CellsTable {
  readonly #names: readonly string[];
  readonly #texts: readonly string[][];
  readonly #kinds: readonly number[][];

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#texts = names.map(() => []);
    this.#kinds = names.map(() => []);
  }

  /** Whole rows. */
  append(cells: Uint8Array): void {
    const bytes = Buffer.from(cells.buffer, cells.byteOffset, cells.length);
    for (let at = 0; at < bytes.length; ) {
      for (const [c, texts] of this.#texts.entries()) {
        const word = bytes.readUInt32LE(at);
        const end = at + 4 + (word & LENGTH_MASK);
        const text = bytes.toString('utf8', at + 4, end);
        texts.push(text);
        (this.#kinds[c] as number[]).push(resultKind(word >>> KIND_SHIFT, text));
        at = end;
      }
    }
  }

  get table(): ResultTable {
    const columns = this.#names.map((name, c) => {
      return { name, kinds: Uint8Array.from(this.#kinds[c] as number[]), texts: this.#texts[c] as string[] };
    });
    return { columns, rowCount: this.#texts[0]?.length ?? 0 };
  }
}

/** CSV has no types: a cell that is a JSON number as it stands is one. */
function resultKind(kind: number, text: string): number {
  if (kind === Kind.text) return JSON_NUMBER.test(text) ? CellKind.number : CellKind.text;
  if (kind === Kind.null) return CellKind.null;
  if (kind === Kind.number) return CellKind.number;
  if (kind === Kind.boolean) return CellKind.boolean;
  return kind === Kind.nested ? CellKind.json : CellKind.text;
}
