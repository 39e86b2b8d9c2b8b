import type { TeamScope } from '#lib/auth/scope.ts';
import { read, teamsOf, toTime } from './sql.ts';

/** Bodies that nobody could read, kept whole; epoch ms. `reason` may quote the body: hostile text. */
type QuarantineGroup = { source: string; reason: string; count: number; newestAt: number };
export type Quarantine = { total: number; groups: readonly QuarantineGroup[] };

/** What lies in quarantine by reason, newest first, 20 at most. Reasons are for those who may see every team. */
export async function getQuarantine(scope: TeamScope, now: number): Promise<Quarantine> {
  const [rows, [all]] = await Promise.all([
    read<QuarantineGroup>(
      scope,
      'quarantine groups',
      `select source, case when $1::text[] is null then regexp_replace(left(reason, 400), ' \\([^()]*\\)$', '') else 'unreadable' end as reason,
         count(*)::int as count, extract(epoch from max(received_at))::float8 * 1000 as "newestAt"
       from quarantine_seen where received_at <= $2 group by 1, 2 order by 4 desc limit 20`,
      [teamsOf(scope), toTime(now)],
    ),
    read<{ count: number }>(scope, 'quarantine total', 'select count(*)::int as count from quarantine where received_at <= $1', [
      toTime(now),
    ]),
  ]);
  return { total: all?.count ?? 0, groups: rows };
}
