import { drift, streamOf } from '../random.ts';
import { type Job, workPhases } from './job.ts';

/** How much of its work a job had done at a moment, 0 to 1; interruptions stand still. */
export function progressAt(job: Job, at: number): number {
  const phases = workPhases(job);
  const total = phases.reduce((sum, phase) => sum + phase.to - phase.from, 0);
  const done = phases.reduce((sum, phase) => sum + Math.max(0, Math.min(at, phase.to) - phase.from), 0);
  return total > 0 ? done / total : 0;
}

/** train:loss, as the log prints it and CloudWatch gets it from there. */
export function lossAt(job: Job, at: number): number {
  const progress = progressAt(job, at);
  const noise = drift(streamOf(job.stream, 'loss'), progress * 60) * 0.03;
  return Number((0.18 + 2.1 * Math.exp(-4.2 * progress) + noise * (1.2 - progress)).toFixed(4));
}

/** Epochs end evenly spread over the work. */
export const epochs = 24;
