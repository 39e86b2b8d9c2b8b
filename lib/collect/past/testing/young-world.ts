import { compose } from '#demo/scenario/compose.ts';
import type { MetricSource, ScenarioPart } from '#demo/scenario/types.ts';
import { startAccount, type TestAccount } from '#demo/testing/account.ts';
import { sortDiscovered } from '#lib/metrics/discovered.ts';
import { seriesKey } from '#lib/metrics/series.ts';
import { settledEnd, windowRules } from '#lib/metrics/windows.ts';
import { markAsked, saveLives } from '#lib/store/ledger.ts';
import { endRun, startRun } from '#lib/store/runs.ts';
import { ensureSeries } from '#lib/store/series.ts';
import { type Db, transaction } from '#lib/store/transaction.ts';
import { type Clock, dayMs, minuteMs } from '#lib/time.ts';

export const youngPlace = { account: '111122223333', region: 'eu-west-1' };
const ageMs = 20 * dayMs;
const endpoints = 2;
/** Sums, a spread with percentiles, and a gauge. */
const metrics = new Set(['Invocations', 'ModelLatency', 'CPUUtilization']);

const nameIn = ({ dimensions }: MetricSource): string | undefined =>
  dimensions.find(({ Name }) => Name === 'EndpointName')?.Value;

/** A demo account that is twenty days old: CloudWatch has nothing of before. */
export function startYoungAccount(clock: Clock): Promise<TestAccount> {
  const bornAt = clock.now() - ageMs;
  const lately = (source: MetricSource): MetricSource => ({
    ...source,
    isSparse: true,
    datum: (minute) => (minute * minuteMs < bornAt ? undefined : source.datum(minute)),
  });
  const young = (part: ScenarioPart): ScenarioPart => ({
    ...part,
    metrics: (place, from, to) => part.metrics(place, from, to).map(lately),
    findMetric: (place, metric) => {
      const source = part.findMetric(place, metric);
      return source && lately(source);
    },
  });
  const { parts } = compose({ seed: 'test', scale: { endpoints: 4 } });
  return startAccount({ clock, endpoints: 4, parts: parts.map(young) });
}

const none = { calls: 0, retries: 0, metricsRequested: 0, statisticsRequested: 0, priceUsd: 0, priceEachUsd: 0, failures: [] };

/** Two of its endpoints as a worker knows them after its first look: every series, and two days and some hours of it answered. */
export async function seeYoungWorld(db: Db, { scenario }: TestAccount, now: number): Promise<void> {
  const end = settledEnd(now);
  const sources = scenario.parts.flatMap((part) => part.metrics(youngPlace, now - dayMs, now)).filter((one) => nameIn(one));
  const names = [...new Set(sources.map(nameIn))].toSorted().slice(0, endpoints);
  const listed = sources
    .filter((one) => names.includes(nameIn(one)) && metrics.has(one.metricName))
    .map(({ namespace, metricName, dimensions }) => ({
      ...{ namespace, metric: metricName },
      dimensions: dimensions.toSorted((a, b) => (a.Name < b.Name ? -1 : 1)),
    }));
  const life = { activeFrom: Number.NEGATIVE_INFINITY, activeTo: Number.POSITIVE_INFINITY };
  const { wanted } = sortDiscovered(listed, youngPlace.account, () => life);
  await transaction(db, async (client) => {
    const { ids } = await ensureSeries(client, youngPlace, wanted);
    const seriesIds = wanted.flatMap((one) => ids.get(seriesKey(one)) ?? []);
    await saveLives(
      client,
      youngPlace,
      seriesIds.map((id) => ({ id, ...life })),
      now,
    );
    const window = { from: end - windowRules.historyMs - windowRules.firstMs, to: end };
    await markAsked(client, youngPlace, { seriesIds, window });
  });
  const window = { from: end - windowRules.firstMs, to: end };
  const at = new Date(now);
  const run = await startRun(db, { ...youngPlace, collector: 'metrics', purpose: 'live', window, startedAt: at, worker: null });
  await endRun(db, run, { ...none, status: 'ok', endedAt: at, counts: { read: 1 } }, []);
}
