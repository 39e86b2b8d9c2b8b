import type { Call } from '../people.ts';
import { pick, streamOf, whole } from '../random.ts';
import type { Place, Scale } from '../types.ts';
import { occurrencesBetween, type Recurrence } from './recurrence.ts';
import { isAt } from './setting.ts';

/**
 * A call of an incident. `shows`: what it is evidence of, in the words of the rules that look for it, and on what; the demo knows who did
 * what, and whoever examines the product asks the demo.
 */
export type Deed = Omit<Call, 'seed' | 'place'> & { shows?: Readonly<Record<string, string>> };

/** An occurrence of an incident of a seed. `index` counts them for ever. */
export type Turn = { seed: string; at: number; index: number };

/** One of several, drawn by the seed, and anew each time. */
export const drawn = <T>(list: readonly T[], what: string, { seed, index }: Pick<Turn, 'seed' | 'index'>): T =>
  pick(list, streamOf(seed, 'drawn', what), index);

/** A recurrence at times of the seed's own: as often, and as long. */
export const shifted = (of: Recurrence, what: string, seed: string): Recurrence => ({
  ...of,
  offsetMs: of.offsetMs + whole(streamOf(seed, 'shifted', what), 0, of.everyMs / 1000) * 1000,
});

/** Whether what begins then is kept out of the account, because a security team would look for it. */
export const isCalmAt = ({ isCalm = false, calmUntil }: Pick<Scale, 'isCalm' | 'calmUntil'>, at: number): boolean =>
  isCalm || (calmUntil !== undefined && at < calmUntil);

/** What recurs in a place, and by which calls. */
export type Recurring<Kind extends string> = { place: Place; kind: Kind; calls: (turn: Turn) => Deed[] };

/** Calls of what recurs in a place within [from, to), and some just outside it; none of what would begin in a calm. */
export const callsOf = <Kind extends string>(
  { rows, timesOf }: { rows: readonly Recurring<Kind>[]; timesOf: (kind: Kind, seed: string) => Recurrence },
  { seed, scale }: { seed: string; scale: Scale },
  { place, from, to }: { place: Place; from: number; to: number },
): Deed[] =>
  rows
    .filter((row) => isAt(row.place, place))
    .flatMap((row) =>
      occurrencesBetween(timesOf(row.kind, seed), from, to)
        .filter((one) => !isCalmAt(scale, one.from))
        .flatMap((one) => row.calls({ seed, at: one.from, index: one.index })),
    );
