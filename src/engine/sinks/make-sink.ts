/** The end of a pipeline: what becomes of its rows. */
import type { ColumnPath, Operator, StageEnvironment } from '../../protocol/stage.ts';
import type { Kernel } from '../kernel.ts';
import { AggregateSink } from './aggregate-sink.ts';
import { CutSink } from './cut-sink.ts';
import { DistinctSink } from './distinct-sink.ts';
import { RowsSink } from './rows-sink.ts';
import { SortSink } from './sort-sink.ts';

export type Sink = AggregateSink | CutSink | DistinctSink | RowsSink | SortSink;

export interface SinkOptions {
  /** Takes rows as they are written; without it they are held until they are delivered. */
  readonly onRows?: ((text: Uint8Array) => void) | undefined;
  /** Where it puts aside what other processes are to read. */
  readonly sharedDirectory?: string | undefined;
}

/** `columns` are what the rows come with. */
interface Ending {
  readonly operator: Operator;
  readonly columns: readonly ColumnPath[];
  readonly environment: StageEnvironment;
}

export function makeSink(
  kernel: Kernel,
  { operator, columns, environment }: Ending,
  { onRows, sharedDirectory }: SinkOptions,
): Sink {
  if (operator.kind === 'write-rows') return new RowsSink(kernel, operator, onRows);
  const place = { directory: sharedDirectory ?? environment.tmpDirectory, isPrivate: sharedDirectory === undefined };
  if (operator.kind === 'sort-rows') return new SortSink(kernel, operator, environment, place);
  if (operator.kind === 'cut-rows') return new CutSink(kernel, operator, environment, place);
  if (operator.kind === 'distinct-rows') return new DistinctSink(kernel, operator, environment, place);
  return new AggregateSink(kernel, operator, columns, environment, place);
}
