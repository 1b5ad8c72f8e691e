/** Lines up columns of short texts with two spaces between them. */

/** One letter a column in `alignment`: l or r. `mark` sets off a cell; what it adds takes no room. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignment: string,
  mark: (cell: string, row: number, column: number) => string = (cell) => cell,
): readonly string[] {
  const widths = [...alignment].map((_, column) => rows.reduce((most, row) => Math.max(most, width(row[column])), 0));
  return rows.map((cells, row) =>
    cells
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - width(cell));
        const marked = mark(cell, row, column);
        return alignment[column] === 'r' ? space + marked : marked + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** In code points: file names are the only texts here that are not ASCII. */
function width(cell: string | undefined): number {
  return [...(cell ?? '')].length;
}
