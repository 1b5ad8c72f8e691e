/** How processes are shared out over two inputs that could be read at the same time. */

/** How much longer it may take than all processes take with one input after the other. Of groups it then takes less: half as
 * many processes have each of them, and it is merged half as often. */
const MOST_LONGER = 1.25;

/** Of `workers`, how many the right one is for; undefined where one after the other is better. */
export function shareWorkers(leftBytes: number, rightBytes: number, workers: number): number | undefined {
  const bytes = leftBytes + rightBytes;
  if (workers < 2 || bytes === 0) return undefined;
  const right = Math.min(workers - 1, Math.max(1, Math.round((workers * rightBytes) / bytes)));
  const longest = Math.max(leftBytes / (workers - right), rightBytes / right);
  return longest <= (MOST_LONGER * bytes) / workers ? right : undefined;
}
