import { unitFactor } from '#lib/catalog/units.ts';
import { type KnownUnits, newUnits, type SeenUnit, spansFor, type UnitSpan, unsaid } from './units.ts';

/** So many resources are asked for a metric: an odd number, of which more than half tell what is true of all. */
export const witnessesPerMetric = 3;

/** What one resource's points tell; `owner`: "endpoint/a". */
export type Witness = { owner: string; seen: readonly SeenUnit[] };

/** `found` is new; `known` is what it was held against; `doubted`: units that were seen and not believed, sorted; null where nothing was. */
export type Verdict = { found: UnitSpan[]; known: UnitSpan[]; doubted: string[] | null };

/**
 * The unit of each period in which several resources speak: the one that more than half of them tell; where they are at odds the catalogue's,
 * so that points are kept as they come.
 */
function agreed(witnesses: readonly Witness[], catalogued: string): SeenUnit[] {
  const said = witnesses.flatMap(({ owner, seen }) => seen.map((one) => ({ ...one, owner })));
  return [...Map.groupBy(said, ({ at }) => at)].flatMap(([at, points]) => {
    const speakers = new Set(points.map(({ owner }) => owner)).size;
    if (speakers < 2) return [];
    const byUnit = Map.groupBy(points, ({ unit }) => unit);
    const units = [...byUnit].filter(([, of]) => 2 * new Set(of.map(({ owner }) => owner)).size > speakers).map(([unit]) => unit);
    return (units.length > 0 ? units : [catalogued]).map((unit) => ({ at, unit }));
  });
}

/** Once others speak, what one resource alone told of itself is over. */
function endOwn({ unit, spans }: KnownUnits, witnesses: readonly Witness[]): UnitSpan[] {
  const last = spans.at(-1);
  if (last?.owner === undefined) return [];
  const others = witnesses.filter(({ owner }) => owner !== last.owner).flatMap(({ seen }) => seen);
  const first = others.reduce((least, { at }) => Math.min(least, at), Infinity);
  return [{ unit: spansFor({ unit, spans }, null).at(-1)?.unit ?? unit, since: Math.max(first, last.since) }];
}

/**
 * What is new of a metric's units. Anyone who may publish a point can name a unit: a change is believed for a place when more than half of the
 * resources that speak tell of it. Where one alone speaks, a unit that has values left out is believed for its own series.
 */
export function judgeUnits({ unit, spans }: KnownUnits, witnesses: readonly Witness[]): Verdict {
  const telling = witnesses
    .map(({ owner, seen }) => ({ owner, seen: seen.filter((one) => one.unit !== unsaid) }))
    .filter(({ seen }) => seen.length > 0);
  const [first, second] = telling;
  if (!first) return { found: [], known: [], doubted: null };
  const known = spansFor({ unit, spans }, second ? null : first.owner);
  const news = newUnits({ unit, spans: known }, second ? agreed(telling, unit) : first.seen);
  const found =
    second && news.length === 0
      ? endOwn({ unit, spans }, telling)
      : news.map((span) => (second || unitFactor(span.unit, unit) !== null ? span : { ...span, owner: first.owner }));
  const believed = new Set([unit, ...[...known, ...found].map((span) => span.unit)]);
  const doubted = new Set(telling.flatMap(({ seen }) => seen.map((one) => one.unit)).filter((one) => !believed.has(one)));
  return { found, known, doubted: [...doubted].toSorted() };
}
