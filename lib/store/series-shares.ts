import { type Db, transaction } from './transaction.ts';

/**
 * Counts whose series are asked for on the UTC day of `now`, by account and team: those of resources that are there, and of such as ended
 * within a day. The newest count of a day stands.
 * @returns how many series there are
 */
export async function saveSeriesShares(db: Db, now: number): Promise<number> {
  const day = new Date(now).toISOString().slice(0, 10);
  return transaction(db, async (client) => {
    await client.query('delete from series_share where day = $1::date', [day]);
    const { rows } = await client.query<{ series: number }>(
      `insert into series_share (account, day, team, series, of_series)
       select account, $1::date, team, count(*), sum(count(*)) over (partition by account)
       from (
         select s.account, coalesce(o.team, 'unowned') as team
         from series s left join resource o using (account, region, kind, name)
         where o.deleted_at is null and coalesce(o.ended_at, $2) > $2::timestamptz - interval '1 day'
       ) asked group by account, team order by account, team
       on conflict (account, day, team) do update set series = excluded.series, of_series = excluded.of_series
       returning series`,
      [day, new Date(now)],
    );
    return rows.reduce((sum, { series }) => sum + series, 0);
  });
}
