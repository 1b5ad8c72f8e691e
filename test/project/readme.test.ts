/** The documents tell the truth: what stands in their ```console blocks is what the commands print. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCase } from '../helpers/cases/run-case.ts';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(isPage)
    .map((name) => `docs/${name}`),
];
const NOTHING_ELSE = { files: [], stdin: '', isRunOnce: true, out: '', err: '', written: [], code: 0 };

interface Session {
  readonly command: string;
  /** Of stdout and stderr together. */
  readonly output: string;
}

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');

  it.concurrent.each(sessionsIn(text))('$command', async ({ command, output }) => {
    const { out } = await runCase({ ...NOTHING_ELSE, command: `{ ${command}\n} 2>&1` }, '');
    expect(out).toBe(output);
  });

  it('links to files that exist', () => {
    const targets = Array.from(text.matchAll(/\]\((?!https?:)([^)#]+)/g), ([, target = '']) => target);
    const missing = targets.filter((target) => !existsSync(join(ROOT, page, '..', target)));
    expect(missing).toEqual([]);
  });
});

/** A command stands behind `$ `; what follows, to the next one, is what it prints. */
function sessionsIn(text: string): readonly Session[] {
  const blocks = Array.from(text.matchAll(/^```console\n(.*?)^```$/gms), ([, block = '']) => block);
  return blocks.flatMap((block) => block.split(/^\$ /m).slice(1)).map(readSession);
}

function readSession(source: string): Session {
  const [command = '', ...lines] = source.split('\n');
  return { command, output: lines.join('\n') };
}

function isPage(name: string): boolean {
  return name.endsWith('.md');
}
