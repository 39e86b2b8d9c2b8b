import type { Absence } from '#lib/catalog/absence.ts';

/** One value a minute, oldest first, ending at `endsAt` (epoch ms, exclusive); null where AWS had none. */
export type Track = { endsAt: number; values: readonly (number | null)[]; absence?: Absence };

export const emptyTrack = (absence: Absence, endsAt: number): Track => ({ endsAt, values: [], absence });

/** The last value that is there, and the start of its minute. */
export function lastOf(track: Track): { value: number; at: number } | null {
  const { values, endsAt } = track;
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index];
    if (value !== null && value !== undefined) return { value, at: endsAt - (values.length - index) * 60_000 };
  }
  return null;
}

export const isEmpty = (track: Track): boolean => track.values.every((value) => value === null);

/** Minute by minute; both tracks end at the same moment. */
function combine(a: Track, b: Track, join: (a: number | null, b: number | null) => number | null): Track {
  const length = Math.max(a.values.length, b.values.length);
  const [fromA, fromB] = [a.values.length - length, b.values.length - length];
  const values = new Array<number | null>(length);
  for (let index = 0; index < length; index += 1) {
    values[index] = join(a.values[index + fromA] ?? null, b.values[index + fromB] ?? null);
  }
  return a.absence === undefined ? { endsAt: a.endsAt, values } : { endsAt: a.endsAt, values, absence: a.absence };
}

/** Errors in percent of calls. A minute with calls and no error datum has none; a minute without calls has no share. */
export const shareOf = (errors: Track, calls: Track): Track =>
  combine(calls, errors, (all, bad) => (all === null || all === 0 ? null : (100 * (bad ?? 0)) / all));

export const sumOf = (tracks: readonly Track[], endsAt: number): Track =>
  tracks.length === 0
    ? emptyTrack('not_collected', endsAt)
    : tracks.reduce((all, track) => combine(all, track, (a, b) => (a === null ? b : b === null ? a : a + b)));

/** The worst of several: never a mean, because a percentile of percentiles is nothing. */
export const maxOf = (tracks: readonly Track[], endsAt: number): Track =>
  tracks.length === 0
    ? emptyTrack('not_collected', endsAt)
    : tracks.reduce((all, track) => combine(all, track, (a, b) => (a === null ? b : b === null ? a : Math.max(a, b))));

export type Breach = { broken: boolean; value: number | null; since: number | null };

/** Whether `of` of the last `minutes` values are beyond the limit, the last value, and since when without a break. */
export function findBreach(track: Track, beyond: (value: number) => boolean, span: { of: number; minutes: number }): Breach {
  const recent = track.values.slice(-span.minutes);
  const count = recent.filter((value) => value !== null && beyond(value)).length;
  const value = lastOf(track)?.value ?? null;
  if (count < span.of) return { broken: false, value, since: null };
  let since = track.endsAt;
  let missed = 0;
  for (let index = track.values.length - 1; index >= 0 && missed <= span.minutes - span.of; index -= 1) {
    const one = track.values[index];
    if (one !== null && one !== undefined && beyond(one)) since = track.endsAt - (track.values.length - index) * 60_000;
    else missed += 1;
  }
  return { broken: true, value, since };
}

/** The middle value, or null of nothing. Sorted as plain numbers: a comparator would cost more than all else a page reads. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const sorted = new Float64Array(values.length);
  let count = 0;
  for (const value of values) {
    if (value !== null) sorted[count++] = value;
  }
  return sorted.subarray(0, count).sort()[Math.floor((count - 1) / 2)] ?? null;
}

/** A figure that is looked at now and then holds until the next look, but no longer than `minutes`. */
export function carried(values: readonly (number | null)[], minutes: number): (number | null)[] {
  let last: number | null = null;
  let age = 0;
  return values.map((value) => {
    age = value === null ? age + 1 : 0;
    last = value ?? last;
    return age <= minutes ? last : null;
  });
}

const sparkPoints = 48;

/** The greatest of each half hour: a sparkline keeps its spikes. */
export function sparkOf(track: Track): (number | null)[] {
  const size = Math.ceil(track.values.length / sparkPoints);
  return Array.from({ length: Math.ceil(track.values.length / size) || 0 }, (_, index) =>
    track.values
      .slice(index * size, (index + 1) * size)
      .reduce<number | null>((top, value) => (value === null ? top : Math.max(top ?? value, value)), null),
  );
}
