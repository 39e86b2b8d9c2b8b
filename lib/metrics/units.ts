import { unitFactor } from '#lib/catalog/units.ts';

/**
 * A unit that a metric is published in since then; epoch ms, 0 for the first that was ever seen. `owner`: of that resource alone ("endpoint/a"),
 * because nothing else told of it.
 */
export type UnitSpan = { unit: string; since: number; owner?: string };

/** The units of the points of one period; `at` is its start in epoch ms. */
export type SeenUnit = { at: number; unit: string };

/** CloudWatch's word for a metric whose publisher named no unit: it is evidence of nothing. */
export const unsaid = 'None';

/** What is known of a metric's units: the catalogue's, and those that were seen, oldest first. */
export type KnownUnits = { unit: string; spans: readonly UnitSpan[] };

/** Of a first unit of another quantity than the catalogue's nothing is believed: it may be anybody's. */
const isComparable = (unit: string, catalogued: string): boolean => unitFactor(unit, catalogued) !== null;

/**
 * What the units of a metric's points add to what is known of it. A period that still holds the unit of before is before the change.
 * @param seen in any order
 */
export function newUnits({ unit: catalogued, spans }: KnownUnits, seen: readonly SeenUnit[]): UnitSpan[] {
  const found: UnitSpan[] = [];
  const said = seen.filter(({ unit }) => unit !== unsaid);
  const periods = [...Map.groupBy(said, ({ at }) => at)].sort(([a], [b]) => a - b);
  for (const [at, points] of periods) {
    const last = found.at(-1) ?? spans.at(-1);
    const units = points.map((one) => one.unit).toSorted();
    const unit = last ? units[0] : units.find((one) => isComparable(one, catalogued));
    if (unit === undefined || (last && units.includes(last.unit))) continue;
    if (!last) found.push({ unit, since: 0 });
    else if (at > last.since) found.push({ unit, since: at });
  }
  return found;
}

/** The spans that hold for a resource's series; null: those that hold for all of the place. */
export const spansFor = ({ unit, spans }: KnownUnits, owner: string | null): UnitSpan[] =>
  spans.filter((span) => (span.owner ?? owner) === owner && (span.since > 0 || isComparable(span.unit, unit)));

/**
 * By what the value of a period is multiplied to be one in the catalogue's unit; null where no figure does it, or where the period holds points
 * of before a change and of after it, which CloudWatch has added up.
 * @param spans of `spansFor`
 */
export function factorAt({ unit, spans }: KnownUnits, { from, to }: { from: number; to: number }): number | null {
  const inForce = (at: number): number | null => {
    const span = spans.findLast(({ since }) => since <= at);
    return span ? unitFactor(span.unit, unit) : 1;
  };
  const factor = inForce(from);
  return spans.some(({ since }) => since > from && since < to && inForce(since) !== factor) ? null : factor;
}
