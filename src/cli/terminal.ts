/** What a descriptor leads to. Node's tty module takes 2 ms to load, so it is asked last. */
import { fstatSync } from 'node:fs';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Linux's number of /dev/null, the one device that is no terminal but common in scripts. */
const NULL_DEVICE = 0x103;

export async function isTerminal(descriptor: number): Promise<boolean> {
  if (!mayBeTerminal(descriptor)) return false;
  const { isatty } = await import('node:tty');
  return isatty(descriptor);
}

/** https://no-color.org: any text in NO_COLOR turns colors off. */
export async function canShowColor(descriptor: number, environment: Environment): Promise<boolean> {
  return !environment.NO_COLOR && environment.TERM !== 'dumb' && (await isTerminal(descriptor));
}

function mayBeTerminal(descriptor: number): boolean {
  try {
    const stats = fstatSync(descriptor);
    return stats.isCharacterDevice() && stats.rdev !== NULL_DEVICE;
  } catch {
    return false;
  }
}
