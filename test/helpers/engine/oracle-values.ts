/** Aggregates of values of any kind, naively: their order, how often they occur, lists of them. */
import { CellKind } from '../../../src/core/values.ts';
import type { OracleCell } from './oracle-records.ts';
import { compare, type Rational, readRational } from './rational.ts';

/** A value and how often it occurs, wherever its text does. */
export interface OracleValue {
  readonly kind: number;
  readonly text: string;
  readonly count: number;
}

/** Of texts that have been read, since every aggregate of a column reads them; so many at most. */
const KNOWN_NUMBERS = new Map<string, Rational | undefined>();
const MOST_KNOWN = 100_000;

export function numberIn(cell: Pick<OracleCell, 'kind' | 'text'>): Rational | undefined {
  if (cell.kind === CellKind.boolean || cell.kind === CellKind.json) return undefined;
  if (KNOWN_NUMBERS.size > MOST_KNOWN) KNOWN_NUMBERS.clear();
  if (!KNOWN_NUMBERS.has(cell.text)) KNOWN_NUMBERS.set(cell.text, numberOfText(cell.text));
  return KNOWN_NUMBERS.get(cell.text);
}

function numberOfText(text: string): Rational | undefined {
  const exponent = /e([+-]?\d+)$/i.exec(text)?.[1] ?? '0';
  return Math.abs(Number(exponent)) > 4096 ? undefined : readRational(text);
}

/** True or false, however it is capitalised; undefined for anything else. */
export function booleanIn({ text }: OracleCell): boolean | undefined {
  return { true: true, false: false }[text.toLowerCase()];
}

/** Numbers by value, then the shorter text; then text by bytes. */
export function inOrder(a: { readonly text: string }, b: { readonly text: string }): number {
  const [left, right] = [numberOf(a.text), numberOf(b.text)];
  if (left && right) return compare(left, right) || a.text.length - b.text.length || bytes(a.text, b.text);
  if (left || right) return left ? -1 : 1;
  return bytes(a.text, b.text);
}

function numberOf(text: string): Rational | undefined {
  return numberIn({ kind: CellKind.text, text });
}

function bytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** In order. A value that is a string in one record and something else in another is not a string. */
export function distinctOf(cells: readonly OracleCell[]): readonly OracleValue[] {
  const byText = Map.groupBy(cells, ({ text }) => text);
  return Array.from(byText, ([text, same]) => {
    const kinds = same.map(({ keyKind }) => keyKind);
    return { text, count: same.length, kind: kinds.find((kind) => kind !== CellKind.text) ?? CellKind.text };
  }).sort(inOrder);
}

/** By falling frequency. */
export function byFrequency(values: readonly OracleValue[]): readonly OracleValue[] {
  return [...values].sort((a, b) => b.count - a.count || inOrder(a, b));
}

export function jsonOf({ kind, text }: { readonly kind: number; readonly text: string }): string {
  return kind === CellKind.text ? JSON.stringify(text) : text;
}
