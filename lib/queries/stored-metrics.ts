import type { TeamScope } from '#lib/auth/scope.ts';
import type { Absence } from '#lib/catalog/absence.ts';
import { absences } from '#lib/catalog/absence.ts';
import { getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { type MetricId, metricIds, metricRow } from '#lib/catalog/metrics.ts';
import { explainGaps } from '#lib/metrics/gaps.ts';
import { coverageOf } from '#lib/metrics/reach.ts';
import { sparkOf } from '#lib/metrics/track.ts';
import { listCoverage, listSeriesFailures, placeReach } from './collection.ts';
import { listReach } from './reach.ts';
import { listResourceSeries, type SeriesRecord } from './series.ts';
import { readStepped, stepWindow } from './stepped.ts';

/** One statistic of one metric of a resource: its last value and strip, or the word why there is none. */
export type MetricReading = {
  metricId: MetricId | null;
  title: string;
  namespace: string;
  metric: string;
  subject: string;
  statistic: string;
  unit: string;
  reading: { value: number; at: number; spark: (number | null)[] } | { absence: Absence; why: string };
  cli: string | null;
};

type Window = { from: number; to: number; now: number };
type Life = { account: string; region: string; createdAt: number | null; endedAt: number | null };
type Why = { absence: Absence; why: string };

const known = Object.fromEntries(metricIds.map((id) => [id, true]));
/** Dimensions that name the resource itself, and so tell its series from no other. */
const ownDimensions = new Set(['EndpointName', 'TrainingJobName', 'LabelingJobName', 'PipelineName', 'ClusterName']);

/** What is stored of some series of one resource, and what to say of a metric that has none. */
export async function readStored(
  scope: TeamScope,
  series: readonly SeriesRecord[],
  { life, ...asked }: Window & { life: Life },
): Promise<{ readings: MetricReading[]; whyNone: Why }> {
  const window = { ...stepWindow(asked), now: asked.now };
  const { from, stepMs } = window;
  const ids = series.map((one) => one.id);
  const [stepped, coverage, reach, failures] = await Promise.all([
    readStepped(scope, series, window),
    listCoverage(scope, { from, to: window.now }),
    listReach(scope, ids),
    listSeriesFailures(scope, ids, { from, to: window.to }),
  ]);
  const place = coverage.find((one) => one.account === life.account && one.region === life.region);
  const gapReason = (one: SeriesRecord | null, values: readonly (number | null)[]): Why => {
    const gaps = explainGaps(
      { from: from / 1000, step: stepMs / 1000, isMissing: values.map((value) => value === null) },
      {
        published: null,
        createdAt: life.createdAt === null ? null : life.createdAt / 1000,
        endedAt: life.endedAt === null ? null : life.endedAt / 1000,
        ...coverageOf(
          reach.filter(({ id }) => id === one?.id),
          placeReach(place),
        ),
        failures: failures.filter((failure) => one !== null && failure.seriesIds.includes(one.id)),
        unkept: one === null ? [] : stepped.unkept([one]),
      },
    ).filter((gap) => gap.repairedAt === undefined);
    const settled = gaps.filter((gap) => gap.absence !== 'late');
    const gap = (settled.length > 0 ? settled : gaps).at(-1);
    return gap ? { absence: gap.absence, why: gap.why } : { absence: 'no_traffic', why: absences.no_traffic.why };
  };
  const readings = series
    .filter((one) => one.statistic !== 'Sample')
    .map((one): MetricReading => {
      const values = stepped.of(one);
      const index = values.findLastIndex((value) => value !== null);
      const value = values[index];
      const row = one.metricId !== null && Object.hasOwn(known, one.metricId) ? metricRow(one.metricId as MetricId) : null;
      return {
        metricId: row ? (one.metricId as MetricId) : null,
        title: row?.title ?? `${one.metric}, not in the catalogue`,
        namespace: one.namespace,
        metric: one.metric,
        subject: one.dimensions
          .filter(({ Name }) => !ownDimensions.has(Name))
          .map(({ Value }) => Value)
          .join(' '),
        statistic: one.statistic,
        unit: one.statistic === 'SampleCount' ? 'count' : (row?.unit ?? one.unit ?? 'None'),
        reading:
          value === null || value === undefined
            ? gapReason(one, values)
            : { value, at: from + index * stepMs, spark: sparkOf({ endsAt: window.to, values }) },
        cli: getMetricDataCli(life.region, [{ ...one, periodSeconds: stepMs / 1000 }], { from, to: window.to }),
      };
    });
  const empty = Array.from({ length: Math.max(1, Math.ceil((window.to - from) / stepMs)) }, () => null);
  return { readings, whyNone: gapReason(null, empty) };
}

type Resource = Life & { kind: string; name: string; deletedAt: number | null };

/** Every series that is stored of a resource of any kind; `isOnlyUnknown`: of metrics that the catalogue does not know, and no page draws. */
export async function listResourceMetrics(
  scope: TeamScope,
  resource: Resource,
  { isOnlyUnknown = false, ...window }: Window & { isOnlyUnknown?: boolean },
): Promise<MetricReading[]> {
  const all = await listResourceSeries(scope, resource);
  const series = isOnlyUnknown ? all.filter(({ metricId }) => metricId === null || !Object.hasOwn(known, metricId)) : all;
  if (series.length === 0) return [];
  const life = { ...resource, endedAt: resource.endedAt ?? resource.deletedAt };
  return (await readStored(scope, series, { ...window, life })).readings;
}
