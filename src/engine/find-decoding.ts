/** What has to be undone before the bytes of an input are text, and how that is told. */
import { PqError } from '../core/errors.ts';
import type { Decoding, Encoding, InputDialect, InputSource } from '../protocol/stage.ts';
import { compressionOf, MAGIC_BYTES } from './io/compression.ts';
import { HEAD_BYTES, type OpenFile } from './io/files.ts';

/** What the options, the name, and the first bytes of the input say; from then on `open` reads its text. Throws PqError
 * and ReadError. */
export function findDecoding(
  open: OpenFile,
  source: InputSource,
  { encoding, root }: InputDialect,
): Decoding | undefined {
  // As much as will be looked at next: it is read once.
  const head = open.peek(HEAD_BYTES);
  const compression = compressionOf(source.name, head);
  const stored = { storedBytes: source.size, compression, encoding: undefined, root: undefined };
  if (compression !== undefined) open.decode(stored);
  const isMarked = encoding === undefined || encoding === 'utf-16';
  const found = isMarked ? encodingByMark(compression === undefined ? head : open.peek(MAGIC_BYTES)) : undefined;
  if (encoding === undefined && found === undefined && compression === undefined) checkMarkless(head, source);
  const told = encoding === 'utf-16' ? 'utf-16le' : encoding;
  const decoding = { ...stored, encoding: found ?? (told === 'utf-8' ? undefined : told), root };
  if (!(decoding.compression || decoding.encoding || decoding.root)) return undefined;
  open.decode(decoding);
  return decoding;
}

function encodingByMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
}

/** Every other byte is zero: nobody writes that in UTF-8. Throws PQ_ENCODING. */
function checkMarkless(head: Buffer, { name }: InputSource): void {
  const isLittle = head[0] && head[1] === 0 && head[2] && head[3] === 0;
  const isBig = head[0] === 0 && head[1] && head[2] === 0 && head[3];
  if (!(isLittle || isBig)) return;
  throw new PqError('PQ_ENCODING', 'the text looks like UTF-16 without a byte order mark', {
    place: { file: name },
    hint: `--encoding ${isLittle ? 'utf-16le' : 'utf-16be'} reads it so, --encoding utf-8 as it stands`,
  });
}

/** Why the file is not cut. */
export function decodingText({ compression, encoding, root }: Decoding): string {
  const why = [
    compression === undefined ? '' : `compressed with ${compression}`,
    encoding === undefined ? '' : `encoded in ${encoding}`,
    root === undefined ? '' : 'one document',
  ];
  return `one partition: ${why.filter((text) => text !== '').join(', ')}`;
}
