import type { TeamScope } from '#lib/auth/scope.ts';
import { collectorNames, collectorRows, lateAfterMs } from '#lib/catalog/collectors.ts';
import { isAsked } from '#lib/catalog/unreached.ts';
import { type WordId, words } from '#lib/catalog/words.ts';
import { loadConfig } from '#lib/config.ts';
import { shared } from '#lib/process.ts';
import { newestWhere, wentWell } from './newest-run.ts';
import { read, toTime } from './sql.ts';

/** One source: a collector's look at one account and Region. Epoch ms. Names no resource, so it is no team's secret. */
export type CollectionSource = {
  collector: string;
  account: string;
  region: string;
  /** healthy, late, partial, failed, or why nothing comes: denied, throttled, not_collected … */
  word: WordId;
  isCurrent: boolean;
  /** Since when the word is not healthy. */
  since: number | null;
  /** End of the newest run that read something. */
  readAt: number | null;
  last: SourceRun | null;
  /** A run that is under way. */
  runningSince: number | null;
  /** Runs that ended in the window, and those of them that read all they asked for. */
  runs: number;
  ok: number;
  /** For collectors of windows: end of the newest window read, and the part of the page's window that is read. */
  completeTo: number | null;
  covered: number | null;
};

/** The newest live run that ended. `word` is its loudest failure's. */
type SourceRun = {
  id: number;
  status: string;
  startedAt: number;
  endedAt: number | null;
  calls: number;
  /** Its worker ended before it did. */
  isInterrupted: boolean;
  word: string | null;
};

type Row = Omit<CollectionSource, 'word' | 'isCurrent' | 'last' | 'covered'> & {
  lastId: number | null;
  lastStatus: string;
  lastStartedAt: number;
  lastEndedAt: number | null;
  lastCalls: number;
  isInterrupted: boolean;
  failureWord: string | null;
  coveredMs: number;
};

/** Runs older than this say nothing of a source: it has left the configuration. */
const remembered = '15 days';

const places = (): readonly string[][] =>
  shared('places', () => loadConfig().accounts.flatMap(({ id, regions }) => regions.map((region) => [id, region])));

const ms = (expression: string): string => `extract(epoch from ${expression})::float8 * 1000`;

/** $1 now, $2 from, $3 to, $4 accounts and $5 Regions of the configuration, $6 collectors. The walk reads one index entry a source. */
const text = `
with recursive seen as (
  (select account, region, collector from run order by 1, 2, 3 limit 1)
  union all
  select n.account, n.region, n.collector from seen s cross join lateral (
    select account, region, collector from run r where (r.account, r.region, r.collector) > (s.account, s.region, s.collector) order by 1, 2, 3 limit 1) n
), source as (
  select account, region, collector from seen
  union select p.account, p.region, c.collector from unnest($4::text[], $5::text[]) as p (account, region), unnest($6::text[]) as c (collector)
)
select s.account, s.region, s.collector, n.id as "lastId", n.status as "lastStatus", ${ms('n.started_at')} as "lastStartedAt",
  ${ms('n.ended_at')} as "lastEndedAt", n.calls as "lastCalls", coalesce(n.counts ? 'interrupted', false) as "isInterrupted", w.word as "failureWord", ${ms('g.ended_at')} as "readAt",
  ${ms('a.started_at')} as "runningSince", ${ms('b.started_at')} as since, coalesce(t.runs, 0) as runs, coalesce(t.ok, 0) as ok,
  ${ms('c.read_to')} as "completeTo", coalesce(c.covered, 0) as "coveredMs"
from source s
left join lateral (${newestWhere(
  `(r.account, r.region, r.collector) = (s.account, s.region, s.collector) and r.purpose = 'live'
  and r.status <> 'running' and r.started_at <= $1 and r.started_at > $1 - interval '${remembered}'`,
  '$1',
)}) n on true
left join lateral (select word from run_failure where run_id = n.id order by (word <> 'denied'), seq limit 1) w on true
left join lateral (select ended_at from run r where (r.account, r.region, r.collector) = (s.account, s.region, s.collector)
  and status in ('ok', 'partial') and started_at <= $1 order by started_at desc limit 1) g on true
left join lateral (select started_at from run r where (r.account, r.region, r.collector) = (s.account, s.region, s.collector)
  and status = 'running' and started_at <= $1 and started_at > $1 - interval '1 hour' order by started_at desc limit 1) a on true
left join lateral (select started_at from run r where (r.account, r.region, r.collector) = (s.account, s.region, s.collector) and purpose = 'live'
  and n.status in ('failed', 'partial') and status in ('failed', 'partial') and started_at <= n.started_at
  and started_at > coalesce((select started_at from run o where (o.account, o.region, o.collector) = (s.account, s.region, s.collector)
    and o.purpose = 'live' and ${wentWell('o')} and o.started_at <= n.started_at order by o.started_at desc limit 1), '-infinity')
  order by started_at limit 1) b on true
left join lateral (select count(*)::int as runs, count(*) filter (where status = 'ok')::int as ok from run r
  where (r.account, r.region, r.collector) = (s.account, s.region, s.collector) and status <> 'running' and started_at >= $2 and started_at <= $3) t on true
left join lateral (select max(window_to) as read_to,
    (select sum(extract(epoch from upper(m) - lower(m)))::float8 * 1000
     from unnest(range_agg(tstzrange(window_from, window_to) * tstzrange($2, $3))) m where not isempty(m)) as covered
  from run r where (r.account, r.region, r.collector) = (s.account, s.region, s.collector) and purpose in ('live', 'backfill')
    and status in ('ok', 'partial') and started_at <= $1 and started_at >= $2 and window_from < window_to) c on true
where (n.id is not null or a.started_at is not null or s.account = any($4)) and (s.account = $7 or $7 is null and ${isAsked('s')})
order by s.collector, s.account, s.region`;

