/** One query over files, in this process: the texts of the answer's rows, or the code and place of the error. */
import type { InputDialect } from '../../../src/protocol/stage.ts';
import { type Cut, Engines } from './engines.ts';
import { planQuery, type Query } from './query.ts';

export interface Asked {
  readonly dialect?: Partial<InputDialect>;
  readonly cut?: Cut;
  readonly workers?: number;
}

/** Throws PqError where the planning does. */
export async function ask(
  path: string,
  query: Query,
  { dialect, cut, workers }: Asked = {},
): Promise<string[][] | string> {
  const engines = new Engines(planQuery([path], query, dialect), `${path}.scratch`);
  const outcome = await (workers === undefined ? engines.inline(cut) : engines.withWorkers(workers, cut ?? {}));
  if ('rows' in outcome) return outcome.rows.map((row) => row.map(([, text]) => text));
  return `${outcome.code} at ${outcome.byte}`;
}
