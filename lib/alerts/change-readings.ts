import { type Cause, causeWords } from '#lib/audit/unexplained/causes.ts';
import type { Reading } from './reading.ts';

/** A change that the inventory saw and that no event explains. Epoch ms. */
export type WatchedChange = {
  account: string;
  region: string;
  kind: string;
  name: string;
  at: number;
  what: string;
  isAwaited: boolean;
  causes: readonly Cause[];
};

/** That the event is merely not known, or that AWS did it by itself, asks for nobody. */
const harmless: ReadonlySet<Cause> = new Set(['behind', 'refused', 'service']);

/** Changes that should have an event and have none; of one resource the newest. */
export function changeReadings(changes: readonly WatchedChange[]): Reading[] {
  const odd = changes.filter(({ isAwaited, causes }) => !isAwaited && !causes.some((cause) => harmless.has(cause)));
  const newest = new Map(
    odd.toSorted((a, b) => a.at - b.at).map((one) => [`${one.account} ${one.region} ${one.kind} ${one.name}`, one]),
  );
  return [...newest.values()].map(({ account, region, kind, name, at, what, causes }) => ({
    ...{ rule: 'change_unexplained', subject: { account, region, kind, name }, verdict: 'broken', since: at, figure: '' },
    sentence: `was ${what}, and no event says by whom; what could explain it: ${causeWords(causes)}`,
  }));
}
