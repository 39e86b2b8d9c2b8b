import type { TeamScope } from '#lib/auth/scope.ts';
import { type HourStateId, hourStateIds } from '#lib/catalog/hour-states.ts';
import { type Ask, read, teamsOf, toTime } from './sql.ts';

/** The window in epoch ms, half open. Files and hours name accounts and Regions alone, so they are no team's secret. */
export type IntegrityAsk = Pick<Ask, 'team'> & { from: number; to: number };

/** An hour of a trail in a Region: the worst of what its accounts hold. `at`: its start, epoch ms. */
type StripHour = { at: number; state: HourStateId };
export type Strip = {
  bucket: string;
  trail: string;
  region: string;
  accounts: number;
  hours: StripHour[];
  /** Files that were looked at, and those that do not verify. */
  digests: number;
  faultyDigests: number;
  logs: number;
  faultyLogs: number;
  verifiedAt: number;
};

type Row = Omit<Strip, 'hours'> & { at: number; state: HourStateId };

/** Each trail and Region of which something was verified in the window, hour by hour. */
export async function listStrips(scope: TeamScope, { team, from, to }: IntegrityAsk): Promise<Strip[]> {
  teamsOf(scope, team);
  const rows = await read<Row>(
    scope,
    'integrity strips',
    `select s.bucket, substring(h.chain from '([^/]+)/[^/]+$') as trail, h.region, extract(epoch from h.hour)::float8 * 1000 as at,
       ($3::text[])[min(array_position($3, h.state))] as state, count(distinct h.account)::int as accounts,
       sum(h.digests)::int as digests, sum(h.faulty_digests)::int as "faultyDigests", sum(h.logs)::int as logs,
       sum(h.faulty_logs)::int as "faultyLogs", extract(epoch from max(h.verified_at))::float8 * 1000 as "verifiedAt"
     from trail_hour h join audit_source s on s.id = h.source
     where h.hour >= date_trunc('hour', $1::timestamptz) and h.hour < $2
     group by s.bucket, h.chain, h.region, h.hour order by s.bucket, trail, h.region, h.hour`,
    [toTime(from), toTime(to), hourStateIds],
  );
  return mergedStrips(rows);
}

const worse = (a: HourStateId, b: HourStateId): HourStateId => (hourStateIds.indexOf(a) <= hourStateIds.indexOf(b) ? a : b);

/** Accounts of one trail and Region on one strip. */
function mergedStrips(rows: readonly Row[]): Strip[] {
  const strips = new Map<string, Strip & { byHour: Map<number, HourStateId>; most: Map<number, number> }>();
  for (const { at, state, ...row } of rows) {
    const key = `${row.bucket} ${row.trail} ${row.region}`;
    const empty = { ...row, accounts: 0, digests: 0, faultyDigests: 0, logs: 0, faultyLogs: 0, hours: [] };
    const strip = strips.get(key) ?? { ...empty, byHour: new Map<number, HourStateId>(), most: new Map<number, number>() };
    strip.byHour.set(at, worse(strip.byHour.get(at) ?? state, state));
    strip.most.set(at, (strip.most.get(at) ?? 0) + row.accounts);
    strip.digests += row.digests;
    strip.faultyDigests += row.faultyDigests;
    strip.logs += row.logs;
    strip.faultyLogs += row.faultyLogs;
    strip.verifiedAt = Math.max(strip.verifiedAt, row.verifiedAt);
    strips.set(key, strip);
  }
  return [...strips.values()].map(({ byHour, most, ...strip }) => ({
    ...strip,
    accounts: Math.max(...most.values()),
    hours: [...byHour].map(([at, state]) => ({ at, state })).toSorted((a, b) => a.at - b.at),
  }));
}

/** What does not verify. Epoch ms. */
export type TrailFinding = {
  account: string;
  region: string;
  bucket: string;
  from: number;
  to: number;
  kind: string;
  key: string;
  sentence: string;
  foundAt: number;
};

export const mostFindings = 500;

/** What does not verify of the window, the newest first; one more than `limit` where there are more. */
export async function listTrailFindings(
  scope: TeamScope,
  { team, from, to, limit = mostFindings }: IntegrityAsk & { limit?: number },
): Promise<TrailFinding[]> {
  teamsOf(scope, team);
  return read<TrailFinding>(
    scope,
    'integrity findings',
    `select f.account, f.region, s.bucket, extract(epoch from f."from")::float8 * 1000 as "from", extract(epoch from f."to")::float8 * 1000 as "to",
       f.kind, f.key, f.sentence, extract(epoch from f.found_at)::float8 * 1000 as "foundAt"
     from trail_finding f join audit_source s on s.id = f.source
     where f."from" >= $1 and f."from" < $2 order by f."from" desc, f.account, f.region, f.kind, f.key limit $3`,
    [toTime(from), toTime(to), limit + 1],
  );
}

/** A trail as CloudTrail describes it, and how far its log files were read. Epoch ms. */
export type Trail = {
  account: string;
  region: string;
  name: string;
  bucket: string;
  prefix: string;
  isOrganization: boolean;
  isMultiRegion: boolean;
  isValidated: boolean;
  isLogging: boolean | null;
  startedAt: number | null;
  stoppedAt: number | null;
  deliveredAt: number | null;
  deliveryError: string | null;
  selectors: { basic?: unknown[]; advanced?: unknown[] } | null;
  seenAt: number;
  /** null: nobody reads its bucket. */
  readAt: number | null;
  files: number;
  unread: number;
  damaged: number;
};

const ms = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

export async function listTrails(scope: TeamScope, { team, now }: Pick<Ask, 'team' | 'now'>): Promise<Trail[]> {
  teamsOf(scope, team);
  return read<Trail>(
    scope,
    'trails',
    `select t.account, t.region, t.name, t.bucket, t.prefix, t.is_organization as "isOrganization", t.is_multi_region as "isMultiRegion",
       t.is_validated as "isValidated", t.is_logging as "isLogging", ${ms('t.started_at')} as "startedAt", ${ms('t.stopped_at')} as "stoppedAt",
       ${ms('t.delivered_at')} as "deliveredAt", t.delivery_error as "deliveryError", t.selectors, ${ms('t.seen_at')} as "seenAt",
       (select ${ms('max(f.listed_at)')} from audit_folder f where f.source = s.id and f.listed_at > 'epoch') as "readAt",
       coalesce(n.files, 0) as files, coalesce(n.unread, 0) as unread, coalesce(n.damaged, 0) as damaged
     from trail t left join audit_source s on (s.bucket, s.prefix) = (t.bucket, t.prefix)
     left join lateral (select count(*) filter (where state in ('read', 'damaged'))::int as files,
         count(*) filter (where state in ('denied', 'late', 'gone'))::int as unread, count(*) filter (where state = 'damaged')::int as damaged
       from audit_file f where f.source = s.id) n on true
     where t.gone_at is null and t.seen_at <= $1 order by t.is_organization desc, t.account, t.name`,
    [toTime(now)],
  );
}
