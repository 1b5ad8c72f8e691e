/** Whether groups are worth the memory that they take, as far as can be told from the rows that came so far. */
import type { MemoryRules } from '../../protocol/stage.ts';

export interface HeldGroups {
  readonly byteLength: number;
  readonly groupCount: number;
  /** That the groups are of. */
  readonly rowCount: number;
}

/** With so many rows a group, groups come again and again. */
const ROWS_A_GROUP = 2;
/** How far what is held grows where they come again seldom. */
export const MOST_TIMES = 4;

/** `groupBytes` is what groups may take without question. */
export function isTooMuch(
  { byteLength, groupCount, rowCount }: HeldGroups,
  groupBytes: number,
  memory: Pick<MemoryRules, 'groupBytes' | 'mostGroupBytes'>,
): boolean {
  if (byteLength <= groupBytes) return false;
  if (byteLength > memory.mostGroupBytes) return true;
  if (rowCount >= groupCount * ROWS_A_GROUP) return false;
  // Were all groups as likely, the last of these rows would be of a new one in expectedCount - groupCount of expectedCount
  // cases, the first one always: on average the share of new ones is 1 - groupCount / (2 * expectedCount).
  const expectedCount = groupCount / (2 * (1 - groupCount / rowCount));
  const expectedBytes = (byteLength / groupCount) * expectedCount;
  return expectedBytes > Math.min(memory.groupBytes * MOST_TIMES, memory.mostGroupBytes);
}
