import type { Pool } from 'pg';
import type { Place, Scenario } from '#demo/scenario/types.ts';
import { findSource } from '#demo/services/cloudwatch/points.ts';
import { parseStatistic } from '#demo/services/cloudwatch/statistics.ts';
import { isFurtherDimension, sortDiscovered } from '#lib/metrics/discovered.ts';
import { dimensionsKey, seriesKey } from '#lib/metrics/series.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';

export type Verdict = {
  /** Series that the scenario publishes in the window, and those of them that nobody stores. */
  series: number;
  unknownSeries: string[];
  /** Minutes that hold a value by the scenario, and how the stored ones differ. */
  points: number;
  missing: number;
  surplus: number;
  wrong: number;
  examples: string[];
};

type Stored = {
  id: number;
  namespace: string;
  metric: string;
  dimensions: { Name: string; Value: string }[];
  dimensions_key: string;
  statistic: string;
};

async function readStored(pool: Pool, place: Place): Promise<Stored[]> {
  const { rows } = await pool.query<Stored>(
    `select id, namespace, metric, dimensions, dimensions_key, statistic from series
     where account = $1 and region = $2 and statistic <> 'Sample'`,
    [place.account, place.region],
  );
  return rows;
}

async function readSamples(
  pool: Pool,
  account: string,
  ids: readonly number[],
  window: Window,
): Promise<Map<number, Map<number, number>>> {
  const { rows } = await pool.query<{ series_id: number; ts: Date; value: number }>(
    `select series_id, ts, value from sample where account = $1 and series_id = any ($2) and ts >= $3 and ts < $4
       and day between ($3 at time zone 'UTC')::date and ($4 at time zone 'UTC')::date`,
    [account, ids, new Date(window.from), new Date(window.to)],
  );
  const found = new Map<number, Map<number, number>>();
  for (const { series_id, ts, value } of rows) {
    const minutes = found.get(series_id) ?? new Map<number, number>();
    found.set(series_id, minutes);
    minutes.set(ts.getTime(), value);
  }
  return found;
}

/** Every series that the scenario publishes and the catalogue, or its care for the unknown, asks for. */
function expectedKeys(scenario: Scenario, place: Place, window: Window): string[] {
  const sources = scenario.parts
    .flatMap((part) => part.metrics(place, window.from, window.to))
    .filter((source) => {
      for (let at = window.from; at < window.to; at += minuteMs) if (source.datum(at / minuteMs)) return true;
      return false;
    })
    .map(({ namespace, metricName, dimensions }) => ({
      ...{ namespace, metric: metricName },
      dimensions: dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    }))
    .filter((one) => !isFurtherDimension(one));
  return sortDiscovered(sources, place.account, () => ({ activeFrom: 0, activeTo: 1 })).wanted.map(seriesKey);
}

/** Holds what is stored of one place against what the scenario says CloudWatch must have answered, minute by minute. */
export async function compareWithOracle(pool: Pool, scenario: Scenario, place: Place, window: Window): Promise<Verdict> {
  const stored = await readStored(pool, place);
  const samples = await readSamples(
    pool,
    place.account,
    stored.map((one) => one.id),
    window,
  );
  const keys = new Set(stored.map((one) => seriesKey({ ...one, dimensionsKey: one.dimensions_key })));
  const expected = expectedKeys(scenario, place, window);
  const verdict: Verdict = {
    ...{ series: expected.length, unknownSeries: expected.filter((key) => !keys.has(key)) },
    ...{ points: 0, missing: 0, surplus: 0, wrong: 0, examples: [] },
  };
  for (const one of stored) {
    const source = findSource(scenario, place, { namespace: one.namespace, metricName: one.metric, dimensions: one.dimensions });
    const statistic = parseStatistic(one.statistic);
    const kept = samples.get(one.id) ?? new Map<number, number>();
    for (let at = window.from; at < window.to; at += minuteMs) {
      const datum = source?.datum(at / minuteMs);
      const answered = datum && statistic?.(datum);
      const want = answered === undefined ? undefined : (storedValue(answered) ?? undefined);
      const have = kept.get(at);
      if (want !== undefined) verdict.points += 1;
      if (want === have) continue;
      const fault = have === undefined ? 'missing' : want === undefined ? 'surplus' : 'wrong';
      verdict[fault] += 1;
      if (verdict.examples.length < 10) {
        verdict.examples.push(
          `${fault} ${new Date(at).toISOString()} ${one.metric} ${dimensionsKey(one.dimensions)} ${one.statistic}: ${have} for ${want}`,
        );
      }
    }
  }
  return verdict;
}
