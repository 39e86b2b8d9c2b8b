import type { PoolClient } from 'pg';
import type { HistoryPeriod, HistorySeries } from '#lib/metrics/history.ts';
import { computedStatistics } from '#lib/metrics/rollup.ts';
import type { Window } from '#lib/metrics/windows.ts';
import { minuteMs } from '#lib/time.ts';
import type { Place } from './cursors.ts';
import { markAsked } from './ledger.ts';
import type { Db } from './transaction.ts';

type Ranges = [number, number][] | null;
type Row = [number, string, boolean, boolean, number | null, number | null, Ranges, Ranges, Ranges];

const rangesOf = (column: string): string =>
  `(select jsonb_agg(jsonb_build_array(lower(r), upper(r)) order by r) from unnest(l.${column} * int4multirange(int4range($5, null))) r)`;

const windowsOf = (ranges: Ranges): Window[] =>
  (ranges ?? []).map(([from, to]) => ({ from: from * minuteMs, to: to * minuteMs }));

const timeOf = (minute: number | null, none: number): number => (minute === null ? none : minute * minuteMs);

/**
 * Every series of a place as far as the past is concerned, statistics of a metric together.
 * @param asked `since`: nothing earlier is wanted, epoch ms; `lastSeries`: none that was made later; `owedKinds`: kinds whose minutes are owed
 * anyway
 */
export async function listHistorySeries(
  db: Db,
  { account, region }: Place,
  { since, lastSeries, owedKinds }: { since: number; lastSeries: number | null; owedKinds: readonly string[] },
): Promise<HistorySeries[]> {
  const { rows } = await db.pool.query<Row>({
    text: `select s.id, s.namespace || ' ' || s.metric || ' ' || s.dimensions_key, s.statistic = any ($3), s.kind = any ($4),
             l.active_from, l.active_to, ${rangesOf('asked')}, ${rangesOf('asked_300')}, ${rangesOf('asked_3600')}
           from series_ledger l join series s on (s.account, s.id) = (l.account, l.series_id)
           where l.account = $1 and l.region = $2 and (l.active_to is null or l.active_to > $5) and ($6::int is null or s.id <= $6)
           order by 2, s.statistic`,
    values: [account, region, computedStatistics, owedKinds, Math.floor(since / minuteMs), lastSeries],
    rowMode: 'array',
  });
  return rows.map(([id, metric, isComputed, isOwed, from, to, asked, asked300, asked3600]) => ({
    ...{ id, metric, isComputed, isOwed },
    activeFrom: timeOf(from, Number.NEGATIVE_INFINITY),
    activeTo: timeOf(to, Number.POSITIVE_INFINITY),
    asked: { 60: windowsOf(asked), 300: windowsOf(asked300), 3600: windowsOf(asked3600) },
  }));
}

/** A mark that is another once what a place misses may be: with other series, and when a filling has ended. */
export async function pastMark({ pool }: Db, { account, region }: Place): Promise<string> {
  const { rows } = await pool.query<{ mark: string }>(
    `select concat_ws(' ', count(*), max(series_id), (select max(id) from history_fill where state <> 'running')) as mark
     from series_ledger where account = $1 and region = $2`,
    [account, region],
  );
  return rows[0]?.mark ?? '';
}

const columnOf = { 300: 'asked_300', 3600: 'asked_3600' } as const;

/** Notes in the transaction that stores what came that series answered a whole window in points of a length. */
export async function markPastAsked(
  client: PoolClient,
  place: Pick<Place, 'account'>,
  { periodSeconds, ...asked }: { periodSeconds: HistoryPeriod; seriesIds: readonly number[]; window: Window },
): Promise<void> {
  if (periodSeconds === 60) return markAsked(client, place, asked);
  const column = columnOf[periodSeconds];
  await client.query(
    `update series_ledger l set ${column} = l.${column} + int4multirange(int4range($3, $4))
     from (select series_id from series_ledger where account = $1 and series_id = any ($2) order by series_id for update) k
     where l.account = $1 and l.series_id = k.series_id`,
    [place.account, asked.seriesIds, Math.floor(asked.window.from / minuteMs), Math.ceil(asked.window.to / minuteMs)],
  );
}

/**
 * What runs of a filling were refused since it was approved, by series: for good where a role may not or a series alone was refused, for a while
 * where a whole call met trouble.
 */
export async function listPastFailures(
  { pool }: Db,
  { account, region }: Place,
  { since, troubleSince }: { since: Date; troubleSince: Date },
): Promise<Map<number, Window[]>> {
  const { rows } = await pool.query<{ id: number; from: Date; to: Date }>(
    `select unnest(f.series_ids) as id, f.window_from as from, f.window_to as to from run_failure f join run r on r.id = f.run_id
     where r.collector = 'metrics' and r.account = $1 and r.region = $2 and r.started_at >= $3 and r.counts ? 'past'
       and f.repaired_at is null and f.window_from is not null
       and (f.word = 'denied' or cardinality(f.series_ids) = 1 or r.started_at > $4)`,
    [account, region, since, troubleSince],
  );
  const windows = Map.groupBy(rows, ({ id }) => id);
  return new Map([...windows].map(([id, all]) => [id, all.map(({ from, to }) => ({ from: from.getTime(), to: to.getTime() }))]));
}
