/** The values of a group as one: texts with a separator between them (string_agg), or a JSON array (list). */
import { PqError } from '../../core/errors.ts';
import type { AggregateOutput } from '../../protocol/result.ts';
import type { CellRange, GroupedTexts } from '../aggregates/grouped-texts.ts';
import type { Kernel } from '../kernel.ts';
import { Kind } from '../values/cells.ts';
import type { TextArena } from './text-arena.ts';

/** What a cell's length has room for. */
const MOST_BYTES = (1 << 28) - 1;
/** A byte in JSON is six at most: \u0001. A value has quotes and a comma; copies run on to the next 16 bytes. */
const JSON_BYTES = 6;
const BYTES_A_VALUE = 3;
const SLACK_BYTES = 32;

export class TextLists {
  readonly #kernel: Kernel;
  readonly #arena: TextArena;
  readonly #texts: Pick<GroupedTexts, 'of'>;
  readonly #name: string;
  readonly #isJson: boolean;
  readonly #separator: { readonly address: number; readonly byteLength: number };

  constructor(kernel: Kernel, arena: TextArena, texts: Pick<GroupedTexts, 'of'>, output: AggregateOutput) {
    this.#kernel = kernel;
    this.#arena = arena;
    this.#texts = texts;
    this.#name = output.name;
    this.#isJson = output.function === 'list';
    const separator = Buffer.from(output.parameter ?? '');
    const address = kernel.allocate(separator.length);
    kernel.bytes.set(separator, address);
    this.#separator = { address, byteLength: separator.length };
  }

  /** Writes a group's cell: null when it has no values. */
  put(group: number, cell: number): void {
    const range = this.#texts.of(group);
    if (range.count === 0) this.#kernel.words.fill(0, cell / 4, cell / 4 + 2);
    else this.#write(range, cell);
  }

  #write({ cells, count }: CellRange, cell: number): void {
    const { call } = this.#kernel;
    const textBytes = call.textBytes(cells, count);
    const most = this.#isJson
      ? textBytes * JSON_BYTES + count * BYTES_A_VALUE
      : textBytes + count * this.#separator.byteLength;
    if (textBytes > MOST_BYTES) throw this.#tooLong();
    const start = this.#arena.reserve(most + SLACK_BYTES);
    const { address, byteLength } = this.#separator;
    const end = this.#isJson
      ? call.listTexts(cells, count, start)
      : call.joinTexts(cells, count, address, byteLength, start);
    this.#arena.take(end >>> 0);
    const length = (end >>> 0) - start;
    if (length > MOST_BYTES) throw this.#tooLong();
    const kind = this.#isJson ? Kind.nested : Kind.string;
    const { words } = this.#kernel;
    words[cell / 4] = start;
    words[cell / 4 + 1] = ((kind << 28) | length) >>> 0;
  }

  #tooLong(): PqError {
    return new PqError('PQ_OUT_OF_MEMORY', `${this.#name}: the values of a group are longer than 256 MB together`, {
      hint: 'group by more columns (-g), or take fewer values: with distinct, each different one once',
    });
  }
}
