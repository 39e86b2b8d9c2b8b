import type { DemoPerson } from '#demo/accounts.ts';
import type { Place } from '../types.ts';
import type { Owner } from './setting.ts';

export type JobKind = 'training' | 'processing' | 'transform' | 'compilation' | 'tuning';

/** How a job ends when it does not simply complete. */
export type Mishap = 'spot' | 'capacity' | 'gpu_memory' | 'memory' | 'script' | 'kms' | 'stopped' | 'too_long' | 'operator';

/**
 * Jobs that come back. `everyMinutes`, `offsetMinutes` and `jitterMinutes` are even: the parity of a job's minute then
 * says the parity of its year, so that MMDD-HHmm names never meet within what the account remembers.
 */
export type JobFamily = {
  id: string;
  kind: JobKind;
  place: Place;
  team: Owner;
  by: DemoPerson;
  role: string;
  everyMinutes: number;
  offsetMinutes: number;
  jitterMinutes: number;
  /** Shortest and longest time of the work itself. */
  minutes: readonly [number, number];
  instance: string;
  count: number;
  image: string;
  /** What befalls every `every`-th job; all of them recur within 24 hours. */
  mishaps?: readonly { kind: Mishap; every: number; at: number }[];
  /** Of every so many jobs, one is asked for without some of the guards that the others have: the seed says which one, and without what. */
  unguardedEvery?: number;
  spot?: boolean;
  vpc?: boolean;
  key?: boolean;
  isolated?: boolean;
  encrypted?: boolean;
  maxRuntimeMinutes?: number;
  /** Neo only. */
  target?: string;
  framework?: string;
};
