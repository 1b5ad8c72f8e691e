/** Lines up columns of short texts with two spaces between them. */

/** One letter a column in `alignment`: l or r. */
export function alignColumns(rows: readonly (readonly string[])[], alignment: string): readonly string[] {
  const widths = [...alignment].map((_, column) => rows.reduce((most, row) => Math.max(most, width(row[column])), 0));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, alignment[column]))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, columnWidth: number, side: string | undefined): string {
  const space = ' '.repeat(columnWidth - width(cell));
  return side === 'r' ? space + cell : cell + space;
}

/** In code points: file names are the only texts here that are not ASCII. */
function width(cell: string | undefined): number {
  return [...(cell ?? '')].length;
}
