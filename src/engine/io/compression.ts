/** How a file is compressed: by its first bytes, else by its name. Brotli has no bytes of its own to begin with. */
import { compressionByName } from '../../core/file-names.ts';
import type { Compression } from '../../protocol/stage.ts';

export const MAGIC_BYTES = 4;

const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** `head`: the first MAGIC_BYTES, fewer if there are fewer. */
export function compressionOf(name: string, head: Buffer): Compression | undefined {
  if (head.subarray(0, GZIP.length).equals(GZIP)) return 'gzip';
  if (head.equals(ZSTD)) return 'zstd';
  return compressionByName(name);
}
