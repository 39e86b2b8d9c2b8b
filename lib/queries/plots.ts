import type { TeamScope } from '#lib/auth/scope.ts';
import { describeCli, getMetricDataCli } from '#lib/catalog/aws-cli.ts';
import { consoleLink, metricLink } from '#lib/catalog/console-links.ts';
import { endpointRules } from '#lib/catalog/health.ts';
import { type MetricRow, metrics } from '#lib/catalog/metrics.ts';
import { endpointPanels, type PanelId, type PanelLine, type PanelRow } from '#lib/catalog/panels.ts';
import type { Plot, PlotLine, PlotRole } from '#lib/catalog/plot.ts';
import { sampleHoldsMinutes } from '#lib/metrics/evidence.ts';
import type { GapEvidence } from '#lib/metrics/gaps.ts';
import { minutesOf, type SampleHourRow } from '#lib/metrics/hours.ts';
import { normalise, type TypeSpan } from '#lib/metrics/normalise.ts';
import { addUp, buildPlot, percentOf, type RawLine } from '#lib/metrics/plot.ts';
import { explainPublication } from '#lib/metrics/publication.ts';
import { carried } from '#lib/metrics/track.ts';
import { floorTo, minuteMs } from '#lib/time.ts';
import { listCoverage, listSeriesFailures, type PlaceCoverage } from './collection.ts';
import type { EndpointRecord } from './fleet.ts';
import { publicationFacts } from './health.ts';
import { type Dimension, listResourceSeries, readHours, type SeriesRecord } from './series.ts';

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

const weekMs = 7 * 24 * 60 * minuteMs;
const memberRoles = ['s1', 's2', 's3', 's4', 's5', 's6'] as const satisfies readonly PlotRole[];
const memberDimension = { container: 'ContainerName', component: 'InferenceComponentName' } as const;

type Context = PlotAsk & {
  series: readonly SeriesRecord[];
  hours: ReadonlyMap<number, readonly SampleHourRow[]>;
  weekAgo: ReadonlyMap<number, readonly SampleHourRow[]>;
  place: PlaceCoverage | undefined;
  failures: Awaited<ReturnType<typeof listSeriesFailures>>;
};

/** Charts of one endpoint over one window, each with its gaps explained, in four round trips. */
export async function listEndpointPlots(scope: TeamScope, ask: PlotAsk): Promise<Plot[]> {
  const { endpoint } = ask;
  const from = floorTo(ask.from, minuteMs);
  const keys = [
    { ...endpoint, kind: 'endpoint' },
    ...(ask.components ?? []).map((name) => ({
      account: endpoint.account,
      region: endpoint.region,
      name,
      kind: 'inference_component',
    })),
  ];
  const all = (await Promise.all(keys.map((key) => listResourceSeries(scope, key)))).flat();
  const wanted = new Set(ask.panels.flatMap((id) => linesOf(endpointPanels[id]).map((one) => `${one.metric} ${one.statistic}`)));
  const series = all.filter((one) => wanted.has(`${one.metricId} ${one.statistic}`));
  const [hours, weekAgo, coverage, failures] = await Promise.all([
    readHours(scope, series, { from, to: ask.to }),
    ask.compareWeek ? readHours(scope, series, { from: from - weekMs, to: ask.to - weekMs }) : new Map(),
    listCoverage(scope, { from, to: ask.now }),
    listSeriesFailures(
      scope,
      series.map((one) => one.id),
      { from, to: ask.to },
    ),
  ]);
  const place = coverage.find((one) => one.account === endpoint.account && one.region === endpoint.region);
  return ask.panels.map((id) => plotOf(id, { ...ask, from, series, hours, weekAgo, place, failures }));
}

const linesOf = (panel: PanelRow): readonly PanelLine[] => [...panel.lines, ...(panel.shareOf ? [panel.shareOf] : [])];

const dimensionValue = (dimensions: readonly Dimension[], name: string): string | undefined =>
  dimensions.find((one) => one.Name === name)?.Value;

/** The series a line of a panel is made of. */
function seriesFor(line: PanelLine, panel: PanelRow, context: Context): SeriesRecord[] {
  return context.series.filter((one) => {
    if (one.metricId !== line.metric || one.statistic !== line.statistic) return false;
    const variant = dimensionValue(one.dimensions, 'VariantName');
    return (
      panel.whole ||
      panel.members === 'component' ||
      variant === undefined ||
      context.variant === null ||
      variant === context.variant
    );
  });
}

const minutesFor = (one: SeriesRecord, context: Context, shift = 0): (number | null)[] => {
  const hours = (shift === 0 ? context.hours : context.weekAgo).get(one.id) ?? [];
  const minutes = minutesOf(hours, context.from - shift, context.to - shift);
  return one.statistic === 'Sample' ? carried(minutes, sampleHoldsMinutes) : minutes;
};

const summed = (list: readonly SeriesRecord[], context: Context, shift = 0): (number | null)[] =>
  addUp(
    list.map((one) => minutesFor(one, context, shift)),
    Math.ceil((context.to - context.from) / minuteMs),
  );

