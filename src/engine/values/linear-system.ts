/** Systems of linear equations over the integers, solved exactly. */

export interface Solution {
  /** x_i is numerators[i] / denominator. */
  readonly numerators: readonly bigint[];
  /** Positive. */
  readonly denominator: bigint;
}

/**
 * Solves A x = b by elimination without fractions (Bareiss): every division by the pivot before leaves no remainder,
 * because what it divides are determinants. `rows` are those of A, each with its b at the end. Undefined when A is
 * singular.
 */
export function solveExactly(rows: readonly (readonly bigint[])[]): Solution | undefined {
  const matrix = rows.map((row) => [...row]);
  let divisor = 1n;
  for (let column = 0; column < matrix.length; column++) {
    if (!movePivotUp(matrix, column)) return undefined;
    const pivot = matrix[column] as bigint[];
    for (const row of matrix) if (row !== pivot) eliminate(row, pivot, column, divisor);
    divisor = pivot[column] as bigint;
  }
  // Each elimination has brought the rows above to its pivot, too: A is the last one on the diagonal, 0 elsewhere.
  const sign = divisor < 0n ? -1n : 1n;
  return { numerators: matrix.map((row) => sign * (row.at(-1) as bigint)), denominator: sign * divisor };
}

/** Puts a row with something in this column on the diagonal; false when no row from there on has. */
function movePivotUp(matrix: bigint[][], column: number): boolean {
  const found = matrix.findIndex((row, index) => index >= column && row[column] !== 0n);
  if (found < 0) return false;
  const [row] = matrix.splice(found, 1) as [bigint[]];
  matrix.splice(column, 0, row);
  return true;
}

function eliminate(row: bigint[], pivot: readonly bigint[], column: number, divisor: bigint): void {
  const factor = row[column] as bigint;
  const scale = pivot[column] as bigint;
  for (let at = 0; at < row.length; at++) {
    row[at] = (scale * (row[at] as bigint) - factor * (pivot[at] as bigint)) / divisor;
  }
}
