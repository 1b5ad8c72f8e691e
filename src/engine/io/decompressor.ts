/**
 * A thread that decompresses for a reader which cannot wait for events (decompressed.ts): it is sent compressed blocks
 * and sends back what comes out, through a port for each file. After every message it raises a count in shared memory
 * that the reader sleeps on. It never sleeps itself, since it may serve several files at a time.
 */
import { type MessagePort, parentPort } from 'node:worker_threads';
import zlib from 'node:zlib';

export type StreamedCompression = keyof typeof STREAMS;

export interface OpenRequest {
  readonly compression: StreamedCompression;
  readonly port: MessagePort;
  /** One number, shared: how many messages have been sent. */
  readonly signal: Int32Array;
}

/** From the reader: a block, the end of the blocks, or a piece that it has done with, whose memory can be used again. */
export type ToDecompressor =
  | { readonly kind: 'block' | 'taken'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' };

export type FromDecompressor =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** Another block is wanted. */
  | { readonly kind: 'hungry' }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly problem: 'cut' | 'corrupt' | 'more'; readonly message: string };

const PIECE_BYTES = 256 * 1024;
/** Pieces on their way before the thread waits. */
const MOST_PIECES = 8;

/** Small marks keep what has not been handed on from being lost in an error. */
const OPTIONS = { chunkSize: PIECE_BYTES, readableHighWaterMark: 1 };

const STREAMS = {
  brotli: () => zlib.createBrotliDecompress(OPTIONS),
  zstd: () => zlib.createZstdDecompress(OPTIONS),
} as const;

parentPort?.on('message', (request: OpenRequest) => new Decompression(request));

class Decompression {
  readonly #request: OpenRequest;
  readonly #stream: ReturnType<(typeof STREAMS)[StreamedCompression]>;
  /** The blocks that may not have been read to their ends. */
  #recent: Uint8Array[] = [];
  #fedBytes = 0;
  /** Memory of pieces that have come back. */
  readonly #free: ArrayBuffer[] = [];
  #pieces = 0;
  #isOver = false;

  constructor(request: OpenRequest) {
    this.#request = request;
    this.#stream = STREAMS[request.compression]();
    this.#stream.on('data', (piece: Buffer) => this.#hand(piece));
    this.#stream.on('end', () => this.#checkRest(this.#unread()));
    this.#stream.on('error', (error: NodeJS.ErrnoException) => this.#fail(error));
    request.port.on('message', (message: ToDecompressor) => this.#handle(message));
    request.port.on('close', () => this.#stream.destroy());
  }

  #handle(message: ToDecompressor): void {
    if (message.kind === 'block') this.#feed(message.bytes);
    else if (message.kind === 'taken') this.#takeBack(message.bytes.buffer);
    else this.#finish();
  }

  #feed(block: Uint8Array): void {
    if (this.#isOver) this.#checkRest(block);
    else this.#write(block);
  }

  #write(block: Uint8Array): void {
    this.#fedBytes += block.length;
    this.#recent.push(block);
    this.#stream.write(block, () => {
      this.#recent = this.#recent.slice(this.#recent.indexOf(block));
      this.#send({ kind: 'hungry' });
    });
  }

  #finish(): void {
    if (this.#isOver) this.#send({ kind: 'end' });
    else this.#stream.end(() => {}).once('end', () => this.#send({ kind: 'end' }));
  }

  #hand(piece: Buffer): void {
    this.#pieces++;
    if (this.#pieces >= MOST_PIECES) this.#stream.pause();
    // The stream fills the same memory on: what is sent is a copy.
    const room = this.#free.pop() ?? new ArrayBuffer(PIECE_BYTES);
    const bytes = new Uint8Array(room, 0, piece.length);
    bytes.set(piece);
    this.#send({ kind: 'piece', bytes }, [room]);
  }

  #takeBack(room: ArrayBuffer): void {
    this.#free.push(room);
    this.#pieces--;
    if (this.#pieces < MOST_PIECES) this.#stream.resume();
  }

  /** What was fed and not used. */
  #unread(): Uint8Array {
    this.#isOver = true;
    const rest = this.#fedBytes - this.#stream.bytesWritten;
    const recent = Buffer.concat(this.#recent);
    return recent.subarray(recent.length - rest);
  }

  /** Nothing may stand behind the compressed data. */
  #checkRest(rest: Uint8Array): void {
    if (rest.length > 0) this.#send({ kind: 'failed', problem: 'more', message: '' });
  }

  #fail({ code, message }: NodeJS.ErrnoException): void {
    this.#send({ kind: 'failed', problem: code === 'Z_BUF_ERROR' ? 'cut' : 'corrupt', message });
  }

  #send(message: FromDecompressor, transfer: ArrayBuffer[] = []): void {
    const { port, signal } = this.#request;
    port.postMessage(message, transfer);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  }
}
