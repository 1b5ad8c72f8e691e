/** Expressions that nobody typed: what rules and plans of their own are made of. */
import type { ColumnPath } from '../../protocol/stage.ts';
import type { Expr } from './expr.ts';

/** The path of a column by its whole name, whatever characters are in it. */
export function pathTo(name: string): ColumnPath {
  return { steps: [name], text: name };
}

export function columnCalled(name: string): Expr {
  return { kind: 'column', path: pathTo(name), source: name, start: 0 };
}

/** `text` is the number as it would be typed. */
export function numberExpr(text: string): Expr {
  return { kind: 'literal', literal: { type: 'number', text }, source: text, start: 0 };
}
