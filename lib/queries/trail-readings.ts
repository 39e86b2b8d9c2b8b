import type { Reading } from '#lib/alerts/reading.ts';
import { faultyStates, trailReadings, type WatchedTrail } from '#lib/alerts/trail-readings.ts';
import { logsChanges } from '#lib/audit/trail/unlogged.ts';
import type { TeamScope } from '#lib/auth/scope.ts';
import { dayMs, hourMs } from '#lib/time.ts';
import { read, toTime } from './sql.ts';
import type { Trail } from './trail-hours.ts';

/** CloudTrail delivers within some minutes, and says that it cannot promise it. */
const promisedMs = hourMs;
/** What a trail may be told to leave out. */
const excludable = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

type Key = Pick<Trail, 'account' | 'region' | 'name'>;
type Faults = Key & WatchedTrail['faults'][number];
type Missed = Key & { at: number };

type State = Key &
  Pick<
    Trail,
    'isMultiRegion' | 'isLogging' | 'startedAt' | 'stoppedAt' | 'deliveredAt' | 'deliveryError' | 'selectors' | 'seenAt'
  >;

const ms = (column: string): string => `extract(epoch from ${column})::float8 * 1000`;

/** Trails as CloudTrail described them last. The page's own list counts their files too, which takes too long for once a minute. */
const listStates = (scope: TeamScope, now: number): Promise<State[]> =>
  read<State>(
    scope,
    'states of trails',
    `select account, region, name, is_multi_region as "isMultiRegion", is_logging as "isLogging", ${ms('started_at')} as "startedAt",
       ${ms('stopped_at')} as "stoppedAt", ${ms('delivered_at')} as "deliveredAt", delivery_error as "deliveryError", selectors, ${ms('seen_at')} as "seenAt"
     from trail where gone_at is null and seen_at <= $1`,
    [toTime(now)],
  );

const keyOf = ({ account, region, name }: Key): string => `${account} ${region} ${name}`;

/** Hours of the last day of each trail whose files are not as it delivered them, by the trail's name in the path of its digests. */
const listFaults = (scope: TeamScope, now: number): Promise<Faults[]> =>
  read<Faults>(
    scope,
    'faulty hours of trails',
    `select t.account, t.region, t.name, h.state, count(distinct h.hour)::int as hours, extract(epoch from min(h.hour))::float8 * 1000 as "from"
     from trail_hour h join audit_source s on s.id = h.source
       join trail t on (t.bucket, t.prefix) = (s.bucket, s.prefix) and t.gone_at is null
     where h.hour > $2 and h.hour <= $1 and h.state = any($3) and (t.is_organization or t.account = h.account)
       and substring(h.chain from '([^/]+/[^/]+)$') = t.name || '/' || t.region
     group by t.account, t.region, t.name, h.state`,
    [toTime(now), toTime(now - dayMs), faultyStates],
  );

/** The first change in the account and Regions of each of these trails between its last delivery and an hour before it was described. */
const listMissed = (scope: TeamScope, trails: readonly State[]): Promise<Missed[]> =>
  read<Missed>(
    scope,
    'changes that trails missed',
    `select t.account, t.region, t.name, extract(epoch from e.at)::float8 * 1000 as at
     from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::timestamptz[], $6::timestamptz[]) as t (account, region, name, is_multi, after, before)
       cross join lateral (select e.at from audit_event e where e.at > t.after and e.at < t.before and e.account = t.account
         and (t.is_multi or e.region = t.region) and e.read_only is false and e.result = 'ok' and e.event_source <> all($7) order by e.at limit 1) e`,
    [
      ...[trails.map(({ account }) => account), trails.map(({ region }) => region), trails.map(({ name }) => name)],
      trails.map(({ isMultiRegion }) => isMultiRegion),
      trails.map(({ deliveredAt, startedAt }) => toTime(Math.max(deliveredAt ?? 0, startedAt ?? 0))),
      ...[trails.map(({ seenAt }) => toTime(seenAt - promisedMs)), excludable],
    ],
  );

/** Of which anything could be missing: it logs changes since a moment that is known, and has delivered nothing for long. */
const isQuiet = (trail: State): boolean =>
  trail.isLogging === true &&
  logsChanges(trail) &&
  trail.startedAt !== null &&
  (trail.deliveredAt ?? trail.startedAt) < trail.seenAt - promisedMs;

/** How trails do, by what the page of log integrity reads: they name accounts and Regions alone. `now` in epoch ms. */
export async function listTrailReadings(scope: TeamScope, now: number): Promise<Reading[]> {
  const trails = await listStates(scope, now);
  const quiet = trails.filter(isQuiet);
  const [faults, missed] = await Promise.all([listFaults(scope, now), quiet.length === 0 ? [] : listMissed(scope, quiet)]);
  const faultsOf = Map.groupBy(faults, keyOf);
  const missedOf = new Map(missed.map((one) => [keyOf(one), one.at]));
  const watched = trails.map((trail): WatchedTrail => {
    const key = keyOf(trail);
    return { ...trail, missedAt: missedOf.get(key) ?? null, faults: faultsOf.get(key) ?? [] };
  });
  return trailReadings(watched, now);
}
