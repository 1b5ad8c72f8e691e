/** Who runs, as Linux tells in /proc. */
import { readdirSync, readFileSync } from 'node:fs';

/** Living children of a process, in no order. A zombie is not one. */
export function childrenOf(parent: number): readonly number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((id) => isChild(id, parent));
}

export function isAlive(processId: number): boolean {
  const [state] = statusOf(processId);
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** How many processes have this among their arguments. */
export function countRunningWith(argument: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((id) => argumentsOf(id).includes(argument)).length;
}

export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** Polls, because processes end when they end. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    if (turn > 500) throw new Error('waited 5 s for nothing');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isChild(processId: number, parent: number): boolean {
  const [state, parentId] = statusOf(processId);
  return Number(parentId) === parent && state !== 'Z' && state !== 'X';
}

/** Nothing when the process is gone. */
function argumentsOf(processId: string): readonly string[] {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** State letter and parent; nothing when the process is gone. The name before them can contain anything. */
function statusOf(processId: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
