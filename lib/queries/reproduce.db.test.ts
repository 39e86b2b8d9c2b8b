import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoConfig } from '#demo/config-file.ts';
import { startAccount } from '#demo/testing/account.ts';
import { getMetricData } from '#lib/aws/cloudwatch.ts';
import { createTally } from '#lib/aws/tally.ts';
import { endpointKinds } from '#lib/catalog/endpoint-kinds.ts';
import { instanceType } from '#lib/catalog/instance-types.ts';
import { type MetricRow, metricIds, metricRow, metrics } from '#lib/catalog/metrics.ts';
import { endpointPanels, type PanelRow, panelsOf } from '#lib/catalog/panels.ts';
import type { Plot } from '#lib/catalog/plot.ts';
import { placesOf } from '#lib/collect/cycle.ts';
import { inventory } from '#lib/collect/inventory/inventory.ts';
import { metrics as metricsCollector } from '#lib/collect/metrics/metrics.ts';
import { collectingWith } from '#lib/collect/testing/collecting.ts';
import { testDatabase } from '#lib/testing/database.ts';
import { everyScope } from '#lib/testing/scopes.ts';
import { fixedClock, hourMs } from '#lib/time.ts';
import { type EndpointDetail, getEndpointDetail, typeSpans } from './endpoint.ts';
import { listEndpointMetrics } from './endpoint-metrics.ts';
import { listEndpointRecords } from './fleet.ts';
import { listEndpointPlots } from './plots.ts';

const now = Date.parse('2026-11-19T07:42:10Z');
const database = await testDatabase();
process.env.DATABASE_URL = database.webUrl;
const clock = fixedClock(now);
const account = await startAccount({ clock });
const collecting = collectingWith({ configText: demoConfig(), environment: account.environment, db: database, clock });
const scope = everyScope();
const window = { from: now - 2 * hourMs, to: now };
const details: EndpointDetail[] = [];

beforeAll(async () => {
  for (const place of placesOf(collecting)) {
    for (const collector of [inventory, metricsCollector]) {
      const reports = await collector.collect(place);
      expect((reports ?? []).flatMap((report) => report.failures)).toEqual([]);
    }
  }
  const records = await listEndpointRecords(scope, { team: 'all', now, asOf: null });
  for (const record of records) details.push(await getEndpointDetail(scope, { ...record, team: 'all', now, asOf: null }));
}, 600_000);
afterAll(async () => {
  collecting.close();
  await account.close();
});

const subjects = new Set(['variant', 'endpoint', 'container', 'inference_component']);

/** Dimension values of everything the demo published for an endpoint in the window: metric id → whether there was a datum. */
function published(detail: EndpointDetail): Set<string> {
  const { account: id, region, name } = detail.endpoint;
  const owners = new Set([name, ...detail.components]);
  const found = new Set<string>();
  for (const part of account.scenario.parts) {
    for (const source of part.metrics({ account: id, region }, window.from, window.to)) {
      const names = source.dimensions
        .map((one) => one.Name)
        .toSorted()
        .join();
      if (!source.dimensions.some((one) => owners.has(one.Value))) continue;
      const metricId = metricIds.find((each) => {
        const row = metricRow(each);
        const same = row.namespace.toLowerCase() === source.namespace.toLowerCase() && row.metric === source.metricName;
        return same && subjects.has(row.subject) && names === dimensionNames[row.subject];
      });
      const readTo = Math.floor(now / 60_000) - 2;
      for (let minute = Math.floor(window.from / 60_000); metricId && minute < readTo; minute += 1) {
        if (source.datum(minute) === undefined) continue;
        found.add(metricId);
        break;
      }
    }
  }
  return found;
}
const dimensionNames: Record<string, string> = {
  variant: 'EndpointName,VariantName',
  endpoint: 'EndpointName',
  container: 'ContainerName,EndpointName,VariantName',
  inference_component: 'InferenceComponentName',
};

/** The word that must stand where the demo published nothing, from what the catalogue says of the kind. */
function wordFor(row: MetricRow, { endpoint }: EndpointDetail): string {
  const { kind, variants } = endpoint;
  if (kind !== null && row.publishedBy && !row.publishedBy.includes(kind)) return 'not_published';
  if (row.subject === 'inference_component' && kind !== 'inference_components') return 'not_published';
  const types = variants.map((one) => one.instanceType).filter((type) => type !== null);
  if (row.needs === 'gpu' && types.length > 0 && types.every((type) => instanceType(type)?.gpus === 0)) return 'not_published';
  if (row.needs === 'provisioned_concurrency' && !variants.some((one) => one.hasProvisionedConcurrency)) return 'not_enabled';
  return 'no_traffic';
}

