import type { TeamScope } from '#lib/auth/scope.ts';
import { setup } from './setup.ts';
import { read } from './sql.ts';

/** How far the journal was sent to the log server. Times in epoch ms. */
export type JournalShipping = {
  /** `host:port` of the log server. */
  to: string;
  sentUpTo: number;
  lastRow: number;
  /** When the oldest row was written that was not sent; null when all were. */
  oldestUnsentAt: number | null;
  /** Why nothing can be sent, and since when. */
  problem: string | null;
  problemSince: number | null;
};

/** Null where trailwatch.yaml names no log server. */
export async function getJournalShipping(scope: TeamScope): Promise<JournalShipping | null> {
  const to = setup().logServer;
  if (to === null) return null;
  const [row] = await read<Omit<JournalShipping, 'to'>>(
    scope,
    'journal shipping',
    `with sent as (select coalesce((select seq from shipment where id = 'journal'), 0) as seq)
     select sent.seq::float8 as "sentUpTo", coalesce((select seq from journal_head()), 0)::float8 as "lastRow",
       (select extract(epoch from j.at)::float8 * 1000 from journal j where j.seq > sent.seq order by j.seq limit 1) as "oldestUnsentAt",
       s.problem, extract(epoch from s.problem_since)::float8 * 1000 as "problemSince"
     from sent left join shipment s on s.id = 'journal'`,
    [],
  );
  return { to, sentUpTo: 0, lastRow: 0, oldestUnsentAt: null, problem: null, problemSince: null, ...row };
}
