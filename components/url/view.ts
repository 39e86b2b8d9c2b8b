import { createLoader, parseAsIsoDateTime, parseAsStringLiteral } from 'nuqs/server';
import { longestMs, type Range, ranges, rangeWords, readInstant } from './ranges.ts';
import { type Search, viewQuery } from './view-query.ts';

/** The zone and the instant that every time on a page is written against; milliseconds since the epoch. */
export type Moment = { zone: string; now: number };

/** The window, the instant and the zone that the URL asks for; milliseconds since the epoch. */
export type View = Moment & {
  from: number;
  to: number;
  /** null when the window is absolute. */
  range: Range | null;
  asOf: number | null;
  tz: 'utc' | 'local';
  /** '' or '?range=…': what links to other pages keep. */
  query: string;
};

const load = createLoader({
  range: parseAsStringLiteral(rangeWords),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  asOf: parseAsIsoDateTime,
  tz: parseAsStringLiteral(['utc', 'local'] as const).withDefault('utc'),
});

/**
 * The window a page speaks of. A bad value falls back to its default, an instant in the future to now.
 * `localZone` is the reader's IANA zone, where the browser has told it.
 */
export function parseView(search: Search, context: { now: number; localZone?: string | undefined }): View {
  const asked = load({ ...search });
  const asOf = instant(asked.asOf);
  const now = asOf !== null && asOf < context.now ? asOf : context.now;
  const frozen = now === context.now ? null : now;
  const from = instant(asked.from);
  const to = Math.min(instant(asked.to) ?? now, now);
  const zone = asked.tz === 'utc' ? 'utc' : (context.localZone ?? 'local');
  const rest = { now, asOf: frozen, tz: asked.tz, zone, query: viewQuery(search) };
  if (from !== null && from < to && to - from <= longestMs) return { ...rest, from, to, range: null };
  const range = asked.range ?? '24h';
  return { ...rest, from: now - ranges[range], to: now, range };
}

const instant = (date: Date | null): number | null => (date === null ? null : readInstant(date.getTime()));
