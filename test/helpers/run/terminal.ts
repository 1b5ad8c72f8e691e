/** Commands on a pseudo-terminal, made by script(1) of util-linux, and what can be seen there in the end. */
import { spawn, spawnSync } from 'node:child_process';

const COLUMNS = 100;
const ESCAPE = '\x1b';
/** A sequence with its argument and its letter, one without, or a character. */
const TOKEN = new RegExp(`${ESCAPE}\\[([?\\d;]*)([A-Za-z])|${ESCAPE}[78]|.`, 'gsu');

export interface Session {
  /** Everything that came out, escape sequences and all. */
  readonly output: string;
  readonly exitCode: number | null;
}

export interface Watched {
  /** Resolves when the output so far has this in it; rejected when the command ends without it. */
  shows(text: string): Promise<void>;
  type(keys: string): void;
}

/** Says so on stderr where it is missing: util-linux's, since the BSDs have another one of that name. */
export function canMakeTerminals(): boolean {
  const isThere = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');
  if (!isThere) process.stderr.write('left out: tests on a terminal, for want of script (util-linux)\n');
  return isThere;
}

/** Runs a shell command whose three standard descriptors are one terminal. */
export async function onTerminal(
  command: string,
  environment: Readonly<Record<string, string>> = {},
  act: (watched: Watched) => Promise<void> = async () => {},
): Promise<Session> {
  const { FORCE_COLOR, NO_COLOR, PQ_JOBS, ...own } = process.env;
  const child = spawn('script', ['-qefc', `stty cols ${COLUMNS}; ${command}`, '/dev/null'], {
    env: { ...own, TERM: 'xterm', SHELL: '/bin/sh', ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let output = '';
  let look = (): void => {};
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    look();
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const shows = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      look = () => output.includes(text) && resolve();
      look();
      ended.then(() => reject(new Error(`never shown: ${text}, but ${JSON.stringify(output)}`)));
    });
  await act({ shows, type: (keys) => child.stdin.write(keys) });
  const exitCode = await ended;
  child.stdin.end();
  return { output, exitCode };
}

/** What stands on the screen after all of the output; throws for what it does not know, so that nothing is missed. */
export function screenOf(output: string): string {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  let saved = [0, 0] as [number, number];
  const line = (): string[] => (lines[row] ??= []);
  for (const [token, argument, letter] of output.matchAll(TOKEN)) {
    if (token === '\n') row += 1;
    else if (token === '\r') column = 0;
    else if (token === `${ESCAPE}7`) saved = [row, column];
    else if (token === `${ESCAPE}8`) [row, column] = saved;
    else if (letter === 'G') column = Number(argument) - 1;
    else if (letter === 'K' && argument === '2') line().length = 0;
    else if (letter === 'K') line().length = Math.min(line().length, column);
    else if (letter === 'm') continue;
    else if (token.startsWith(ESCAPE)) throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    else line()[column++] = token;
  }
  line();
  return lines.map((cells) => Array.from(cells, (cell) => cell ?? ' ').join('')).join('\n');
}
