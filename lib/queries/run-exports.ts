import { words } from '#lib/catalog/words.ts';
import { listAccounts } from './accounts.ts';
import { mostExported } from './csv.ts';
import type { ExportAsk, ExportTable } from './exports.ts';
import { getMeter } from './meter.ts';
import { listRunFailures } from './run-failures.ts';
import { parseRunFilter } from './run-filter.ts';
import { getRun, listRuns } from './runs.ts';
import { listSources } from './sources.ts';
import { listStrangerMetrics } from './stranger-metrics.ts';
import { listWorkers } from './workers.ts';

/** Downloads of the collection page; the same parameters as its URL. */

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const runs: ExportTable = async (scope, { from, to, search }) => {
  const { rows } = await listRuns(scope, { from, to, filter: parseRunFilter(search), limit: mostExported, cursor: null });
  return rows.map((row) => ({
    run: row.id,
    started_at: iso(row.startedAt),
    ended_at: iso(row.endedAt),
    collector: row.collector,
    purpose: row.purpose,
    account: row.account,
    region: row.region,
    result: row.status,
    window_from: iso(row.windowFrom),
    window_to: iso(row.windowTo),
    failed_calls: row.failures,
    not_repaired: row.open,
    words: row.words.join(' '),
    calls: row.calls,
    retries: row.retries,
    metrics_requested: row.metricsRequested,
    list_price_usd: row.priceUsd,
    ...Object.fromEntries(Object.entries(row.counts).map(([name, count]) => [`count_${name}`, count])),
  }));
};

const sources: ExportTable = async (scope, { now, from, to }) =>
  (await listSources(scope, { now, from, to })).map((row) => ({
    collector: row.collector,
    account: row.account,
    region: row.region,
    state: row.word === 'healthy' ? 'current' : words[row.word].word,
    since: iso(row.since),
    read_at: iso(row.readAt),
    newest_run: row.last?.id ?? 'none yet',
    newest_run_at: iso(row.last?.startedAt ?? null),
    runs_in_window: row.runs,
    runs_in_full: row.ok,
    complete_to: iso(row.completeTo),
    share_of_window_read: row.covered ?? 'has no window',
  }));

const accounts: ExportTable = async (scope, { now }) =>
  (await listAccounts(scope, now)).map((row) => ({
    account: row.id,
    name: row.name,
    named_by: row.source,
    state: row.state,
    first_seen_at: iso(row.firstSeenAt),
    left_at: iso(row.leftAt),
    session_until: iso(row.expiresAt),
    refused_since: iso(row.refusedSince),
    refused_code: row.refusedCode,
    refusals: row.refusals,
    asked_again_at: iso(row.tryAt),
    clock_ahead_ms: row.skewMs,
    regions_that_answer_nothing: row.regions.map(({ region, word }) => `${region} ${word}`).join(', '),
    month_list_price_usd: row.monthUsd,
    read_at: iso(row.readAt),
  }));

const calls: ExportTable = async (scope, { now }) => {
  const meter = await getMeter(scope, now);
  return meter.calls.map(({ priceUsd, ...row }) => ({ day: meter.day, ...row, list_price_usd: priceUsd }));
};

const strangers: ExportTable = async (scope, { now }) =>
  (await listStrangerMetrics(scope, now)).map(({ metrics, lastAt, ...row }) => ({
    ...row,
    metrics: metrics.join(' '),
    last_value_hour: iso(lastAt),
  }));

const workers: ExportTable = async (scope, { now }) =>
  (await listWorkers(scope, now)).map(({ startedAt, silentMs, configHash, isCurrent, differs, units, holds, ...row }) => ({
    ...row,
    began_at: iso(startedAt),
    heard_seconds_ago: Math.round(silentMs / 1000),
    configuration: configHash,
    works: isCurrent ? 'yes' : `stands by: differs in ${differs.join(' ')}`,
    under_way: units,
    left_alone: holds
      .map(({ account, region, service, operation }) => `${service}:${operation} in ${account} ${region}`)
      .join('; '),
  }));

const idOf = ({ search }: ExportAsk): string => [search.run ?? ''].flat()[0] ?? '';

const failures: ExportTable = async (scope, ask) => {
  const run = await getRun(scope, { id: idOf(ask), now: ask.now });
  const rows = [];
  for (let after = -1; rows.length < mostExported; ) {
    const page = await listRunFailures(scope, run, { after });
    rows.push(...page);
    if (page.length < 200) break;
    after = page.at(-1)?.seq ?? mostExported;
  }
  return rows.map(({ seq, isHidden, resource, windowFrom, windowTo, repairedAt, requestId, repairedRunId, ...row }) => ({
    run: run.id,
    failure: seq,
    account: run.account,
    region: run.region,
    ...row,
    ...(isHidden ? { subject: 'another team’s', message: 'another team’s' } : {}),
    request_id: requestId,
    resource_kind: resource?.kind ?? null,
    window_from: iso(windowFrom),
    window_to: iso(windowTo),
    repaired_by_run: repairedRunId,
    repaired_at: iso(repairedAt) ?? 'not yet',
  }));
};

export const runExports = {
  accounts,
  runs,
  sources,
  workers,
  calls,
  strangers,
  'run-failures': failures,
} as const satisfies Record<string, ExportTable>;
