/** Writes docs/commands/ from the option table. `--check` writes nothing and fails when a page is out of date. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandSpec } from '../src/cli/command-line.ts';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { OPTION_GROUPS, type OptionSpec, optionUsage } from '../src/cli/options.ts';

const directory = join(import.meta.dirname, '..', 'docs', 'commands');
const isCheck = process.argv.includes('--check');
mkdirSync(directory, { recursive: true });
for (const spec of COMMANDS) writePage(join(directory, `${spec.name}.md`), page(spec));

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
