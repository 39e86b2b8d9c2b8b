import { minuteMs } from '#lib/time.ts';
import { runCycle } from './collect-cycle.ts';
import { inFleetWorld } from './collect-fleet-world.ts';
import { atLeast, atMost, beside, type Figure } from './figure.ts';

const startAt = Date.parse('2026-11-19T10:00:00Z');
const runs = 3;

/** Judging, by the rules that are on from the first minute, of 5,000 endpoints whose 120,000 series were just read. */
export const measureJudging = (): Promise<Figure[]> =>
  inFleetWorld(startAt, async ({ demo, worker }) => {
    const { peakMb: before } = await runCycle(demo, worker, startAt);
    const judgings = [];
    for (let run = 0; run < runs; run += 1) judgings.push(await worker.ask({ now: startAt + run * minuteMs, does: 'judge' }));
    return [
      atLeast('what rules were asked of, at once', Math.min(...judgings.map(({ judged }) => judged)), '', 5_000),
      atMost('judging all of it, the best of three', Math.min(...judgings.map(({ seconds }) => seconds)), 's', 5),
      beside('of which CPU of the worker', Math.min(...judgings.map(({ cpuSeconds }) => cpuSeconds)), 's'),
      beside('the worker’s peak memory before the first judging', before, 'MB'),
      beside('and after the last', Math.max(...judgings.map(({ peakMb }) => peakMb)), 'MB'),
    ];
  });