function plotOf(id: PanelId, context: Context): Plot {
  const panel: PanelRow = endpointPanels[id];
  const { unit, note, raw } = rawLines(panel, context);
  const used = linesOf(panel).flatMap((line) => seriesFor(line, panel, context));
  return buildPlot({
    id,
    title: panel.title,
    unit,
    from: context.from / 1000,
    lines: raw,
    limits: limitsOf(id, panel, context),
    evidence: evidenceFor(panel, used, context),
    asOf: (context.place?.readTo ?? context.now) / 1000,
    ...(panel.top === undefined || note.startsWith('not normalised') ? {} : { top: panel.top }),
    ...references(used, context),
  });
}

function rawLines(panel: PanelRow, context: Context): { unit: string; note: string; raw: RawLine[] } {
  const base = panel.shareOf ? summed(seriesFor(panel.shareOf, panel, context), context) : null;
  let unit = panel.unit;
  let note = '';
  const finish = (line: PanelLine, minutes: (number | null)[]): (number | null)[] => {
    if (base) return percentOf(minutes, base);
    const over = (metrics as Record<string, MetricRow>)[line.metric]?.sumsOver;
    if (over) {
      const normalised = normalise(minutes, { from: context.from, stepMs: minuteMs }, over, context.types);
      unit = normalised.unit;
      note = normalised.note;
      return normalised.values;
    }
    return panel.scale === undefined ? minutes : minutes.map((value) => (value === null ? null : value * (panel.scale ?? 1)));
  };
  const isCount = (line: PanelLine) => line.statistic === 'Sum' && base === null;
  const raw: RawLine[] = panel.lines.flatMap((line): RawLine[] => {
    const list = seriesFor(line, panel, context);
    const { members } = panel;
    if (!members)
      return [
        {
          id: `${line.metric} ${line.statistic}`,
          label: line.label,
          role: line.role,
          minutes: finish(line, summed(list, context)),
          isCount: isCount(line),
        },
      ];
    const groups = [...Map.groupBy(list, (one) => dimensionValue(one.dimensions, memberDimension[members]) ?? '')].slice(
      0,
      memberRoles.length,
    );
    if (groups.length === 0)
      return [{ id: line.metric, label: line.label, role: 's1', minutes: summed([], context), isCount: isCount(line) }];
    return groups.map(([member, some], index) => ({
      id: `${line.metric} ${member}`,
      label: member,
      role: memberRoles[index] ?? 's1',
      minutes: finish(line, summed(some, context)),
      isCount: isCount(line),
    }));
  });
  const ghost = context.compareWeek ? weekAgo(panel, context) : null;
  return { unit: note === '' ? unit : `${unit} · ${note}`, note, raw: ghost ? [...raw, ghost] : raw };
}

/** Same time last week of the line that matters most: the rarest percentile, else the first. */
function weekAgo(panel: PanelRow, context: Context): RawLine | null {
  const line = panel.lines.find((one) => one.role === 'p99') ?? panel.lines[0];
  if (!line || panel.members || panel.shareOf || line.statistic === 'Sample') return null;
  const minutes = summed(seriesFor(line, panel, context), context, weekMs);
  const scale = panel.scale ?? 1;
  const over = (metrics as Record<string, MetricRow>)[line.metric]?.sumsOver;
  const values = over
    ? normalise(minutes, { from: context.from - weekMs, stepMs: minuteMs }, over, context.types).values
    : minutes.map((value) => (value === null ? null : value * scale));
  return { id: `${line.metric} week`, label: 'a week ago', role: 'ghost', minutes: values };
}

function limitsOf(id: PanelId, panel: PanelRow, context: Context): PlotLine[] {
  const target = context.targets?.[id];
  const limits: PlotLine[] = target ? [target] : [];
  if (panel.limit === 'latency' && context.latencyLimitMs !== null) {
    limits.push({ value: context.latencyLimitMs, label: `${context.latencyLimitMs} ms p99, 5 of 5 min`, kind: 'limit' });
  }
  if (panel.limit === 'errors')
    limits.push({ value: endpointRules.errors.limit, label: `${endpointRules.errors.limit} % 5xx`, kind: 'limit' });
  if (panel.limit === 'memory' || panel.limit === 'disk') {
    const { limit } = endpointRules[panel.limit];
    limits.push({ value: limit, label: `${limit} %`, kind: 'limit' });
  }
  return limits;
}

function evidenceFor(panel: PanelRow, used: readonly SeriesRecord[], context: Context): GapEvidence {
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
    coveredTo: isSampled ? lookedTo(used, context) : seconds(place?.readTo ?? null),
    covered: isSampled ? [] : (place?.covered ?? []),
    failures: context.failures.filter((failure) => failure.seriesIds.some((one) => ids.has(one))),
  };
}

/** Up to where the last look at a sampled figure holds, in epoch seconds: beyond, the next look is late. */
function lookedTo(used: readonly SeriesRecord[], context: Context): number {
  const last = used.map((one) => minutesFor(one, context).findLastIndex((value) => value !== null));
  const index = Math.max(-1, ...last);
  return index < 0 ? context.now / 1000 : context.from / 1000 + (index + 1) * 60;
}

/** The call whose answer is drawn and the same in the AWS console. */
function references(used: readonly SeriesRecord[], { endpoint, from, to }: Context): { cli?: string; aws?: string } {
  const [first] = used;
  if (!first) return {};
  if (first.statistic === 'Sample') return { cli: describeCli('endpoint', endpoint), aws: consoleLink('endpoint', endpoint) };
  return {
    cli: getMetricDataCli(endpoint.region, used, { from, to }),
    aws: metricLink(endpoint, first.namespace, first.dimensions),
  };
}
