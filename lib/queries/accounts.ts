import type { TeamScope } from '#lib/auth/scope.ts';
import { notFound } from '#lib/errors.ts';
import { shared } from '#lib/process.ts';
import { learnedNames } from './setup.ts';
import { read, toTime } from './sql.ts';

/** An account of trailwatch.yaml or of the organization, and how Trailwatch stands with it. Epoch ms. Of no team. */
export type AccountRow = {
  id: string;
  name: string;
  /** config · organization */
  source: string;
  /** AWS's word: ACTIVE, SUSPENDED … */
  state: string;
  firstSeenAt: number;
  seenAt: number;
  leftAt: number | null;
  /** When the session of its role was had, and when it ends; null before the first, or where the worker's own keys are used. */
  provedAt: number | null;
  expiresAt: number | null;
  refusedSince: number | null;
  refusedCode: string | null;
  refusedMessage: string | null;
  refusals: number;
  tryAt: number | null;
  /** By how much AWS's clock is ahead of the worker's. */
  skewMs: number | null;
  regions: readonly AccountRegion[];
  /** Of the month of `now` so far, at list prices. */
  monthUsd: number;
  /** End of the newest run that read something. */
  readAt: number | null;
};

/** A Region that answers nothing. */
type AccountRegion = { region: string; word: string; code: string; message: string; since: number; againAt: number };

const ms = (expression: string): string => `extract(epoch from ${expression})::float8 * 1000`;

const select = `select a.id, a.name, a.source, a.state, ${ms('a.first_seen_at')} as "firstSeenAt", ${ms('a.seen_at')} as "seenAt",
  ${ms('a.left_at')} as "leftAt", ${ms('s.proved_at')} as "provedAt", ${ms('s.expires_at')} as "expiresAt", ${ms('s.refused_since')} as "refusedSince",
  s.refused_code as "refusedCode", s.refused_message as "refusedMessage", coalesce(s.refusals, 0) as refusals, ${ms('s.try_at')} as "tryAt",
  s.skew_ms as "skewMs", coalesce(g.regions, '[]') as regions, coalesce(m.usd, 0)::float8 as "monthUsd", ${ms('r.ended_at')} as "readAt"
from account a
left join account_standing s on s.account = a.id
left join lateral (select jsonb_agg(jsonb_build_object('region', region, 'word', word, 'code', code, 'message', message,
    'since', ${ms('since')}, 'againAt', ${ms('again_at')}) order by region) as regions from account_region where account = a.id) g on true
left join lateral (select sum(price_usd) as usd from call_meter where account = a.id and day >= date_trunc('month', $1::timestamptz at time zone 'utc')::date
    and day <= ($1::timestamptz at time zone 'utc')::date) m on true
left join lateral (select max(ended_at) as ended_at from run where account = a.id and status in ('ok', 'partial') and started_at <= $1
    and started_at > $1 - interval '15 days') r on true`;

/** Every account that is or was collected: those that need a look first, those that left last. */
export const listAccounts = (scope: TeamScope, now: number): Promise<AccountRow[]> =>
  read<AccountRow>(
    scope,
    'accounts',
    `${select} order by a.left_at is not null, a.state <> 'ACTIVE', coalesce(s.refusals, 0) = 0, a.name, a.id`,
    [toTime(now)],
  );

/** One account. @throws TrailwatchError `not_found`, also for an id that is none */
export async function getAccount(scope: TeamScope, { id, now }: { id: string; now: number }): Promise<AccountRow> {
  if (!/^\d{12}$/.test(id)) throw notFound(`Account ${id.slice(0, 20)}`);
  const [row] = await read<AccountRow>(scope, 'account', `${select} where a.id = $2`, [toTime(now), id]);
  if (!row) throw notFound(`Account ${id}`);
  return row;
}

/** One operation in one Region on the UTC day of `now`, with the share of AWS's quota that it took on average. */
export type AccountCall = {
  region: string;
  service: string;
  operation: string;
  calls: number;
  throttles: number;
  failures: number;
  priceUsd: number;
};

export const listAccountCalls = (scope: TeamScope, { id, now }: { id: string; now: number }): Promise<AccountCall[]> =>
  read<AccountCall>(
    scope,
    'account calls',
    `select region, service, operation, calls, throttles, failures, price_usd as "priceUsd" from call_meter
     where account = $1 and day = ($2::timestamptz at time zone 'utc')::date order by throttles desc, failures desc, calls desc, 1, 2, 3`,
    [id, toTime(now)],
  );

const learnedForMs = 60_000;

/** Names of accounts that only the organization told, for pages that know an account by its id. Asked once a minute. */
export async function learnAccountNames(scope: TeamScope): Promise<void> {
  const last = shared('learned at', () => ({ at: Number.NEGATIVE_INFINITY }));
  if (performance.now() - last.at < learnedForMs) return;
  const rows = await read<{ id: string; name: string }>(scope, 'account names', 'select id, name from account', []);
  for (const { id, name } of rows) learnedNames().set(id, name);
  last.at = performance.now();
}
