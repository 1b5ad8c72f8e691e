/** How a file is compressed: by its first bytes, else by its name. Brotli has no bytes of its own to begin with. */
import { compressionByName } from '../../core/file-names.ts';
import type { Compression } from '../../protocol/stage.ts';

export const MAGIC_BYTES = 4;

/** `head`: the first MAGIC_BYTES or more, fewer if there are fewer. */
export function compressionOf(name: string, head: Buffer): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 0x08) return 'gzip';
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd';
  return compressionByName(name);
}
