/** What has to be undone before the bytes of an input are text, and how that is told. */
import { PqError } from '../core/errors.ts';
import type { Decoding, Encoding } from '../protocol/stage.ts';
import type { FormatHead, InputDialect, InputSource } from './inspect.ts';
import { compressionOf, MAGIC_BYTES } from './io/compression.ts';
import { type Openable, OpenFile } from './io/files.ts';

/** What the options, the name, and the first bytes of the file say. */
export function findDecoding(
  head: Buffer,
  source: InputSource,
  { encoding, root }: InputDialect,
): Decoding | undefined {
  const compression = compressionOf(source.name, head);
  const stored = { storedBytes: source.size, compression, encoding: undefined, root: undefined };
  const isMarked = encoding === undefined || encoding === 'utf-16';
  const found = isMarked ? encodingByMark(compression === undefined ? head : headOf(source, stored)) : undefined;
  if (encoding === undefined && found === undefined && compression === undefined) checkMarkless(head, source);
  const told = encoding === 'utf-16' ? 'utf-16le' : encoding;
  const decoding = { ...stored, encoding: found ?? (told === 'utf-8' ? undefined : told), root };
  return decoding.compression || decoding.encoding || decoding.root ? decoding : undefined;
}

function headOf(source: InputSource, decoding: Decoding): Buffer {
  return withOpen({ ...source, size: undefined, decoding }, (open) => open.peek(MAGIC_BYTES));
}

function encodingByMark([first, second]: Buffer): Encoding | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** Every other byte is zero: nobody writes that in UTF-8. Throws PQ_ENCODING. */
function checkMarkless([first, second, third, fourth]: Buffer, { name }: InputSource): void {
  const isLittle = first && second === 0 && third && fourth === 0;
  const isBig = first === 0 && second && third === 0 && fourth;
  if (!(isLittle || isBig)) return;
  throw new PqError('PQ_ENCODING', 'the text looks like UTF-16 without a byte order mark', {
    place: { file: name },
    hint: `--encoding ${isLittle ? 'utf-16le' : 'utf-16be'} reads it so, --encoding utf-8 as it stands`,
  });
}

/** Which reader, why, and why the file is not cut, if it is not. */
export function reasonOf({ reason }: FormatHead, { decoding }: Openable): string {
  if (decoding === undefined) return reason;
  const { compression, encoding, root } = decoding;
  const why = [
    compression === undefined ? '' : `compressed with ${compression}`,
    encoding === undefined ? '' : `encoded in ${encoding}`,
    root === undefined ? '' : 'one document',
  ];
  return `${reason}; one partition: ${why.filter((text) => text !== '').join(', ')}`;
}

/** Opens the input for a look at it. */
export function withOpen<Result>(input: Openable, look: (open: OpenFile) => Result): Result {
  const open = new OpenFile(input);
  try {
    return look(open);
  } finally {
    open.close();
  }
}
