import { uniform } from '../random.ts';
import type { JobFamily, Mishap } from './job-family.ts';

type PhaseName =
  | 'Starting'
  | 'Downloading'
  | 'Training'
  | 'Interrupted'
  | 'Uploading'
  | 'Stopping'
  | 'Stopped'
  | 'MaxRuntimeExceeded'
  | 'Completed'
  | 'Failed';

/** A stretch of a job's life, in the words of SecondaryStatus; the last one has no end. */
export type Phase = { name: PhaseName; from: number; to: number; message: string };

const messages: Record<PhaseName, string> = {
  Starting: 'Preparing the instances for training',
  Downloading: 'Downloading the training image',
  Training: 'Training image download completed. Training in progress.',
  Interrupted: 'Training job interrupted: the Spot instances were reclaimed',
  Uploading: 'Uploading generated training model',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
};

/** What SecondaryStatusTransitions say of a phase. */
export const phaseMessage = (name: PhaseName): string => messages[name];

type Step = [name: PhaseName, minutes: number];

/** @param work minutes the work takes; `luck` draws what else is left to chance */
const courses: Record<Mishap | 'none', (work: number, luck: (n: number) => number) => Step[]> = {
  none: (work, luck) => [...opening(luck), ['Training', work], ['Uploading', 0.6 + luck(3) * 2], ['Completed', 0]],
  spot: (work, luck) => [
    ...opening(luck),
    ['Training', work * (0.3 + luck(4) * 0.3)],
    ['Interrupted', 2 + luck(5) * 4],
    ['Starting', 6 + luck(6) * 18],
    ['Downloading', 2 + luck(7) * 2],
    ['Training', work * 0.62],
    ['Uploading', 1 + luck(3)],
    ['Completed', 0],
  ],
  capacity: () => [
    ['Starting', 120],
    ['Failed', 0],
  ],
  kms: (_, luck) => [
    ['Starting', 1.4 + luck(1) * 2],
    ['Failed', 0],
  ],
  operator: (work, luck) => [
    ['Starting', 1 + luck(1)],
    ['Training', work * 0.4],
    ['Failed', 0],
  ],
  gpu_memory: (work, luck) => [...opening(luck), ['Training', work * (0.35 + luck(4) * 0.2)], ['Failed', 0]],
  memory: (work, luck) => [...opening(luck), ['Training', work * (0.5 + luck(4) * 0.3)], ['Failed', 0]],
  script: (work, luck) => [...opening(luck), ['Training', work * 0.3], ['Failed', 0]],
  stopped: (work, luck) => [
    ...opening(luck),
    ['Training', work * (0.3 + luck(4) * 0.3)],
    ['Stopping', 1 + luck(5)],
    ['Stopped', 0],
  ],
  too_long: (_, luck) => [...opening(luck), ['Training', 0], ['Stopping', 1 + luck(5)], ['MaxRuntimeExceeded', 0]],
};

const opening = (luck: (n: number) => number): Step[] => [
  ['Starting', 1.2 + luck(1) * 2.4],
  ['Downloading', 0.8 + luck(2) * 2.2],
];

/** How a job of that family goes that was created at `createdAt`; times in whole milliseconds, a millisecond apart from the next. */
export function phasesOf(family: JobFamily, mishap: Mishap | undefined, createdAt: number, stream: number): Phase[] {
  const luck = (n: number): number => uniform(stream, n);
  const [least, most] = family.minutes;
  const steps = courses[mishap ?? 'none'](least + luck(0) * (most - least), luck);
  let from = createdAt;
  return steps.map(([name, minutes], index) => {
    const isLimit = mishap === 'too_long' && name === 'Training';
    const lasts = isLimit ? (family.maxRuntimeMinutes ?? most) : minutes;
    const to = index === steps.length - 1 ? Number.POSITIVE_INFINITY : from + Math.round(lasts * 60_000);
    const phase = { name, from, to, message: messages[name] };
    from = to;
    return phase;
  });
}

/** The phase a job was in at a moment; the first one before that. */
export function phaseAt(phases: readonly Phase[], at: number): Phase {
  const found = phases.findLast((phase) => phase.from <= at) ?? phases[0];
  if (!found) throw new RangeError('A job without phases');
  return found;
}
