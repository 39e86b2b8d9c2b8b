import type { PoolClient } from 'pg';
import { copyRows } from './copy-rows.ts';
import type { Place } from './cursors.ts';

/** Something that happened to a resource, as a service told it. */
export type NewActivity = {
  type: 'scaling' | 'alarm' | 'transition' | 'deployment';
  id: string;
  kind: string;
  name: string;
  at: Date;
  endedAt: Date | null;
  status: string | null;
  summary: string;
  cause: string | null;
  detail: unknown;
};

const columns = ['type', 'id', 'kind', 'name', 'at', 'ended_at', 'status', 'summary', 'cause', 'detail'];
const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** Stores activities once by (type, id); one that went on is brought up to date. @returns how many were new or changed */
export async function saveActivities(
  client: PoolClient,
  { account, region }: Place,
  activities: readonly NewActivity[],
): Promise<number> {
  if (activities.length === 0) return 0;
  await client.query(
    `create temp table if not exists activity_stage (type text, id text, kind text, name text, at timestamptz,
       ended_at timestamptz, status text, summary text, cause text, detail jsonb) on commit delete rows`,
  );
  await copyRows(
    client,
    { table: 'activity_stage', columns },
    activities.map((one) => [
      ...[one.type, one.id, one.kind, one.name, one.at, one.endedAt, one.status],
      ...[
        storable(one.summary),
        one.cause === null ? null : storable(one.cause),
        JSON.stringify(one.detail).replaceAll('\\u0000', '\\ufffd'),
      ],
    ]),
  );
  const { rowCount } = await client.query(
    `insert into activity as kept (account, region, ${columns.join(', ')})
     select distinct on (type, id) $1, $2, ${columns.join(', ')} from activity_stage order by type, id
     on conflict (account, region, type, id) do update set ended_at = excluded.ended_at, status = excluded.status,
       summary = excluded.summary, cause = excluded.cause, detail = excluded.detail
     where (kept.ended_at, kept.status, kept.summary, kept.cause, kept.detail)
       is distinct from (excluded.ended_at, excluded.status, excluded.summary, excluded.cause, excluded.detail)`,
    [account, region],
  );
  return rowCount ?? 0;
}
