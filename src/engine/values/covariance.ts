/** Covariance and correlation of two columns from exact sums: one exact fraction or root, rounded once. */
import { crossProducts, type ProductSums } from './products.ts';
import { formatRatio, formatRoot } from './ratio.ts';

/** Of columns i and j; undefined when there are too few records: none, or one of a sample. */
export function formatCovariance(sums: ProductSums, i: number, j: number, isSample: boolean): string | undefined {
  const n = BigInt(sums.count);
  const divisor = isSample ? n * (n - 1n) : n * n;
  if (divisor === 0n) return undefined;
  const { cross, scale } = crossProducts(sums);
  return formatRatio(cross(i, j), divisor * 10n ** BigInt(2 * scale));
}

/** Pearson's correlation of columns i and j, from -1 to 1; undefined when one of them does not vary. */
export function formatCorrelation(sums: ProductSums, i: number, j: number): string | undefined {
  const { cross } = crossProducts(sums);
  const squares = cross(i, i) * cross(j, j);
  if (squares === 0n) return undefined;
  const covariance = cross(i, j);
  const magnitude = formatRoot(covariance * covariance, squares);
  return covariance < 0n ? `-${magnitude}` : magnitude;
}
