/** Covariance, correlation and regression of groups from their sums of products. */
import type { AggregateOutput } from '../../protocol/result.ts';
import type { ProductsState } from '../aggregates/products.ts';
import type { Kernel } from '../kernel.ts';
import { formatCorrelation, formatCovariance } from '../values/covariance.ts';
import type { ProductSums } from '../values/products.ts';
import { linearRegression, type Regression } from '../values/regression.ts';

/** The text of a group's number; undefined for null. */
type TextOf = (group: number) => string | undefined;

/** The results of a regression stand in several columns: it is made once for all of them. */
export class RegressionCache {
  readonly #byStateAndArguments = new Map<string, Map<number, Regression | undefined>>();

  clear(): void {
    this.#byStateAndArguments.clear();
  }

  /** Of the groups of one output's states and arguments. */
  of({ states, arguments: columns }: AggregateOutput): Map<number, Regression | undefined> {
    const key = `${states} ${columns}`;
    const known = this.#byStateAndArguments.get(key) ?? new Map<number, Regression | undefined>();
    this.#byStateAndArguments.set(key, known);
    return known;
  }
}

/** `addressOf` is where the group's state is. */
export function productTexts(
  kernel: Kernel,
  state: ProductsState,
  addressOf: (group: number) => number,
  output: AggregateOutput,
  cache: RegressionCache,
): TextOf {
  const sumsOf = (group: number): ProductSums => state.read(kernel, addressOf(group), group);
  const [y = 0, ...xs] = output.arguments;
  const x = xs[0] ?? y;
  switch (output.function) {
    case 'corr':
      return (group) => formatCorrelation(sumsOf(group), y, x);
    case 'covar':
    case 'covar_pop':
      return (group) => formatCovariance(sumsOf(group), y, x, output.function === 'covar');
    case 'linreg':
      return (group) => {
        const known = cache.of(output);
        if (!known.has(group)) known.set(group, linearRegression(sumsOf(group), y, xs));
        return partOf(known.get(group), output.part);
      };
    default:
      throw new Error(`${output.function} is not computed from products`);
  }
}

/** As AggregateOutput.part counts them. */
function partOf(regression: Regression | undefined, part: number): string | undefined {
  if (regression === undefined) return undefined;
  const { intercept, slopes, r2 } = regression;
  return [intercept, ...slopes, r2][part];
}
