/**
 * What the tools answered where the answer is rows: how many there are, and a sum over all of them that does not depend
 * on their order, on quotes, on the order of keys, nor on the last digits of numbers.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Answer } from './answers.ts';

const BLOCK_BYTES = 1 << 22;
const NEWLINE = 10;
/** Sums stay whole numbers: the order of the rows does not show. */
const MODULUS = 2 ** 52;
/** Of a number: floating results differ in their last digits from tool to tool. */
const DIGITS = 12;

/** A line of names counts as a row. */
export function readRows(path: string, format: 'csv' | 'ndjson'): Answer {
  const canonical = format === 'csv' ? canonicalCsv : canonicalJson;
  let [rows, sum] = [0, 0];
  for (const line of linesOf(path)) {
    if (line === '') continue;
    rows += 1;
    sum = (sum + hashOf(canonical(line))) % MODULUS;
  }
  return new Map([['', [String(rows), `rows with the sum ${sum.toString(36)}`]]]);
}

/** The cells of the benchmark's data contain no newlines. */
function* linesOf(path: string): Generator<string> {
  const descriptor = openSync(path, 'r');
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let kept = 0;
  for (let count = 1; count > 0; ) {
    count = readSync(descriptor, block, kept, BLOCK_BYTES - kept, null);
    const end = count === 0 ? kept : block.lastIndexOf(NEWLINE, kept + count - 1) + 1;
    yield* block.toString('utf8', 0, end).split(/\r?\n/);
    block.copyWithin(0, end, kept + count);
    kept += count - end;
  }
  closeSync(descriptor);
}

function canonicalCsv(line: string): string {
  const cells = line.includes('"') ? quotedCells(line) : line.split(',');
  return cells.map(canonicalNumber).join('\n');
}

function quotedCells(line: string): readonly string[] {
  return Array.from(
    line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g),
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
}

function canonicalNumber(cell: string): string {
  return /^-?\d+\.\d+$/.test(cell) ? String(Number(Number(cell).toPrecision(DIGITS))) : cell;
}

function canonicalJson(line: string): string {
  return JSON.stringify(JSON.parse(line, (_, value) => (isObject(value) ? sorted(value) : value)));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** 32 bits (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