const isWord = (word: string): word is WordId => Object.hasOwn(words, word);

function wordOf(row: Row, now: number): WordId {
  if (row.lastId === null) return row.runningSince === null ? 'not_collected' : 'running';
  const said = row.failureWord !== null && isWord(row.failureWord) ? row.failureWord : null;
  if (row.lastStatus === 'failed') return said ?? 'failed';
  if (row.readAt === null || now - row.readAt > lateAfterMs) return 'late';
  return row.lastStatus === 'partial' ? 'partial' : 'healthy';
}

const lastOf = (row: Row): SourceRun | null =>
  row.lastId === null
    ? null
    : {
        ...{ id: row.lastId, status: row.lastStatus, startedAt: row.lastStartedAt, endedAt: row.lastEndedAt },
        ...{ calls: row.lastCalls, isInterrupted: row.isInterrupted, word: row.failureWord },
      };

function toSource(row: Row, ask: SourceAsk): CollectionSource {
  const { collector, account, region, readAt, runningSince, runs, ok, completeTo } = row;
  const word = wordOf(row, ask.now);
  const hasWindow =
    Object.hasOwn(collectorRows, row.collector) && collectorRows[row.collector as keyof typeof collectorRows].hasWindow;
  return {
    ...{ collector, account, region, readAt, runningSince, runs, ok, completeTo, word },
    isCurrent: row.lastId !== null && row.lastStatus !== 'failed' && readAt !== null && ask.now - readAt <= lateAfterMs,
    since: word === 'late' ? readAt : row.since,
    last: lastOf(row),
    covered: hasWindow ? Math.min(1, row.coveredMs / Math.max(1, ask.to - ask.from)) : null,
  };
}

/** `account`: of that one alone, whether it is asked still or not. */
export type SourceAsk = { now: number; from: number; to: number; account?: string };

const loudness: readonly WordId[] = ['failed', 'denied', 'throttled', 'late', 'not_collected', 'partial', 'running', 'healthy'];
const rank = ({ word }: CollectionSource): number => {
  const place = loudness.indexOf(word);
  return place < 0 ? 1 : place;
};

/** Every source that ran in the last fortnight or that trailwatch.yaml asks for, the loudest first. */
export async function listSources(scope: TeamScope, ask: SourceAsk): Promise<CollectionSource[]> {
  const asked = places();
  const rows = await read<Row>(scope, 'collection sources', text, [
    toTime(ask.now),
    toTime(ask.from),
    toTime(ask.to),
    asked.map(([account]) => account),
    asked.map(([, region]) => region),
    collectorNames,
    ask.account ?? null,
  ]);
  return rows.map((row): CollectionSource => toSource(row, ask)).toSorted((a, b) => rank(a) - rank(b));
}
