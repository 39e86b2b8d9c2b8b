import type { TeamScope } from '#lib/auth/scope.ts';
import { read, toTime } from './sql.ts';

/** When the inventory of a place was last looked at to its end. Epoch ms; null: never. */
export type LastLook = { account: string; region: string; at: number | null };

export function listLastLooks(
  scope: TeamScope,
  { places, now }: { places: readonly { account: string; region: string }[]; now: number },
): Promise<LastLook[]> {
  return read<LastLook>(
    scope,
    'last looks',
    `select p.account, p.region, (select extract(epoch from ended_at)::float8 * 1000 from run
       where (run.account, run.region) = (p.account, p.region) and collector = 'inventory' and purpose = 'live' and status in ('ok', 'partial')
         and ended_at <= $3 order by started_at desc limit 1) as at
     from unnest($1::text[], $2::text[]) as p (account, region) order by 1, 2`,
    [places.map(({ account }) => account), places.map(({ region }) => region), toTime(now)],
  );
}
