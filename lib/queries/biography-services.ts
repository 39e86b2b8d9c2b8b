import type { TeamScope } from '#lib/auth/scope.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { mostHappenings } from './biography-events.ts';
import type { Happening } from './changes.ts';
import { keyColumns } from './key-columns.ts';
import { ownedBy, read, teamsOf, toTime } from './sql.ts';

/** What services told of a resource within one step: scaling, alarms, deployments, transitions of jobs. Epoch ms. */
export type ServiceBin = {
  lane: number;
  step: number;
  isFailed: boolean;
  count: number;
  firstAt: number;
  lastAt: number;
  title: string;
};

/** A deployment of an endpoint. Epoch ms; `to` null while it lasts. */
export type Deployment = { lane: number; from: number; to: number | null; status: string | null; summary: string };

type Window = { from: number; to: number; stepMs: number };

/** Of the resources `k`, $2 to $5, by lanes; in [$6, $7). */
const told = `unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality k (account, region, kind, name, nth)
  join activity a on (a.account, a.region, a.kind, a.name) = (k.account, k.region, k.kind, k.name) and a.at >= $6 and a.at < $7
  where ${ownedBy('k.account, k.region, k.kind, k.name')}`;

const failed = `coalesce(a.status ~* '(fail|rolledback|rolled back)', false)`;

export const listServiceBins = (scope: TeamScope, keys: readonly ResourceKey[], window: Window): Promise<ServiceBin[]> =>
  read<ServiceBin>(
    scope,
    'service bins',
    `select (k.nth - 1)::int as lane, floor((extract(epoch from a.at)::float8 * 1000 - $8::float8) / $9::float8)::int as step, ${failed} as "isFailed", count(*)::int as count,
       extract(epoch from min(a.at))::float8 * 1000 as "firstAt", extract(epoch from max(a.at))::float8 * 1000 as "lastAt",
       (array_agg(a.summary order by a.at desc))[1] as title
     from ${told} group by 1, 2, 3 order by 1, 2`,
    [teamsOf(scope), ...keyColumns(keys), toTime(window.from), toTime(window.to), window.from, window.stepMs],
  );

/** What services told, newest first. */
export const listServiceHappenings = (
  scope: TeamScope,
  keys: readonly ResourceKey[],
  window: { from: number; to: number },
): Promise<Happening[]> =>
  read<Happening>(
    scope,
    'service happenings',
    `select null as "eventId", a.type || ' ' || a.id as id, a.account, a.region, a.kind, a.name, extract(epoch from a.at)::float8 * 1000 as at,
       a.summary as title, case a.type when 'scaling' then 'Application Auto Scaling' when 'alarm' then 'CloudWatch' else 'SageMaker' end as who,
       null as through, false as "isByPerson", ${failed} as "isFailed", a.cause as detail
     from ${told} order by a.at desc, a.id limit ${mostHappenings}`,
    [teamsOf(scope), ...keyColumns(keys), toTime(window.from), toTime(window.to)],
  );

/** Deployments that touch the window, oldest first, at most 500. */
export const listDeployments = (
  scope: TeamScope,
  keys: readonly ResourceKey[],
  window: { from: number; to: number },
): Promise<Deployment[]> =>
  read<Deployment>(
    scope,
    'deployments',
    `select (k.nth - 1)::int as lane, extract(epoch from a.at)::float8 * 1000 as "from", extract(epoch from a.ended_at)::float8 * 1000 as "to", a.status, a.summary
     from unnest($2::text[], $3::text[], $4::text[], $5::text[]) with ordinality k (account, region, kind, name, nth)
     join activity a on (a.account, a.region, a.kind, a.name) = (k.account, k.region, k.kind, k.name)
       and a.type = 'deployment' and a.at < $7 and coalesce(a.ended_at, 'infinity') >= $6
     where ${ownedBy('k.account, k.region, k.kind, k.name')} order by a.at limit 500`,
    [teamsOf(scope), ...keyColumns(keys), toTime(window.from), toTime(window.to)],
  );
