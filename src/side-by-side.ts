/** Two things at the same time, each with some of the children. */
import type { Circumstances } from './execute.ts';
import type { ChildShares } from './run/processes/processes-executor.ts';

type Work<Result> = (here: Circumstances) => Promise<Result>;

/** `own` has this process, too. When `other` fails it is given up: what is told is what would be if `other` came before. */
export async function sideBySide<Own, Other>(
  here: Circumstances,
  shares: ChildShares,
  own: Work<Own>,
  other: Work<Other>,
): Promise<readonly [Own, Other]> {
  const { children } = here;
  if (children === undefined) throw new Error('there are no children to share out');
  const stop = new AbortController();
  const signal = here.signal === undefined ? stop.signal : AbortSignal.any([here.signal, stop.signal]);
  const [ofOwn, ofOther] = await children.share(
    shares,
    (part) => own({ ...here, children: part, signal }),
    async (part) => {
      try {
        return await other({ ...here, children: part });
      } catch (error) {
        stop.abort(error);
        throw error;
      }
    },
  );
  if (ofOther.status === 'rejected') throw ofOther.reason;
  if (ofOwn.status === 'rejected') throw ofOwn.reason;
  return [ofOwn.value, ofOther.value];
}
