/** What the parts of the expression parser share: the reader, the names of loaded functions, and how deep they are. */
import { type Expr, measure, type Place } from './expr.ts';
import type { TokenReader } from './token-reader.ts';

/** Deeper than anybody types, and far from where the stack ends, here and in what walks over the tree. */
const NESTED_AT_MOST = 500;
/** `a between b and c` computes a twice; nested in itself that doubles each time. */
const REPEATED_NODES_AT_MOST = 10_000;

export class Scope {
  readonly reader: TokenReader;
  readonly loaded: ReadonlySet<string>;
  readonly #read: (scope: Scope, level: number) => Expr;
  #depth = 0;

  constructor(reader: TokenReader, loaded: ReadonlySet<string>, read: (scope: Scope, level: number) => Expr) {
    this.reader = reader;
    this.loaded = loaded;
    this.#read = read;
  }

  /** A whole expression. */
  expression(): Expr {
    return this.operand(0);
  }

  /** As much as operators of this level and above hold together. */
  operand(level: number): Expr {
    this.#depth += 1;
    if (this.#depth > NESTED_AT_MOST) {
      const { start } = this.reader.peek();
      const hint = 'name a part of it with pq map, and use the name';
      throw this.reader.error(`the expression is nested deeper than ${NESTED_AT_MOST}`, start, hint);
    }
    const expr = this.#read(this, level);
    this.#depth -= 1;
    return expr;
  }

  /** Here, for what is made of the next token. */
  place(start = this.reader.peek().start): Place {
    return { source: this.reader.source, start };
  }

  /** Refuses what would be too much to have so many times. */
  checkRepeated(expr: Expr, times: number): void {
    if (times < 2 || measure(expr).nodes * times <= REPEATED_NODES_AT_MOST) return;
    const hint = 'name it with pq map, and use the name';
    throw this.reader.error('this part is too long to be compared several times', expr.start, hint);
  }
}
