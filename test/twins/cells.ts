/** Rows of cells, read a row at a time (src/kernel/assembly/rows.ts: readCells). */

export interface ReadCell {
  readonly kind: number;
  readonly text: Buffer;
}

/** Whole rows of so many columns, and how many bytes they are. */
export function readRows(
  bytes: Buffer,
  columnCount: number,
): { readonly rows: readonly (readonly ReadCell[])[]; readonly byteLength: number } {
  const rows: ReadCell[][] = [];
  let byteLength = 0;
  for (;;) {
    const row: ReadCell[] = [];
    let at = byteLength;
    while (row.length < columnCount && at + 4 <= bytes.length) {
      const word = bytes.readUInt32LE(at);
      const end = at + 4 + (word & 0xfffffff);
      if (end > bytes.length) break;
      row.push({ kind: word >>> 28, text: bytes.subarray(at + 4, end) });
      at = end;
    }
    if (row.length < columnCount || at === byteLength) return { rows, byteLength };
    rows.push(row);
    byteLength = at;
  }
}