test('every kind of endpoint × every catalogue metric: data, or the right word', { timeout: 300_000 }, async () => {
  const seen = new Map<string, number>();
  const wrong: string[] = [];
  for (const detail of details) {
    const readings = await listEndpointMetrics(scope, {
      endpoint: detail.endpoint,
      components: detail.components,
      ...window,
      now,
    });
    const there = published(detail);
    for (const id of metricIds.filter((each) => subjects.has(metricRow(each).subject))) {
      const own = readings.filter((one) => one.metricId === id);
      const shown = own.some((one) => 'value' in one.reading)
        ? 'data'
        : [...new Set(own.map((one) => ('absence' in one.reading ? one.reading.absence : '')))].join();
      const right = there.has(id) ? 'data' : wordFor(metricRow(id), detail);
      if (shown !== right)
        wrong.push(`${detail.endpoint.name} (${detail.endpoint.kind}) ${id}: shows ${shown}, right is ${right}`);
      seen.set(`${detail.endpoint.kind} ${right}`, (seen.get(`${detail.endpoint.kind} ${right}`) ?? 0) + 1);
    }
  }
  expect(wrong).toEqual([]);
  for (const kind of Object.keys(endpointKinds)) {
    expect(seen.get(`${kind} data`), `${kind} with data`).toBeGreaterThan(0);
    expect(seen.get(`${kind} not_published`), `${kind} without`).toBeGreaterThan(0);
  }
});

/** A fixed sequence of numbers in [0, 1), so that a failing panel can be met again. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

type Answers = { metric: string; statistic: string; values: Map<number, number> }[];

/** Runs the JSON of a copied line through the SDK. */
async function replay(cli: string, place: { account: string; region: string }): Promise<Answers> {
  const input = JSON.parse(cli.slice(cli.indexOf("'") + 1, cli.lastIndexOf("'")).replaceAll("'\\''", "'"));
  const owner = collecting.config.accounts.find((one) => one.id === place.account);
  if (!owner) throw new Error(place.account);
  const answer = await collecting.aws.region(owner, place.region, createTally()).send(getMetricData, {
    ...input,
    StartTime: new Date(input.StartTime),
    EndTime: new Date(input.EndTime),
  });
  if (!answer.ok) throw new Error(answer.failure.message);
  type Query = { Id: string; MetricStat: { Metric: { MetricName: string }; Stat: string } };
  return (input.MetricDataQueries as Query[]).map((query) => {
    const result = answer.value.MetricDataResults?.find((one) => one.Id === query.Id);
    const values = (result?.Timestamps ?? []).map((at, index): [number, number] => [
      at.getTime(),
      result?.Values?.[index] ?? Number.NaN,
    ]);
    return { metric: query.MetricStat.Metric.MetricName, statistic: query.MetricStat.Stat, values: new Map(values) };
  });
}

/** What a line must read at a moment, worked out from the replayed answers alone. */
function expected(
  panel: PanelRow,
  index: number,
  answers: Answers,
  { at, cores }: { at: number; cores: (over: 'vcpus' | 'gpus') => number },
): number {
  const line = panel.lines[index];
  if (!line) throw new Error('no such line');
  const row = (metrics as Record<string, MetricRow>)[line.metric];
  const sum = (metric: string | undefined, statistic: string) =>
    answers
      .filter((one) => one.metric === metric && one.statistic === statistic)
      .reduce((all, one) => all + (one.values.get(at) ?? 0), 0);
  const own = sum(row?.metric, line.statistic);
  if (panel.shareOf)
    return (100 * own) / sum((metrics as Record<string, MetricRow>)[panel.shareOf.metric]?.metric, panel.shareOf.statistic);
  if (row?.sumsOver) return own / cores(row.sumsOver);
  return own * (panel.scale ?? 1);
}

test('200 random panels: the copied call, replayed, gives the number on the screen', { timeout: 300_000 }, async () => {
  const random = sequence(20261119);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const cache = new Map<string, Plot[]>();
  let checked = 0;
  for (let tries = 0; checked < 200 && tries < 4000; tries += 1) {
    const detail = pick(details);
    const { endpoint } = detail;
    const key = `${endpoint.account} ${endpoint.region} ${endpoint.name}`;
    const variant = endpoint.variants[0] ?? null;
    const types = typeSpans(detail.versions, variant?.name ?? null);
    const plots =
      cache.get(key) ??
      (await listEndpointPlots(scope, {
        ...{
          endpoint,
          ...window,
          now,
          variant: variant?.name ?? null,
          latencyLimitMs: null,
          types,
          components: detail.components,
        },
        panels: panelsOf(endpoint.kind),
      }));
    cache.set(key, plots);
    const plot = pick(plots);
    const panel: PanelRow = endpointPanels[plot.id as keyof typeof endpointPanels];
    if (plot.absent || panel.members || panel.lines[0]?.statistic === 'Sample' || plot.cli === undefined) continue;
    const index = Math.floor(random() * panel.lines.length);
    const values = plot.series[index]?.values ?? [];
    const minute = Math.floor(random() * values.length);
    const value = values[minute];
    if (value === null || value === undefined) continue;
    const at = (plot.from + minute * plot.step) * 1000;
    const cores = (over: 'vcpus' | 'gpus') => Math.max(1, instanceType(variant?.instanceType ?? '')?.[over] ?? 1);
    const answers = await replay(plot.cli, endpoint);
    const wanted = expected(panel, index, answers, { at, cores });
    // The store keeps 24 bits of what is no integer.
    const rounding = Math.max(1e-9, Math.abs(wanted) * 2 ** -23);
    expect(Math.abs(value - wanted), `${endpoint.name} ${plot.id} ${panel.lines[index]?.label}: ${value}`).toBeLessThan(rounding);
    checked += 1;
  }
  expect(checked).toBe(200);
});
