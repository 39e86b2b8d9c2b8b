import type { Effect } from '#lib/catalog/inventory-effects.ts';
import type { Cause } from './causes.ts';
import { graceMs, longestWaitMs } from './grace.ts';

/** What the inventory saw that an event can have done. */
export type Evidence = 'version' | 'creation' | 'first_sight' | 'deployment' | 'modification' | 'end' | 'deletion';

/** What is known of an event that must show in the inventory. Epoch ms. */
export type EventFacts = {
  at: number;
  effect: Effect;
  shownAt: number | null;
  shownBy: Evidence | null;
  /** Whether the inventory looked at its account and Region before it happened: else there is nothing to compare with. */
  isWatched: boolean;
  /** The end of the first whole look at the kind that began after it. */
  lookedAt: number | null;
  /** Whether a look since then failed, or saw less than all. */
  hasFailedLook: boolean;
  /** Whether the inventory holds the resource, or held it. */
  isHeld: boolean;
  /** A later call on the same resource before that look: what it did. */
  followedBy: Effect | null;
  /** Whether it asked for what was there already; null: not compared. */
  isSame: boolean | null;
};

export type EventVerdict =
  | { state: 'confirmed'; at: number; by: Evidence }
  /** Nobody looked before it happened. */
  | { state: 'unwatched' }
  | { state: 'due'; dueAt: number }
  | { state: 'unconfirmed'; causes: Cause[] };

const makes = (effect: Effect | null): boolean => effect === 'created' || effect === 'set';

function causesOf(facts: EventFacts): Cause[] {
  const { effect, followedBy, isSame, isHeld, hasFailedLook } = facts;
  const found: Cause[] = [];
  if (isSame) found.push('same_values');
  if (followedBy === 'deleted') found.push('gone_between');
  else if (followedBy !== null && effect !== 'created') found.push('undone');
  if (hasFailedLook) found.push('look_failed');
  if (!isHeld && !found.includes('gone_between') && (makes(effect) || found.length === 0)) found.push('not_in_inventory');
  return found.length > 0 ? found : ['nothing_known'];
}

/** Whether the inventory confirms an event: an hour and one whole look after it at the earliest, a day after it in any case. */
export function judgeEvent(facts: EventFacts, now: number): EventVerdict {
  const { at, shownAt, shownBy, isWatched, lookedAt } = facts;
  if (shownAt !== null && shownBy !== null) return { state: 'confirmed', at: shownAt, by: shownBy };
  if (!isWatched) return { state: 'unwatched' };
  const isEarly = now < at + graceMs;
  const dueAt = isEarly ? at + graceMs : (lookedAt ?? at + longestWaitMs);
  return now < dueAt ? { state: 'due', dueAt } : { state: 'unconfirmed', causes: causesOf(facts) };
}

type Asked = { before?: unknown; after?: unknown };

/** Whether a request's fields, beside what the resource had before, ask for nothing new. What has no former value is not known. */
export const asksForTheSame = (rows: readonly Asked[], hasFormer: boolean): boolean =>
  hasFormer && rows.length > 0 && rows.every((row) => 'before' in row && row.before === row.after);
