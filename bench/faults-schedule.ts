import { pick, streamOf, uniform, whole } from '#demo/scenario/random.ts';
import { hourMs, minuteMs } from '#lib/time.ts';

/** When something happens: a step of the clock, and how many milliseconds of wall time after it. */
type Moment = { step: number; afterMs: number };

export type Happening = Moment &
  (
    | { kind: 'faults'; rates: string }
    /** All at once, or the first of two. */
    | { kind: 'workers killed'; which: 'all' | 'one'; downSteps: number }
    /** The postmaster alone; it and all of its processes; one of them, so that the postmaster starts the rest again. */
    | { kind: 'database killed'; how: 'postmaster' | 'all' | 'backend'; downMs: number }
    /** The clock of a worker's machine is set to be off AWS's by so much; 0: right again. */
    | { kind: 'clock set'; machine: number; offMs: number }
  );

export type Schedule = {
  seed: number;
  startAt: number;
  workers: 1 | 2;
  /** Steps of the clock in which things happen; then it is quiet. */
  steps: number;
  stepMs: number;
  happenings: readonly Happening[];
};

const steps = 30;
const stepMs = 4 * minuteMs;
/** The first look takes some steps; after the last happening some are left to go on in. */
const [firstStep, lastStep] = [4, steps - 4];
const longestPauseMs = 300;
const firstDay = Date.UTC(2026, 10, 16);
const jumps = [-120, -45, -15, 10, 12, 25, 60, 120].map((minutes) => minutes * minuteMs);
const faultNames = ['throttle', 'error', 'cut', 'malformed'] as const;

type Draw = { uniform: () => number; below: (count: number) => number; pick: <T>(list: readonly T[]) => T };

function drawsOf(seed: number): Draw {
  const stream = streamOf('faults', seed);
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return drawn;
  };
  return {
    uniform: () => uniform(stream, next()),
    below: (count) => whole(stream, next(), count),
    pick: (list) => pick(list, stream, next()),
  };
}

const momentOf = (draw: Draw): Moment => ({
  step: firstStep + draw.below(lastStep - firstStep),
  afterMs: draw.below(longestPauseMs),
});

/** "throttle=0.08,error=0.03,…": each kind is rare or frequent, for some steps. */
function ratesOf(draw: Draw): string {
  const rates = faultNames.map((name) => `${name}=${(draw.uniform() * 0.16).toFixed(3)}`);
  // Of GetMetricData alone, which is a call in ten.
  const partial = `partial=${(0.1 + draw.uniform() * 0.25).toFixed(3)}`;
  return [...rates, partial, `late=${(draw.uniform() * 0.3).toFixed(3)}`, `seed=${draw.below(1 << 30)}`].join(',');
}

function clockSet(draw: Draw, workers: number): Happening[] {
  const machine = draw.below(workers);
  const { step, afterMs } = momentOf(draw);
  const set = { step, afterMs, kind: 'clock set', machine, offMs: draw.pick(jumps) } as const;
  const isSetBack = draw.uniform() < 0.7;
  return isSetBack ? [set, { ...set, step: Math.min(lastStep, step + 2 + draw.below(12)), offMs: 0 }] : [set];
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** What happens in the simulation of a seed, and when: always the same. Times in epoch ms and milliseconds. */
export function scheduleOf(seed: number): Schedule {
  const draw = drawsOf(seed);
  const workers = draw.uniform() < 0.5 ? 1 : 2;
  // Every other seed lives through a midnight, and the sealing of the day after it.
  const hour = draw.uniform() < 0.5 ? 22 : 6 + draw.below(10);
  const startAt = firstDay + draw.below(5) * 24 * hourMs + hour * hourMs + draw.below(60) * minuteMs;
  const happenings: Happening[] = [
    { step: 0, afterMs: 0, kind: 'faults', rates: ratesOf(draw) },
    ...times(2, (): Happening => ({ ...momentOf(draw), kind: 'faults', rates: ratesOf(draw) })),
    ...times(
      1 + draw.below(2),
      (): Happening => ({
        ...momentOf(draw),
        kind: 'workers killed',
        which: workers === 2 && draw.uniform() < 0.5 ? 'one' : 'all',
        downSteps: 1 + draw.below(5),
      }),
    ),
    ...times(
      1,
      (): Happening => ({
        ...momentOf(draw),
        kind: 'database killed',
        how: draw.pick(['postmaster', 'all', 'backend']),
        downMs: 200 + draw.below(1500),
      }),
    ),
    ...times(1 + draw.below(2), () => clockSet(draw, workers)).flat(),
  ];
  const inOrder = happenings.toSorted((a, b) => a.step - b.step || a.afterMs - b.afterMs);
  return { seed, startAt, workers, steps, stepMs, happenings: inOrder };
}

const told = ({ step, afterMs, kind, ...rest }: Happening): string =>
  `  step ${String(step).padStart(2)} + ${String(afterMs).padStart(3)} ms  ${kind}: ${Object.entries(rest)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;

/** The plan in words, a line a happening. */
export const describeSchedule = ({ seed, startAt, workers, steps: count, stepMs: each, happenings }: Schedule): string[] => [
  `seed ${seed}: ${workers === 1 ? 'one worker' : 'two workers'}, ${count} steps of ${each / minuteMs} min from ${new Date(startAt).toISOString()}`,
  ...happenings.map(told),
];
