import type { PoolClient } from 'pg';
import type { CallFailure } from '#lib/aws/call.ts';
import { unitFactor } from '#lib/catalog/units.ts';
import type { UnitSpan } from '#lib/metrics/units.ts';
import { settledEnd } from '#lib/metrics/windows.ts';
import { findCursor, type Place, setCursor } from '#lib/store/cursors.ts';
import { eraseDays } from '#lib/store/erase-samples.ts';
import { endLeftOut, forgetAsked, leftOut } from '#lib/store/ledger.ts';
import { type ActiveMetric, listActiveMetrics, listSeriesOfMetric } from '#lib/store/series.ts';
import { transaction } from '#lib/store/transaction.ts';
import { dayMs, floorTo, hourMs } from '#lib/time.ts';
import type { PlaceContext, RunContext } from '../context.ts';
import { eachAtOnce } from '../each.ts';
import { findNewUnits } from './new-units.ts';

const checkEveryMs = 6 * hourMs;
/** What was published longer ago is kept by the hour alone, and no more asked for by the minute. */
const reachMs = 14 * dayMs;
const keptMs = 455 * dayMs;
const metricsAtOnce = 4;

/** By "namespace\nmetric": units, oldest first, and those that were seen, not believed and told. `checkedAt`: epoch ms. */
type Stored = { checkedAt: number; units: Record<string, UnitSpan[]>; doubted: Record<string, string[]> };
const nothing: Stored = { checkedAt: 0, units: {}, doubted: {} };

const keyOf = ({ account, region }: Place) => ({ account, region, collector: 'metrics', key: 'units' });
const nameOf = ({ namespace, metric }: { namespace: string; metric: string }): string => `${namespace}\n${metric}`;

const findStored = async (db: RunContext['db'], place: Place): Promise<Stored> => ({
  ...nothing,
  ...((await findCursor(db, keyOf(place))) as Partial<Stored> | null),
});

export async function isUnitCheckDue({ db, clock, account, region }: PlaceContext): Promise<boolean> {
  return clock.now() - (await findStored(db, { account: account.id, region })).checkedAt >= checkEveryMs;
}

const word = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const failed = { service: 'cloudwatch', operation: 'GetMetricStatistics', requestId: null, isGone: false } as const;

function failureOf({ metric, unit: kept }: ActiveMetric, { unit, since, owner }: UnitSpan): CallFailure {
  const isConverted = unitFactor(unit, kept) !== null;
  const from = since === 0 ? 'since ever' : `since ${word(since)} UTC`;
  const outcome = isConverted
    ? `Values since then are converted to ${kept}; what was stored before this was known is asked for again.`
    : 'Values since then cannot stand beside those before, and are left out.';
  const publisher = owner === undefined ? '' : ' of the one resource that has it';
  return {
    ...failed,
    code: isConverted ? 'UnitConverted' : leftOut,
    word: isConverted ? 'late' : 'not_collected',
    message: `CloudWatch publishes ${metric}${publisher} in ${unit} ${from}, not in ${kept}. ${outcome}`,
  };
}

/** What was seen and not believed loses nothing, and must not go unsaid. */
const doubtOf = ({ metric, unit }: ActiveMetric, units: readonly string[]): CallFailure => ({
  ...failed,
  ...{ code: 'UnitDoubted', word: 'late' },
  message: `CloudWatch has points of ${metric} in ${units.join(' and ')}, not in ${unit}, and too few resources agree on it. Values are kept as they come.`,
});

type Change = { one: ActiveMetric; span: UnitSpan };

/** Has what was stored in another unit, or left out for it, asked for again, and says so on the run with the series that it concerns. */
async function applyChange(run: RunContext, client: PoolClient, { one, span }: Change): Promise<void> {
  const seriesIds = await listSeriesOfMetric(client, run.place, { ...one, owner: span.owner });
  const factor = unitFactor(span.unit, one.unit);
  const isLost = factor === null;
  const since = isLost ? floorTo(span.since, dayMs) : span.since;
  if (isLost) await eraseDays(client, run.place.account, { seriesIds, since });
  await forgetAsked(client, run.place, { seriesIds, since });
  if (!isLost) await endLeftOut(client, run.place, { seriesIds, at: new Date(since) });
  if (factor === 1) return;
  const now = run.clock.now();
  const window = { from: Math.max(span.since, now - keptMs), to: isLost ? now + keptMs : settledEnd(now) };
  run.fail(failureOf(one, span), { subject: one.metric, seriesIds, window });
}

const isChange = ({ one, span }: Change): boolean => span.since > 0 || unitFactor(span.unit, one.unit) !== 1;

/**
 * Looks in which unit each metric of the catalogue is published, by its most recent series: GetMetricData adds up what it finds and tells no
 * unit. A change is kept, said on the run, and what was stored since is asked for again, so that no series holds two units.
 */
export async function checkUnits(run: RunContext): Promise<void> {
  const { db, place, clock } = run;
  const now = clock.now();
  const stored = await findStored(db, place);
  const { checkedAt } = stored;
  const active = await listActiveMetrics(db, place, new Date(now - 6 * hourMs));
  if (active.length === 0) return;
  const since = checkedAt === 0 ? now - 3 * hourMs : Math.max(checkedAt - hourMs, now - reachMs);
  const changes: Change[] = [];
  const next = structuredClone(stored);
  let isComplete = true;
  await eachAtOnce(
    active,
    metricsAtOnce,
    async (one) => {
      const name = nameOf(one);
      const spans = stored.units[name] ?? [];
      const news = await findNewUnits(run, one, { spans, since, now });
      isComplete &&= news !== null;
      if (!news) return;
      const told = stored.doubted[name] ?? [];
      const doubted = news.doubted ?? told;
      next.doubted[name] = doubted;
      if (doubted.some((unit) => !told.includes(unit))) run.fail(doubtOf(one, doubted), { subject: one.metric });
      if (news.found.length === 0) return;
      next.units[name] = [...spans, ...news.found].toSorted((a, b) => a.since - b.since);
      changes.push(...news.found.map((span) => ({ one, span })).filter(isChange));
    },
    run.signal,
  );
  if (run.signal.aborted) return;
  run.count('unitsSeen', active.length);
  await transaction(db, async (client) => {
    const value: Stored = { ...next, checkedAt: isComplete ? now : checkedAt };
    await setCursor(client, keyOf(place), value, new Date(now));
    for (const change of changes) await applyChange(run, client, change);
  });
}

/** The units of a place's metrics by name, for the transaction that stores: no change is kept until it is over. */
export async function lockUnits(
  client: Pick<PoolClient, 'query'>,
  place: Place,
): Promise<(name: { namespace: string; metric: string }) => readonly UnitSpan[]> {
  const { account, region, collector, key } = keyOf(place);
  const { rows } = await client.query<{ value: Stored }>(
    'select value from cursor where account = $1 and region = $2 and collector = $3 and key = $4 for share',
    [account, region, collector, key],
  );
  const units = rows[0]?.value.units ?? {};
  return (name) => units[nameOf(name)] ?? [];
}
