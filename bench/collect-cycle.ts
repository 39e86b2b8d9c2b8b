import { minuteMs } from '#lib/time.ts';
import type { Child } from './child.ts';
import type { Census, DemoAnswer, DemoAsk } from './collect-demo.ts';
import { fleetOptions, seriesInAll } from './collect-fleet.ts';
import { inFleetWorld } from './collect-fleet-world.ts';
import type { WorkerAnswer, WorkerAsk } from './collect-worker.ts';
import { atLeast, atMost, beside, exactly, type Figure } from './figure.ts';

const startAt = Date.parse('2026-11-19T10:00:00Z');
const everyMs = 5 * minuteMs;
const cycles = 4;

type Cycle = WorkerAnswer & Census;

/** One pass of the worker at an instant, and what the demo account was asked for meanwhile. */
export async function runCycle(
  demo: Child<DemoAsk, DemoAnswer>,
  worker: Child<WorkerAsk, WorkerAnswer>,
  now: number,
): Promise<Cycle> {
  await demo.ask({ now });
  const answer = await worker.ask({ now });
  const { census } = await demo.ask({ now });
  for (const trouble of answer.troubles.slice(0, 3)) console.error(trouble);
  const cycle = { ...answer, ...census };
  console.error(
    `${new Date(now).toISOString()}: ${cycle.seconds.toFixed(1)} s, ${cycle.cpuSeconds.toFixed(1)} s of the worker's CPU, ` +
      `${cycle.calls} calls and ${cycle.retries} again, ${cycle.points} points, ${Math.round(cycle.peakMb)} MB`,
  );
  return cycle;
}

function figuresOf(cold: Cycle, warm: readonly Cycle[]): Figure[] {
  const all = [cold, ...warm];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const calls = sum(all.map((cycle) => cycle.calls));
  const fewest = sum(all.map((cycle) => cycle.minimum));
  const written = sum(all.map((cycle) => cycle.written));
  const answered = sum(all.map((cycle) => cycle.points));
  const fleet = `${fleetOptions.scale.endpoints} plain endpoints × 24 series, inventory seeded`;
  const series = Math.min(...warm.map((cycle) => cycle.series));
  const slowest = Math.max(...warm.map(({ seconds }) => seconds));
  const cpu = Math.max(...warm.map(({ cpuSeconds }) => cpuSeconds));
  const failures = sum(all.map(({ troubles }) => troubles.length));
  return [
    atLeast(`series asked for in a 5-minute cycle (${fleet})`, series, '', seriesInAll),
    exactly('GetMetricData calls of all cycles, retries apart, against the fewest possible', calls, '', fewest),
    beside('calls that were made again', sum(all.map(({ retries }) => retries)), ''),
    exactly('failures that stand on the runs', failures, '', 0),
    exactly('points stored, against those that were answered', written, '', answered),
    atMost(`the slowest of ${warm.length} 5-minute cycles, at half of AWS's quotas`, slowest, 's', 15),
    beside("of which the worker's CPU", cpu, 's'),
    atMost("the worker's peak memory, first cycle included", Math.max(...all.map(({ peakMb }) => peakMb)), 'MB', 600),
    beside('the first cycle, which asks for hours of all series', cold.seconds, 's'),
  ];
}

/** Collection of 120,000 series in four places, at AWS's quotas. */
export const measureCycle = (): Promise<Figure[]> =>
  inFleetWorld(startAt, async ({ demo, worker }) => {
    const cold = await runCycle(demo, worker, startAt);
    const warm: Cycle[] = [];
    for (let n = 1; n <= cycles; n += 1) warm.push(await runCycle(demo, worker, startAt + n * everyMs));
    return figuresOf(cold, warm);
  });
