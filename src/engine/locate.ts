/** From a byte of a file to what a person needs to find it: line, column, and the text of the line. */
import type { ErrorPlace } from '../core/errors.ts';
import type { InputDialect, InputFile } from '../protocol/stage.ts';
import { findDecoding } from './find-decoding.ts';
import { isPipe, type OpenFile, withOpen } from './io/files.ts';
import { endKeptPipe } from './io/pipes.ts';

const BLOCK_BYTES = 1024 * 1024;
/** How much of the line is shown on either side. */
const CONTEXT_BYTES = 60;

/** Counts the lines before `byte` of the text (reading the file once more up to there); a pipe that was not kept only has its
 * name, and one that was is read no further. */
export function locate(file: InputFile, byte: number, dialect: InputDialect): ErrorPlace {
  if (isPipe(file) && !endKeptPipe(file)) return { file: file.name };
  try {
    return withOpen(file, (open) => locateIn(open, file, byte, dialect));
  } catch {
    return { file: file.name }; // the file went away: its name is still worth saying
  }
}

function locateIn(open: OpenFile, file: InputFile, byte: number, dialect: InputDialect): ErrorPlace {
  const decoding = file.format === undefined ? findDecoding(open, file, dialect) : file.decoding;
  const { line, lineStart } = findLine(open, byte);
  const column = countCharacters(readRange(open, lineStart, byte)) + 1;
  const text = lineAround(open, lineStart, byte);
  const root = decoding?.root;
  // The text has a line for each record: which line of the document that was is not known.
  return root === undefined
    ? { file: file.name, line, column, text }
    : { file: `${file.name}, record ${line} of ${root.text}`, text };
}

function findLine(open: OpenFile, byte: number): { line: number; lineStart: number } {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let line = 1;
  let lineStart = 0;
  for (let position = 0, count = 1; position < byte && count > 0; position += BLOCK_BYTES) {
    count = Math.min(open.read(block, position), byte - position);
    const seen = block.subarray(0, count);
    for (let at = seen.indexOf(10); at >= 0; at = seen.indexOf(10, at + 1)) {
      line++;
      lineStart = position + at + 1;
    }
  }
  return { line, lineStart };
}

function readRange(open: OpenFile, start: number, end: number): Buffer {
  const bytes = Buffer.alloc(Math.min(Math.max(0, end - start), 64 * BLOCK_BYTES));
  return bytes.subarray(0, open.read(bytes, start));
}

/** UTF-8 characters: bytes that do not continue one. */
function countCharacters(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}

function lineAround(open: OpenFile, lineStart: number, byte: number): string {
  const from = Math.max(lineStart, byte - CONTEXT_BYTES);
  const bytes = readRange(open, from, byte + CONTEXT_BYTES);
  const newline = bytes.indexOf(10, Math.max(0, byte - from));
  const text = bytes.toString('utf8', 0, newline < 0 ? bytes.length : newline).replace(/\r$/, '');
  const isCut = newline < 0 && bytes.length === byte + CONTEXT_BYTES - from;
  return `${from > lineStart ? '...' : ''}${text}${isCut ? '...' : ''}`;
}
