import { minuteMs } from '#lib/time.ts';
import { runCycle } from './collect-cycle.ts';
import { inFleetWorld } from './collect-fleet-world.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';

const startAt = Date.parse('2026-11-19T10:00:00Z');
/** A thousand series are begun at each judging. */
const toBegin = 11;
const runs = 3;

/** A burn and a change of each of 5,000 endpoints, beside the rules that are on from the first minute, while the past is read and after. */
export const measurePast = (): Promise<Figure[]> =>
  inFleetWorld(startAt, async ({ demo, worker }) => {
    const { peakMb: before } = await runCycle(demo, worker, startAt);
    // All within the minutes that one collection reads: what is older is not followed.
    const judge = (nth: number) => worker.ask({ now: startAt + (nth * minuteMs) / 4, does: 'judge own' });
    const [beginning, held] = [[], []] as [Awaited<ReturnType<typeof judge>>[], Awaited<ReturnType<typeof judge>>[]];
    for (let nth = 0; nth < toBegin; nth += 1) beginning.push(await judge(nth));
    for (let nth = 0; nth < runs; nth += 1) held.push(await judge(toBegin + nth));
    const without = await worker.ask({ now: startAt + 5 * minuteMs, does: 'judge' });
    const seconds = (list: typeof held) => list.map((one) => one.seconds);
    return [
      atLeast('what rules were asked of, at once', Math.min(...held.map(({ judged }) => judged)), '', 10_000),
      atMost('judging all of it, the best of three', Math.min(...seconds(held)), 's', 5),
      beside('while the past is begun, the longest', Math.max(...seconds(beginning)), 's'),
      beside('without a burn and a change', without.seconds, 's'),
      beside('of which CPU of the worker', Math.min(...held.map(({ cpuSeconds }) => cpuSeconds)), 's'),
      beside('the worker’s peak memory before the first judging', before, 'MB'),
      beside('and after the last', Math.max(...held.map(({ peakMb }) => peakMb)), 'MB'),
    ];
  });
