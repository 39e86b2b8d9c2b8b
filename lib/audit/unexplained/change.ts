import type { HourStateId } from '#lib/catalog/hour-states.ts';
import type { Cause } from './causes.ts';
import { deliveryMs, graceMs } from './grace.ts';

export type ChangeKind = 'created' | 'changed' | 'deleted';

/** What is known of a change that the inventory saw and that no stored event explains. Epoch ms. */
export type ChangeFacts = {
  at: number;
  /** Between which the events of its account and Region have no hole; null: none were read. */
  completeFrom: number | null;
  completeTo: number | null;
  /** The word of absence for what stands in the way of reading them now. */
  blocked: string | null;
  /** What the trails' digests prove of the hour. */
  hour: HourStateId | null;
  /** Whether the trail that covers it had been stopped. */
  isTrailOff: boolean;
  /** Whether a service told of something that it did to the resource about then. */
  isServiceAtWork: boolean;
};

export type ChangeVerdict =
  /** Events of then are not known: that there is none tells nothing. */
  { state: 'unjudged' } | { state: 'awaited'; dueAt: number } | { state: 'unexplained'; causes: Cause[] };

const damaged: readonly (HourStateId | null)[] = ['altered', 'missing', 'unproved', 'never-delivered'];

function causesOf({ at, completeTo, blocked, hour, isTrailOff, isServiceAtWork }: ChangeFacts): Cause[] {
  const found: Cause[] = [];
  if ((completeTo ?? 0) < at + deliveryMs) found.push(blocked === 'denied' ? 'refused' : 'behind');
  if (hour === 'off' || isTrailOff) found.push('logging_off');
  if (damaged.includes(hour)) found.push('log_damaged');
  if (isServiceAtWork) found.push('service');
  return found.length > 0 ? found : ['nothing_known'];
}

/** Whether a change that has no event is unexplained: an hour after it, wherever events of that time are known. */
export function judgeChange(facts: ChangeFacts, now: number): ChangeVerdict {
  const { at, completeFrom } = facts;
  if (completeFrom === null || at < completeFrom) return { state: 'unjudged' };
  const dueAt = at + graceMs;
  return now < dueAt ? { state: 'awaited', dueAt } : { state: 'unexplained', causes: causesOf(facts) };
}
