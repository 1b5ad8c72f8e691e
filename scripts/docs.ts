/**
 * Writes docs/commands/ from the option table, and the tables of docs/aggregates.md from that of aggregates. `--check`
 * writes nothing and fails when a page is out of date.
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

const docs = join(import.meta.dirname, '..', 'docs');
const directory = join(docs, 'commands');
const isCheck = process.argv.includes('--check');
mkdirSync(directory, { recursive: true });
for (const spec of COMMANDS) writePage(join(directory, `${spec.name}.md`), page(spec));
writeAggregates(join(docs, 'aggregates.md'));

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

// ---- aggregates -------------------------------------------------------------------------------------------------

/** The page is written by hand, but for what stands between two comments. */
function writeAggregates(path: string): void {
  const made = /(?<=<!-- made by scripts\/docs.ts -->\n).*(?=<!-- end -->)/s;
  const text = readFileSync(path, 'utf8');
  if (!made.test(text)) throw new Error(`${path} has no place for the tables`);
  writePage(
    path,
    text.replace(made, () => `\n${AGGREGATE_GROUPS.map(aggregateTable).join('\n')}\n`),
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
