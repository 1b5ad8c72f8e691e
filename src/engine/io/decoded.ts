/** From the bytes of a file to its text: decompressed, in UTF-8, and where records lie deep in a document, only these. */
import type { Compression, Decoding } from '../../protocol/stage.ts';
import { ByteSequence, type ByteSource } from './byte-sequence.ts';
import { Decompressed } from './decompressed.ts';
import { Inflated } from './inflated.ts';
import { RootRecords } from './root-records.ts';
import { Transcoded } from './transcoded.ts';

/** `done`: what has been undone already. Throws ReadError. */
export function decoded(bytes: ByteSequence, { compression, encoding, root }: Decoding, done?: Decoding): ByteSequence {
  let sequence = bytes;
  if (compression && !done?.compression) sequence = new ByteSequence(decompressed(sequence, compression));
  if (encoding && !done?.encoding) sequence = new ByteSequence(new Transcoded(sequence, encoding));
  if (root && !done?.root) sequence = new ByteSequence(new RootRecords(sequence, root));
  return sequence;
}

function decompressed(bytes: ByteSource, compression: Compression): ByteSource {
  return compression === 'gzip' ? new Inflated(bytes) : new Decompressed(bytes, compression);
}
