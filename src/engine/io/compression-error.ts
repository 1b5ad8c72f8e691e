/** What is told when compressed data is broken. */
import type { Compression } from '../../protocol/stage.ts';
import { ReadError } from './read-error.ts';

export interface CompressionProblem {
  readonly problem: 'cut' | 'corrupt' | 'more';
  /** What is wrong with corrupt data. */
  readonly message?: string;
}

export function compressionError(compression: Compression, { problem, message }: CompressionProblem): ReadError {
  const texts = {
    cut: `the ${compression} data ends too early`,
    corrupt: `the ${compression} data is corrupt (${message})`,
    more: `more bytes follow the end of the ${compression} data`,
  };
  return new ReadError('PQ_FILE_CORRUPT', texts[problem], `try ${TEST_COMMANDS[compression]}, or get the file again`);
}

const TEST_COMMANDS = { gzip: 'gzip -t', brotli: 'brotli -t', zstd: 'zstd -t' } as const;
