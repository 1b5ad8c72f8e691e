/** Refuses aggregates whose states the data side does not keep yet: an error, never a wrong answer. */
import { isToCome } from '../core/aggregates.ts';
import { PqError } from '../core/errors.ts';
import { type AggregateExpr, aggregateText } from './parse/aggregate-expr.ts';

/** Throws PQ_USAGE. */
export function refuseWhatIsToCome(aggregates: readonly AggregateExpr[]): void {
  const early = aggregates.find((expr) => isToCome(expr.function, expr.isDistinct));
  if (early === undefined) return;
  throw new PqError('PQ_USAGE', `${aggregateText(early)} is not there yet`, {
    hint: 'pq help aggregates says what is',
  });
}
