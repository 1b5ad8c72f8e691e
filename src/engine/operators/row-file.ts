/**
 * Rows of an answer on their way to who writes them: chunk after chunk of rows u32, bytes of text u32, places, lengths,
 * text, padded to 8 bytes. A file has several sequences of chunks, each in the order of its places.
 */
import type { RowsState } from '../../protocol/stage.ts';
import { SharedSpill, SpillFile, type SpillPlace } from '../io/spill-file.ts';
import type { CollectedState } from '../io/state-file.ts';
import type { RowChunk } from './row-writer.ts';
import { rangeOf } from './state-shares.ts';

const HEAD_BYTES = 8;
const ALIGNMENT = 8;
const PLACE_BYTES = 8;
const LENGTH_BYTES = 4;

export class RowFile {
  readonly #spill: SpillFile;
  /** Where each sequence ends. */
  #ends: number[] = [];

  /** More than `heldBytes` go to a file. */
  constructor(place: SpillPlace, heldBytes: number) {
    this.#spill = new SpillFile(place, heldBytes);
  }

  /** A sequence. Throws PQ_SCRATCH. */
  append(chunks: Iterable<RowChunk>): void {
    for (const piece of packChunks(chunks)) this.#spill.append(piece);
    this.#ends.push(this.#spill.byteLength);
  }

  /** Gives all of it to other processes. */
  handOver(): RowsState {
    const ends = this.#ends;
    this.#ends = [];
    return { kind: 'rows', path: this.#spill.handOver(), ends };
  }

  chunks(): readonly Iterable<RowChunk>[] {
    return sequences(this.#spill, this.#ends);
  }

  clear(): void {
    this.#ends = [];
    this.#spill.clear();
  }

  close(): void {
    this.#spill.close();
  }
}

/** What another process shared. */
export function sharedChunks({ path, ends }: RowsState): readonly Iterable<RowChunk>[] {
  return sequences(new SharedSpill(path), ends);
}

function sequences(file: SpillFile | SharedSpill, ends: readonly number[]): readonly Iterable<RowChunk>[] {
  return ends.map((end, at) => unpackChunks(rangeOf(file, ends[at - 1] ?? 0, end)));
}

/** The chunks as pieces of bytes, each valid until the next. */
function* packChunks(chunks: Iterable<RowChunk>): Generator<Uint8Array> {
  for (const { rows, places, lengths, text } of chunks) {
    yield new Uint8Array(Uint32Array.of(rows, text.length).buffer);
    yield places;
    yield lengths;
    yield text;
    yield new Uint8Array(padding(HEAD_BYTES + places.length + lengths.length + text.length));
  }
}

/** Each is valid until the next. */
function* unpackChunks(packed: CollectedState): Generator<RowChunk> {
  const head = new Uint32Array(HEAD_BYTES / 4);
  let room = new Uint8Array(0);
  for (let at = 0; at < packed.byteLength; ) {
    packed.read(new Uint8Array(head.buffer), at);
    const [rows, textBytes] = head as unknown as [number, number];
    const bodyBytes = rows * (PLACE_BYTES + LENGTH_BYTES) + textBytes;
    if (bodyBytes > room.length) room = new Uint8Array(bodyBytes);
    const body = room.subarray(0, bodyBytes);
    packed.read(body, at + HEAD_BYTES);
    const [lengths, text] = [rows * PLACE_BYTES, rows * (PLACE_BYTES + LENGTH_BYTES)];
    yield { rows, places: body.subarray(0, lengths), lengths: body.subarray(lengths, text), text: body.subarray(text) };
    at += HEAD_BYTES + body.length + padding(HEAD_BYTES + body.length);
  }
}

function padding(byteLength: number): number {
  return -byteLength & (ALIGNMENT - 1);
}
