import type { PoolClient } from 'pg';
import type { MetricPoints } from '#lib/aws/metric-data.ts';
import { factorAt, spansFor, type UnitSpan } from '#lib/metrics/units.ts';
import type { Place } from '#lib/store/cursors.ts';
import { noteLeftOut, type SeriesPoints } from '#lib/store/samples.ts';
import type { StoredSeries } from '#lib/store/series.ts';
import { lockUnits } from './published-units.ts';

/** What CloudWatch answered for series, in points of a length. */
export type Fetched = { series: readonly StoredSeries[]; answers: readonly MetricPoints[]; periodSeconds: number };

function factorsOf(
  spans: readonly UnitSpan[],
  { series, at, periodSeconds }: { series: StoredSeries; at: readonly number[]; periodSeconds: number },
): (number | null)[] | null {
  if (series.unit === null || series.statistic === 'SampleCount') return null;
  const known = { unit: series.unit, spans: spansFor({ unit: series.unit, spans }, series.owner) };
  if (known.spans.length === 0) return null;
  return at.map((from) => factorAt(known, { from, to: from + periodSeconds * 1000 }));
}

/**
 * The points as they are kept: each series in one unit, whatever CloudWatch published it in. Call it in the transaction that stores them: units
 * are locked until it is over.
 */
export async function inKeptUnits(
  client: PoolClient,
  place: Place,
  { series, answers, periodSeconds }: Fetched,
): Promise<SeriesPoints[]> {
  const unitsOf = await lockUnits(client, place);
  const byId = new Map(series.map((one) => [one.id, one]));
  const leftOut: { seriesId: number; lastAt: number }[] = [];
  const kept = answers.map(({ id, at, values }) => {
    const one = byId.get(id);
    const factors = one ? factorsOf(unitsOf(one), { series: one, at, periodSeconds }) : null;
    if (factors === null || factors.every((factor) => factor === 1)) return { seriesId: id, at, values };
    const isKept = (_: number, index: number): boolean => factors[index] !== null;
    const without = at.filter((_, index) => factors[index] === null);
    if (without.length > 0) leftOut.push({ seriesId: id, lastAt: without.reduce((last, one) => Math.max(last, one), 0) });
    return {
      seriesId: id,
      at: at.filter(isKept),
      values: values.map((value, index) => value * (factors[index] ?? 1)).filter(isKept),
    };
  });
  await noteLeftOut(client, place.account, leftOut);
  return kept;
}
