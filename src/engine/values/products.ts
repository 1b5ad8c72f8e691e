/** What covariance, correlation and regression are computed from: exact sums of columns and of products of two. */
import { type Decimal, mantissaAt } from '../../core/decimal.ts';

/** Sums over the records in which all of the columns are numbers. */
export interface ProductSums {
  readonly count: number;
  /** A column each. */
  readonly sums: readonly Decimal[];
  /** products[i][j - i] is the sum of the products of columns i and j, j from i on. */
  readonly products: readonly (readonly Decimal[])[];
}

/** n² times the covariance of two columns, as a whole number at a scale of its own. */
export type CrossProduct = (i: number, j: number) => bigint;

/**
 * n Σxy - Σx Σy for any two columns, all in units of 10^-2s; and the sums in units of 10^-s. One scale for all keeps
 * quotients of them free of it.
 */
export function crossProducts({ count, sums, products }: ProductSums): {
  readonly cross: CrossProduct;
  readonly sum: (i: number) => bigint;
  readonly scale: number;
} {
  const n = BigInt(count);
  const scales = products.flat().map((product) => Math.ceil(product.scale / 2));
  const scale = Math.max(...sums.map((sum) => sum.scale), ...scales);
  const whole = sums.map((sum) => mantissaAt(sum, scale));
  const sum = (i: number): bigint => whole[i] as bigint;
  const product = (i: number, j: number): bigint =>
    mantissaAt(products[Math.min(i, j)]?.[Math.abs(i - j)] as Decimal, 2 * scale);
  return { cross: (i, j) => n * product(i, j) - sum(i) * sum(j), sum, scale };
}
