import type { TeamScope } from '#lib/auth/scope.ts';
import type { ResourceKey } from '#lib/catalog/resource-kinds.ts';
import { hourMs } from '#lib/time.ts';
import { born } from './born.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** A training job that a tuning job started. Epoch ms. */
export type TuningChild = { name: string; team: string; status: string | null; from: number; to: number | null };

export type TuningChildren = { total: number; shown: TuningChild[] };

export const mostChildren = 1000;

type Parent = ResourceKey & { createdAt: number | null; endedAt: number | null };

/** The training jobs of a tuning job, in the order of their creation: those created within its life, found by that. */
export async function listTuningChildren(
  scope: TeamScope,
  { account, region, kind, name, createdAt, endedAt }: Parent,
  now: number,
): Promise<TuningChildren | null> {
  if (kind !== 'tuning_job') return null;
  const rows = await read<TuningChild & { total: number }>(
    scope,
    'tuning children',
    `select r.name, r.team, r.status, extract(epoch from ${born})::float8 * 1000 as "from", extract(epoch from least(r.ended_at, r.deleted_at))::float8 * 1000 as "to",
       count(*) over ()::int as total
     from resource r where r.kind = 'training_job' and r.account = $2 and r.region = $3 and r.parent = $4 and ${born} >= $5 and ${born} <= $6
       and ($1::text[] is null or r.team = any($1)) order by ${born}, r.name limit ${mostChildren}`,
    [
      teamsOf(scope),
      account,
      region,
      `tuning_job/${name}`,
      toTime((createdAt ?? hourMs) - hourMs),
      toTime(Math.min(now, endedAt === null ? now : endedAt + hourMs)),
    ],
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ total: _, ...child }) => child) };
}
