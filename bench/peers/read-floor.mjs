// The floor: reads files in blocks of 1 MB and does nothing with them.
import { closeSync, openSync, readSync } from 'node:fs';

const block = Buffer.allocUnsafe(1 << 20);
for (const path of process.argv.slice(2)) {
  const descriptor = openSync(path, 'r');
  while (readSync(descriptor, block) > 0);
  closeSync(descriptor);
}
