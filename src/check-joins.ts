/** Finds out, before a join is begun, whether its sides are as it says (--validate, --max-blowup). */

import { joinsOf, sideOf } from './choose-joins.ts';
import type { AnswerWriter } from './cli/output/answer-writer.ts';
import { PqError } from './core/errors.ts';
import { formatCount } from './core/sizes.ts';
import { isPipe } from './engine/io/files.ts';
import { keepPipe } from './engine/io/pipes.ts';
import { CellsTable } from './engine/operators/cells-table.ts';
import type { Circumstances } from './execute.ts';
import { runInto } from './join-sides.ts';
import { keepRules, type Query } from './make-plan.ts';
import { joinSizes, repeatedKey, type SideName, uniqueSides } from './plan/join-checks.ts';
import type { Join, LogicalPlan } from './plan/logical-plan.ts';
import { outputNames } from './plan/output-names.ts';
import { expressionText } from './plan/parse/expression-text.ts';

/** Throws PQ_NOT_UNIQUE and PQ_BLOWUP. */
export async function checkJoins(query: Query, logical: LogicalPlan, here: Circumstances): Promise<void> {
  for (const join of joinsOf(logical)) {
    await checkJoin(query, join, here);
    await checkJoins(sideOf(query, join), join.right, here);
  }
}

async function checkJoin(query: Query, join: Join, here: Circumstances): Promise<void> {
  for (const name of uniqueSides(join)) await checkUnique(query, join, name, here);
  if (join.maxBlowup !== undefined) await checkBlowup(query, join, join.maxBlowup, here);
}

async function checkUnique(query: Query, join: Join, name: SideName, here: Circumstances): Promise<void> {
  const side = name === 'left' ? query : sideOf(query, join);
  keepStreams(side);
  const [found] = await rowsOf(side, repeatedKey(join, name), here);
  if (found === undefined) return;
  const keys = join.keys.map((key, at) => `${expressionText(key[name])} ${JSON.stringify(found[at])}`);
  throw new PqError(
    'PQ_NOT_UNIQUE',
    `--validate ${join.validate}: the ${name} side has ${formatCount(Number(found.at(-1)))} rows with ${keys.join(', ')}`,
    { hint: 'keep the first of each with "then distinct" on the key, or leave --validate out' },
  );
}

async function checkBlowup(query: Query, join: Join, most: number, here: Circumstances): Promise<void> {
  keepStreams(query);
  const [sizes = []] = await rowsOf(query, joinSizes(join), here);
  const [left = 0, right = 0, pairs = 0] = sizes.map(Number);
  const larger = Math.max(left, right);
  if (pairs <= most * larger) return;
  throw new PqError(
    'PQ_BLOWUP',
    `--max-blowup ${most}: ${formatCount(left)} rows and ${formatCount(right)} would make ${formatCount(pairs)}, ` +
      `${(pairs / larger).toFixed(1)} for each of the larger side`,
    { hint: 'keys repeat on both sides: keep one row of each with "then distinct", or allow more' },
  );
}

/** They are read once more, for the join. */
function keepStreams({ inputs, sides, args }: Query): void {
  for (const { file } of inputs) if (isPipe(file)) keepPipe(file, keepRules(args));
  for (const side of sides) keepStreams(side);
}

/** The texts of the rows of a small answer. */
async function rowsOf(
  query: Query,
  logical: LogicalPlan,
  here: Circumstances,
): Promise<readonly (readonly string[])[]> {
  const cells = new CellsTable(outputNames(logical) ?? []);
  const writer: AnswerWriter = { write: (rows) => cells.append(rows), place: () => undefined, end: async () => {} };
  await runInto(writer, { ...query, format: 'cells' }, logical, { ...here, progress: undefined });
  const { columns, rowCount } = cells.table;
  return Array.from({ length: rowCount }, (_, row) => columns.map(({ texts }) => texts[row] ?? ''));
}
