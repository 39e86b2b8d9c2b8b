import { describeCli, getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { consoleLink, metricLink } from '#lib/catalog/console-links.ts';
import { type MetricRow, metrics } from '#lib/catalog/metrics.ts';
import type { PanelId, PanelRow } from '#lib/catalog/panels.ts';
import type { PlotLine } from '#lib/catalog/plot.ts';
import { sampleHoldsMinutes } from '#lib/metrics/evidence.ts';
import type { GapEvidence } from '#lib/metrics/gaps.ts';
import type { TypeSpan } from '#lib/metrics/normalise.ts';
import { explainPublication } from '#lib/metrics/publication.ts';
import { coverageOf, type SeriesReach } from '#lib/metrics/reach.ts';
import { perMinute } from '#lib/metrics/steps.ts';
import { carried } from '#lib/metrics/track.ts';
import { minuteMs } from '#lib/time.ts';
import { type listSeriesFailures, type PlaceCoverage, placeReach } from './collection.ts';
import type { EndpointRecord } from './fleet.ts';
import { publicationFacts } from './health.ts';
import type { SeriesRecord } from './series.ts';
import type { Stepped } from './stepped.ts';

export type PlotAsk = {
  endpoint: EndpointRecord;
  panels: readonly PanelId[];
  /** Epoch ms. */
  from: number;
  to: number;
  now: number;
  /** Which variant's figures stand in panels that are not of the whole endpoint. */
  variant: string | null;
  /** Names of the endpoint's inference components. */
  components?: readonly string[];
  compareWeek?: boolean;
  /** The endpoint's own p99 limit, in ms. */
  latencyLimitMs: number | null;
  /** Targets of scaling policies, by panel. */
  targets?: Partial<Record<PanelId, PlotLine>>;
  types: readonly TypeSpan[];
};

/** What is read for the charts of one endpoint. */
export type PlotContext = PlotAsk & {
  series: readonly SeriesRecord[];
  stepMs: number;
  stepped: Stepped;
  weekAgo: Stepped | null;
  place: PlaceCoverage | undefined;
  reach: readonly SeriesReach[];
  failures: Awaited<ReturnType<typeof listSeriesFailures>>;
};

/** One value a step; a count as so many a minute. */
export function stepsFor(one: SeriesRecord, { stepMs }: PlotContext, stepped: Stepped): (number | null)[] {
  const steps = stepped.of(one);
  if (one.statistic === 'Sample') return carried(steps, Math.ceil((sampleHoldsMinutes * minuteMs) / stepMs));
  return one.statistic === 'Sum' ? perMinute(steps, stepMs) : steps;
}

/** Up to where all of a plot was asked for or looked at, in epoch seconds; what the ledger does not know of, up to where its place was. */
export function asOfPlot(used: readonly SeriesRecord[], context: PlotContext): number {
  const { reach, place, now } = context;
  if (used[0]?.statistic === 'Sample') return Math.min(now / 1000, lookedTo(used, context));
  const ids = new Set(used.map(({ id }) => id));
  const readTo = place?.readTo ?? now;
  const { coveredTo } = coverageOf(
    reach.filter(({ id }) => ids.has(id)),
    { coveredTo: readTo / 1000, covered: [] },
  );
  return coveredTo ?? readTo / 1000;
}

export function evidenceFor(panel: PanelRow, used: readonly SeriesRecord[], context: PlotContext): GapEvidence {
  const { endpoint, place } = context;
  const [line] = panel.lines;
  const row = line && (metrics as Record<string, MetricRow>)[line.metric];
  const isSampled = line?.statistic === 'Sample';
  const ids = new Set(used.map((one) => one.id));
  const noInstances = { absence: 'not_published', why: 'A serverless endpoint has no instances of its own.' } as const;
  const seconds = (at: number | null) => (at === null ? null : at / 1000);
  return {
    published:
      used.length > 0
        ? null
        : isSampled && endpoint.kind === 'serverless'
          ? noInstances
          : row
            ? explainPublication(row, publicationFacts(endpoint))
            : null,
    createdAt: seconds(endpoint.createdAt),
    endedAt: seconds(endpoint.deletedAt),
    ...(isSampled
      ? { coveredTo: lookedTo(used, context), covered: [] }
      : coverageOf(
          context.reach.filter((one) => ids.has(one.id)),
          placeReach(place),
        )),
    failures: context.failures.filter((failure) => failure.seriesIds.some((one) => ids.has(one))),
    unkept: context.stepped.unkept(used),
  };
}

/** Up to where the last look at a sampled figure holds, in epoch seconds: beyond, the next look is late. */
function lookedTo(used: readonly SeriesRecord[], context: PlotContext): number {
  const last = used.map((one) => stepsFor(one, context, context.stepped).findLastIndex((value) => value !== null));
  const index = Math.max(-1, ...last);
  return index < 0 ? context.now / 1000 : (context.from + (index + 1) * context.stepMs) / 1000;
}

/** The call whose answer is drawn and the same in the AWS console. */
export function references(
  used: readonly SeriesRecord[],
  { endpoint, from, to, stepMs }: PlotContext,
): { cli?: string; aws?: string } {
  const [first] = used;
  if (!first) return {};
  if (first.statistic === 'Sample') return { cli: describeCli('endpoint', endpoint), aws: consoleLink('endpoint', endpoint) };
  return {
    cli: getMetricDataCli(
      endpoint.region,
      used.map((one) => ({ ...one, periodSeconds: stepMs / 1000 })),
      { from, to },
    ),
    aws: metricLink(endpoint, first.namespace, first.dimensions),
  };
}
