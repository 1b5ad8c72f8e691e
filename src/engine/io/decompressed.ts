/**
 * The content of a file compressed with Brotli or zstd, as a source that is read like any other (gzip: inflated.ts). Node
 * decompresses in streams, readers cannot wait for events: a thread of this process (decompressor.ts) decompresses ahead,
 * and the reader sleeps while there is nothing for it.
 */
import type { MessagePort, Worker } from 'node:worker_threads';
import { type ByteSource, PieceSource } from './byte-sequence.ts';
import { companionPath, loadWorkerThreads, loadZlib } from './companion.ts';
import { compressionError } from './compression-error.ts';
import type { FromDecompressor, OpenRequest, StreamedCompression, ToDecompressor } from './decompressor.ts';
import { ReadError } from './read-error.ts';

/** Small enough that what comes out of the blocks on their way is bounded, too. */
const BLOCK_BYTES = 64 * 1024;
/** Enough for the thread to work while the reader does. */
const BLOCKS_AHEAD = 4;
const NOTHING = new Uint8Array(0);

let thread: Worker | undefined;

/** One thread a process, whatever the number of files. It does not keep the process alive. */
function threadOf(): Worker {
  if (thread === undefined) {
    const { Worker } = loadWorkerThreads();
    thread = new Worker(companionPath('decompressor', '.'), { execArgv: [] });
    thread.unref();
  }
  return thread;
}

export class Decompressed extends PieceSource {
  readonly #source: ByteSource;
  readonly #compression: StreamedCompression;
  readonly #port: MessagePort;
  readonly #receiveMessage = loadWorkerThreads().receiveMessageOnPort;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  /** The piece that is being read. Its memory goes back. */
  #lent: Uint8Array<ArrayBuffer> | undefined;
  #isAtEnd = false;
  #isSourceAtEnd = false;

  /** Throws ReadError where this Node cannot decompress it. */
  constructor(source: ByteSource, compression: StreamedCompression) {
    super();
    if (compression === 'zstd' && typeof loadZlib().createZstdDecompress !== 'function') throw tooOldForZstd();
    this.#source = source;
    this.#compression = compression;
    const { port1, port2 } = new (loadWorkerThreads().MessageChannel)();
    this.#port = port1;
    const request: OpenRequest = { compression, port: port2, signal: this.#signal };
    threadOf().postMessage(request, [port2]);
    for (let block = 0; block < BLOCKS_AHEAD; block++) this.#feed();
  }

  protected override nextPiece(): Uint8Array | undefined {
    if (this.#isAtEnd) return undefined;
    if (this.#lent !== undefined) this.#send({ kind: 'taken', bytes: this.#lent });
    this.#lent = undefined;
    const message = this.#receive();
    if (message.kind === 'failed') throw compressionError(this.#compression, message);
    if (message.kind === 'end') this.#isAtEnd = true;
    if (message.kind === 'hungry') this.#feed();
    if (message.kind !== 'piece') return NOTHING;
    this.#lent = message.bytes;
    return message.bytes;
  }

  /** The next message; sleeps until there is one. */
  #receive(): FromDecompressor {
    for (;;) {
      const count = Atomics.load(this.#signal, 0);
      const received = this.#receiveMessage(this.#port);
      if (received !== undefined) return received.message as FromDecompressor;
      Atomics.wait(this.#signal, 0, count);
    }
  }

  #feed(): void {
    if (this.#isSourceAtEnd) return;
    const block = new Uint8Array(BLOCK_BYTES);
    const count = this.#source.read(block);
    if (count > 0) this.#send({ kind: 'block', bytes: block.subarray(0, count) });
    this.#isSourceAtEnd = count < BLOCK_BYTES;
    if (this.#isSourceAtEnd) this.#send({ kind: 'end' });
  }

  #send(message: ToDecompressor): void {
    this.#port.postMessage(message, 'bytes' in message ? [message.bytes.buffer] : []);
  }

  override close(): void {
    this.#port.close();
    this.#source.close();
  }
}

function tooOldForZstd(): ReadError {
  return new ReadError(
    'PQ_FILE_UNREADABLE',
    `Node ${process.versions.node} cannot decompress zstd`,
    'use Node 22.15, 24 or later, or pipe it in: zstd -dc FILE | pq ... -',
  );
}
