import { setTimeout as sleep } from 'node:timers/promises';
import type { PlaceContext } from '#lib/collect/context.ts';
import { type Filling, fillPast, type PastPass } from '#lib/collect/past/fill-place.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatCount } from '#lib/format.ts';
import { findFill, findRunningFill, listOpenPlaces } from '#lib/store/history-fills.ts';
import type { Db } from '#lib/store/transaction.ts';
import { progressBar } from './progress.ts';

const lookMs = 500;
/** What waits, for money or for an answer, is looked at again after so long. */
const waitMs = 5000;
const alone: Filling = { besideLive: false };

/** Shows how far the filling is until `isOver`; the bar is silent where there is no terminal. */
async function show(db: Db, fill: number, isOver: () => boolean): Promise<void> {
  const bar = progressBar();
  while (!isOver()) {
    const state = await findFill(db, fill);
    if (state?.state !== 'running') break;
    const waits = state.waits === null ? '' : `, waits: ${state.waits}`;
    bar.show({
      ...{ done: state.donePoints, total: state.points },
      note: `${state.doneCalls} of ${formatCount(state.calls, 'call', 'calls')}${waits}`,
    });
    await sleep(lookMs);
  }
  bar.clear();
}

/** Does the filling in this process, where no worker is there to do it: each place after the other is soon told by its own quotas. */
async function doPlace(context: PlaceContext, fill: number): Promise<void> {
  const isOpen = async (): Promise<boolean> =>
    !context.signal.aborted &&
    (await findRunningFill(context.db))?.id === fill &&
    (await listOpenPlaces(context.db)).some(({ account, region }) => account === context.account.id && region === context.region);
  while (await isOpen()) {
    const pass: PastPass | null = await fillPast(context, alone);
    if (pass === null) {
      throw new TrailwatchError('conflict', 'another trailwatch command is filling history at this moment', {
        mend: 'wait for it, or end it: what it has done stays done, and the next start goes on where it was',
      });
    }
    if (!pass.isMore) await sleep(waitMs, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

/** Fills what was approved, or watches workers do it, with a bar. Ends early, with nothing lost, when it is told to stop. */
export async function followFill(
  db: Db,
  fill: number,
  { places, hasWorkers, signal }: { places: readonly PlaceContext[]; hasWorkers: boolean; signal: AbortSignal },
): Promise<void> {
  if (hasWorkers) return show(db, fill, () => signal.aborted);
  let isDone = false;
  const work = Promise.all(places.map((place) => doPlace(place, fill))).finally(() => {
    isDone = true;
  });
  await Promise.all([work, show(db, fill, () => isDone)]);
}
