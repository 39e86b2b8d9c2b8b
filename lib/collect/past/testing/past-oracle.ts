import type { Pool } from 'pg';
import type { Datum, Place, Scenario } from '#demo/scenario/types.ts';
import { mergeData } from '#demo/services/cloudwatch/distribution.ts';
import { findSource } from '#demo/services/cloudwatch/points.ts';
import { parseStatistic } from '#demo/services/cloudwatch/statistics.ts';
import type { HistoryPeriod } from '#lib/metrics/history.ts';
import { unpackSlots } from '#lib/metrics/packed-slots.ts';
import { slotsOf } from '#lib/metrics/rollup.ts';
import { storedValue } from '#lib/metrics/stored-value.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';

export type PastVerdict = {
  series: number;
  points: number;
  missing: number;
  surplus: number;
  wrong: number;
  examples: string[];
};

type Stored = { id: number; namespace: string; metric: string; dimensions: { Name: string; Value: string }[]; statistic: string };

async function readPacked(pool: Pool, place: Place, periodSeconds: HistoryPeriod): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: number; epoch: number; data: Buffer }>(
    periodSeconds === 60
      ? `select series_id as id, extract(epoch from day)::int4 as epoch, data || rest as data from sample_day where account = $1 and $2::int > 0`
      : `select series_id as id, extract(epoch from day)::int4 as epoch, data from sample_rollup
         where account = $1 and period_seconds = $2 and made = 'asked'`,
    [place.account, periodSeconds],
  );
  const found = new Map<string, number>();
  for (const { id, epoch, data } of rows) {
    const [slots] = unpackSlots(data, { slots: slotsOf(periodSeconds), columns: 1 });
    slots?.forEach((value, slot) => {
      if (!Number.isNaN(value)) found.set(`${id} ${(epoch + slot * periodSeconds) * 1000}`, value);
    });
  }
  return found;
}

/**
 * Holds sealed minutes, or the roll-ups that were asked for, against what CloudWatch must have answered: all data of a step in one, never a
 * mean of means.
 */
export async function comparePast(
  pool: Pool,
  { scenario, place }: { scenario: Scenario; place: Place },
  { from, to, periodSeconds, statistics = null }: Window & { periodSeconds: HistoryPeriod; statistics?: RegExp | null },
): Promise<PastVerdict> {
  const { rows: series } = await pool.query<Stored>(
    `select id, namespace, metric, dimensions, statistic from series where account = $1 and region = $2 and statistic <> 'Sample'`,
    [place.account, place.region],
  );
  const stored = await readPacked(pool, place, periodSeconds);
  const verdict: PastVerdict = { series: 0, points: 0, missing: 0, surplus: 0, wrong: 0, examples: [] };
  for (const one of series.filter(({ statistic }) => statistics === null || statistics.test(statistic))) {
    const source = findSource(scenario, place, { ...one, metricName: one.metric });
    const evaluate = parseStatistic(one.statistic);
    verdict.series += 1;
    for (let at = from; at < to; at += periodSeconds * 1000) {
      const data: Datum[] = [];
      for (let minute = at / minuteMs; minute < at / minuteMs + periodSeconds / 60; minute += 1) {
        const datum = source?.datum(minute);
        if (datum) data.push(datum);
      }
      const answered = data.length === 0 ? undefined : evaluate?.(data.length === 1 ? (data[0] as Datum) : mergeData(data));
      const want = answered === undefined ? undefined : (storedValue(answered) ?? undefined);
      const have = stored.get(`${one.id} ${at}`);
      if (want !== undefined) verdict.points += 1;
      if (want === have) continue;
      const fault = have === undefined ? 'missing' : want === undefined ? 'surplus' : 'wrong';
      verdict[fault] += 1;
      if (verdict.examples.length < 10) {
        verdict.examples.push(`${fault} ${new Date(at).toISOString()} ${one.metric} ${one.statistic}: ${have} for ${want}`);
      }
    }
  }
  return verdict;
}
