/** The flags of aggregates: `--avg COLS`, `--quantile COL:P`, made from the table of aggregates. */
import { aliasesOf } from '../core/aggregate-aliases.ts';
import { AGGREGATE_NAMES, AGGREGATES, type AggregateFunction } from '../core/aggregates.ts';
import type { OptionSpec } from './options.ts';

/** In the order of the table. */
export function aggregateOptions(): readonly OptionSpec[] {
  return AGGREGATE_NAMES.filter((name) => AGGREGATES[name].flag).map(optionOf);
}

/** The aggregate that a flag's name stands for; undefined when it is another option's. */
export function aggregateOfFlag(flag: string): AggregateFunction | undefined {
  return AGGREGATE_NAMES.find((name) => AGGREGATES[name].flag && flagOf(name) === flag);
}

function optionOf(name: AggregateFunction): OptionSpec {
  const { summary, orRecords, parameter } = AGGREGATES[name];
  const aliases = aliasesOf(name).map(flagOf);
  return {
    name: flagOf(name),
    argument: parameter === undefined ? 'COLS' : `COL:${parameter.name.toUpperCase()}`,
    ...(orRecords ? { valueOnlyAfterEquals: true } : {}),
    ...{ group: 'Aggregates', repeatable: true, summary },
    ...(aliases.length === 0 ? {} : { aliases }),
  };
}

function flagOf(name: string): string {
  return name.replaceAll('_', '-');
}
