/**
 * Rows of an answer on their way from a worker to who writes them: chunk after chunk of rows u32, bytes of text u32,
 * places, lengths, text, padded to 8 bytes.
 */
import type { CollectedState } from '../io/state-file.ts';
import type { RowChunk } from './row-writer.ts';

const HEAD_BYTES = 8;
const ALIGNMENT = 8;
const PLACE_BYTES = 8;
const LENGTH_BYTES = 4;

/** The chunks as pieces of bytes, each valid until the next. */
export function* packChunks(chunks: Iterable<RowChunk>): Generator<Uint8Array> {
  for (const { rows, places, lengths, text } of chunks) {
    yield new Uint8Array(Uint32Array.of(rows, text.length).buffer);
    yield places;
    yield lengths;
    yield text;
    yield new Uint8Array(padding(HEAD_BYTES + places.length + lengths.length + text.length));
  }
}

export function* unpackChunks(packed: CollectedState): Generator<RowChunk> {
  const read = (from: number, byteLength: number): Uint8Array => {
    const bytes = new Uint8Array(byteLength);
    packed.read(bytes, from);
    return bytes;
  };
  for (let at = 0; at < packed.byteLength; ) {
    const [rows, textBytes] = new Uint32Array(read(at, HEAD_BYTES).buffer) as unknown as [number, number];
    const body = read(at + HEAD_BYTES, rows * (PLACE_BYTES + LENGTH_BYTES) + textBytes);
    const [lengths, text] = [rows * PLACE_BYTES, rows * (PLACE_BYTES + LENGTH_BYTES)];
    yield { rows, places: body.subarray(0, lengths), lengths: body.subarray(lengths, text), text: body.subarray(text) };
    at += HEAD_BYTES + body.length + padding(HEAD_BYTES + body.length);
  }
}

function padding(byteLength: number): number {
  return -byteLength & (ALIGNMENT - 1);
}
