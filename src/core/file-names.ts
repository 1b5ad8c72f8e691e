/** What the name of a file says about what is in it. */

/** Extension to what the file was compressed with. */
const COMPRESSIONS = { '.gz': 'gzip', '.br': 'brotli', '.zst': 'zstd' } as const;

const COMPRESSED = /\.(?:gz|br|zst)$/i;

export function compressionByName(name: string): (typeof COMPRESSIONS)[keyof typeof COMPRESSIONS] | undefined {
  const extension = COMPRESSED.exec(name)?.[0].toLowerCase();
  return COMPRESSIONS[extension as keyof typeof COMPRESSIONS];
}

/** `people.csv` of `people.csv.gz`. */
export function nameOfContent(name: string): string {
  return name.replace(COMPRESSED, '');
}

/** What makes a directory a data set. */
export const MANIFEST_NAME = '_pq.json';
