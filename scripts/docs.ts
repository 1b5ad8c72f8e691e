/**
 * Writes docs/commands/ from the option table, and the tables of docs/aggregates.md and docs/expressions.md from those
 * of aggregates and functions. `--check` writes nothing and fails when a page is out of date.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandSpec } from '../src/cli/command-line.ts';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { OPTION_GROUPS, type OptionSpec, optionUsage } from '../src/cli/options.ts';
import { aliasesOf } from '../src/core/aggregate-aliases.ts';
import {
  AGGREGATE_GROUPS,
  AGGREGATE_NAMES,
  AGGREGATES,
  type AggregateFunction,
  aggregateUsage,
} from '../src/core/aggregates.ts';
import { functionAliases } from '../src/core/function-aliases.ts';
import { FUNCTION_EXAMPLES } from '../src/core/function-examples.ts';
import { FUNCTION_GROUPS, FUNCTIONS, type FunctionName, type FunctionSpec } from '../src/core/functions.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const directory = join(docs, 'commands');
const isCheck = process.argv.includes('--check');
mkdirSync(directory, { recursive: true });
for (const spec of COMMANDS) writePage(join(directory, `${spec.name}.md`), page(spec));
writeTables(join(docs, 'aggregates.md'), AGGREGATE_GROUPS.map(aggregateTable));
writeTables(join(docs, 'expressions.md'), FUNCTION_GROUPS.map(functionTable));

function writePage(path: string, text: string): void {
  if (!isCheck) {
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
    process.stderr.write(`${path} is out of date: run node scripts/docs.ts\n`);
    process.exitCode = 1;
  }
}

function page(spec: CommandSpec): string {
  const groups = OPTION_GROUPS.map((group) => optionTable(group, spec.options)).join('');
  const examples = spec.examples.map(({ command, meaning }) => `# ${meaning}\n${command}\n`).join('\n');
  return `<!-- Made by scripts/docs.ts from src/cli/options.ts: do not edit. -->
# pq ${spec.name}

\`pq ${spec.name} ${spec.usage}\`

${spec.description}

## Examples

\`\`\`sh
${examples}\`\`\`

## Options
${groups}`;
}

function optionTable(group: OptionSpec['group'], options: readonly OptionSpec[]): string {
  const rows = options.filter((option) => option.group === group).map(optionRow);
  if (rows.length === 0) return '';
  return `\n### ${group}\n\n| option | meaning |\n|---|---|\n${rows.join('')}`;
}

function optionRow(option: OptionSpec): string {
  const notes = [
    option.repeatable ? 'can be given several times' : '',
    option.default === undefined ? '' : `default: ${option.default}`,
    option.aliases === undefined ? '' : `also ${option.aliases.map((alias) => `--${alias}`).join(', ')}`,
  ].filter((note) => note !== '');
  const meaning = [option.summary, ...notes].join('; ').replaceAll('|', '\\|');
  return `| \`${optionUsage(option)}\` | ${meaning} |\n`;
}

// ---- pages that are written by hand, but for what stands between two comments -----------------------------------

function writeTables(path: string, tables: readonly string[]): void {
  const made = /(?<=<!-- made by scripts\/docs.ts -->\n).*(?=<!-- end -->)/s;
  const text = readFileSync(path, 'utf8');
  if (!made.test(text)) throw new Error(`${path} has no place for the tables`);
  writePage(
    path,
    text.replace(made, () => `\n${tables.join('\n')}\n`),
  );
}

function aggregateTable(group: (typeof AGGREGATE_GROUPS)[number]): string {
  const rows = AGGREGATE_NAMES.filter((name) => AGGREGATES[name].group === group).map(aggregateRow);
  return `### ${group}\n\n| aggregate | is | answer | other names |\n|---|---|---|---|\n${rows.join('')}`;
}

function aggregateRow(name: AggregateFunction): string {
  const { summary, nulls, exactness = 'exact', flag } = AGGREGATES[name];
  const usage = `\`${aggregateUsage(name)}\`${flag ? `, \`--${name.replaceAll('_', '-')}\`` : ''}`;
  const meaning = nulls === undefined ? summary : `${summary}; nulls ${nulls}`;
  const answer = exactness === 'rounded' ? 'rounded once' : exactness;
  const names = aliasesOf(name).map((alias) => `\`${alias}\``);
  return `| ${usage} | ${meaning} | ${answer} | ${names.join(', ')} |\n`;
}

function functionTable(group: (typeof FUNCTION_GROUPS)[number]): string {
  const rows = Object.entries<FunctionSpec>(FUNCTIONS).filter(([, spec]) => spec.group === group);
  const head = `### ${group}\n\n| written | is | example | other names |\n|---|---|---|---|\n`;
  return head + rows.map(([name, spec]) => functionRow(name as FunctionName, spec)).join('');
}

function functionRow(name: FunctionName, { usage, summary }: FunctionSpec): string {
  const [example, answer] = FUNCTION_EXAMPLES[name];
  const names = functionAliases(name).map((alias) => `\`${alias}\``);
  const cells = [`\`${usage}\``, summary, `\`${example}\` is \`${answer}\``, names.join(', ')];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}
