/** What a descriptor leads to, and whether to colour it. Node's tty module takes 2 ms to load, so it is asked last. */
import { fstatSync } from 'node:fs';
import type { ColorChoice } from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Linux's number of /dev/null, the one device that is no terminal but common in scripts. */
const NULL_DEVICE = 0x103;

export async function isTerminal(descriptor: number): Promise<boolean> {
  if (!mayBeTerminal(descriptor)) return false;
  const { isatty } = await import('node:tty');
  return isatty(descriptor);
}

/**
 * --color, then FORCE_COLOR (0 and false turn colours off, any other text on), then https://no-color.org (any text in
 * NO_COLOR turns them off), then what the descriptor leads to: the order that Node and its packages have.
 */
export async function canShowColor(
  descriptor: number,
  choice: ColorChoice,
  { FORCE_COLOR, NO_COLOR, TERM }: Environment,
): Promise<boolean> {
  if (choice !== 'auto') return choice === 'always';
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR && TERM !== 'dumb' && (await isTerminal(descriptor));
}

function mayBeTerminal(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() && stats.rdev !== NULL_DEVICE;
  } catch {
    return false;
  }
}
