import { budgetReading } from '#lib/alerts/budget-reading.ts';
import { collectionReadings, type WatchedAccount, workingSinceOf } from '#lib/alerts/collection-readings.ts';
import type { Reading } from '#lib/alerts/reading.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { lateAfterMs } from '#lib/catalog/collectors.ts';
import { autoRegions, loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';
import { hourMs, minuteMs } from '#lib/time.ts';
import { getMeter } from './meter.ts';
import { type CollectionSource, listSources } from './sources.ts';
import { listBudgetSteps } from './spend.ts';
import { read, toTime } from './sql.ts';

/** What must have lasted for longest lasts so long. */
const lookedBackMs = hourMs + 2 * minuteMs;

/** The minutes of the last hour in which some run began, oldest first: one look into an index for each. Epoch ms. */
async function listBusyMinutes(scope: TeamScope, now: number): Promise<number[]> {
  const rows = await read<{ at: number }>(
    scope,
    'busy minutes',
    `select extract(epoch from m)::float8 * 1000 as at from generate_series($2::timestamptz, $1::timestamptz, interval '1 minute') m
     where exists (select from run where started_at > m - interval '1 minute' and started_at <= m) order by m`,
    [toTime(now), toTime(now - lookedBackMs)],
  );
  return rows.map(({ at }) => at);
}

/** Accounts that are there, and how their roles stand. The page's own list looks through their runs too, which takes too long for once a minute. */
const listAskedAccounts = (scope: TeamScope, now: number): Promise<WatchedAccount[]> =>
  read<WatchedAccount>(
    scope,
    'asked accounts',
    `select a.id, coalesce(s.refusals, 0) as refusals, extract(epoch from s.refused_since)::float8 * 1000 as "refusedSince", s.refused_code as "refusedCode"
     from account a left join account_standing s on s.account = a.id where a.left_at is null and a.state = 'ACTIVE' and a.first_seen_at <= $1`,
    [toTime(now)],
  );

const regionsOf = (): ReadonlyMap<string, readonly string[]> =>
  shared('regions of accounts', () => new Map(loadConfig().accounts.map(({ id, regions }) => [id, regions])));

/** What was taken out of trailwatch.yaml is on its page for a fortnight, and no news. */
function isAsked({ account, region }: CollectionSource): boolean {
  const regions = regionsOf().get(account);
  return regions === undefined || regions.includes(region) || regions.includes(autoRegions);
}

/** How collection itself does, by what its pages show: no resource is named, and no team owns it. `now` in epoch ms. */
export async function listCollectionReadings(scope: TeamScope, now: number): Promise<Reading[]> {
  const [sources, accounts, minutes, { month }, steps] = await Promise.all([
    listSources(scope, { now, from: now - lateAfterMs, to: now }),
    listAskedAccounts(scope, now),
    listBusyMinutes(scope, now),
    getMeter(scope, now),
    listBudgetSteps(scope, now),
  ]);
  const watched = { sources: sources.filter(isAsked), accounts, isHeld: steps[0]?.step === 'nothing' };
  return [
    ...collectionReadings(watched, { now, workingSince: workingSinceOf(minutes, now) }),
    budgetReading({ budgetUsd: month.budgetUsd, spentUsd: month.priceUsd, steps }, now),
  ];
}
