import type { Place } from './cursors.ts';
import type { Span } from './runs.ts';
import type { Db } from './transaction.ts';

type Covered = Span & { isHistory: boolean };

type CollectorPlace = Place & { collector: string };

/** Windows in which a collector asked for everything of a place, failures listed apart. Not joined. */
export async function listCovered(db: Db, { account, region, collector }: CollectorPlace, since: Date): Promise<Covered[]> {
  const { rows } = await db.pool.query<{ from: Date; to: Date; isHistory: boolean }>(
    `select window_from as from, window_to as to, purpose = 'backfill' as "isHistory" from run
     where collector = $4 and account = $1 and region = $2 and purpose in ('live', 'backfill')
       and status in ('ok', 'partial') and window_to > $3`,
    [account, region, since, collector],
  );
  return rows.map((row) => ({ from: row.from.getTime(), to: row.to.getTime(), isHistory: row.isHistory }));
}

/** How far a place's series were read, by runs that brought something. Epoch ms. */
export type Reach = {
  /** The first live window that is kept, and the last that asked for every series of the usual pace; none on a first start. */
  first: Span[];
  whole: Span[];
  /** End of the last live window of any kind. */
  lastTo: number;
};

export async function findReach(db: Db, { account, region }: Place, since: Date): Promise<Reach> {
  const { rows } = await db.pool.query<{ from: Date | null; wholeTo: Date | null; lastTo: Date | null }>(
    `select min(window_from) as from, max(window_to) filter (where not counts ? 'between') as "wholeTo", max(window_to) as "lastTo" from run
     where collector = 'metrics' and account = $1 and region = $2 and purpose = 'live' and status in ('ok', 'partial') and window_to > $3`,
    [account, region, since],
  );
  const [{ from, wholeTo, lastTo } = { from: null, wholeTo: null, lastTo: null }] = rows;
  const endingAt = (at: number): Span => ({ from: at, to: at });
  return {
    first: from === null ? [] : [endingAt(from.getTime())],
    whole: wholeTo === null ? [] : [endingAt(wholeTo.getTime())],
    lastTo: lastTo?.getTime() ?? Number.NEGATIVE_INFINITY,
  };
}

export type Hole = { runId: number; seq: number; seriesIds: number[]; from: number; to: number };

/** Failed calls that left a window empty which AWS still keeps; newest first. */
export async function listHoles(db: Db, { account, region, collector }: CollectorPlace, since: Date): Promise<Hole[]> {
  const { rows } = await db.pool.query<{ run_id: number; seq: number; series_ids: number[]; from: Date; to: Date }>(
    `select f.run_id, f.seq, f.series_ids, f.window_from as from, f.window_to as to
     from run_failure f join run r on r.id = f.run_id
     where r.collector = $4 and r.account = $1 and r.region = $2 and r.status = 'partial'
       and f.repaired_at is null and f.window_to > $3
     order by f.window_to desc, f.run_id desc, f.seq limit 500`,
    [account, region, since, collector],
  );
  return rows.map((row) => ({
    runId: row.run_id,
    seq: row.seq,
    seriesIds: row.series_ids,
    from: row.from.getTime(),
    to: row.to.getTime(),
  }));
}

/** Marks failures as mended by a run that fetched what they had left empty. */
export async function mendHoles(
  db: Db,
  holes: readonly Pick<Hole, 'runId' | 'seq'>[],
  { byRun, at }: { byRun: number; at: Date },
): Promise<void> {
  if (holes.length === 0) return;
  await db.pool.query(
    `update run_failure f set repaired_run_id = $3, repaired_at = $4
     from unnest($1::int[], $2::int[]) as m (run_id, seq) where f.run_id = m.run_id and f.seq = m.seq and f.repaired_at is null`,
    [holes.map((hole) => hole.runId), holes.map((hole) => hole.seq), byRun, at],
  );
}

/**
 * A run that covered a window mends every failure inside it that was there before it began, but for series it failed on itself: what failed
 * meanwhile may be of a series that it never heard of. A repair mends those of repairs that came to nothing.
 */
export async function mendCovered(db: Db, runId: number, at: Date): Promise<number> {
  const { rowCount } = await db.pool.query(
    `update run_failure f set repaired_run_id = this.id, repaired_at = $2
     from run old, run this
     where this.id = $1 and this.status in ('ok', 'partial')
       and (this.purpose in ('live', 'backfill') or (old.purpose = 'repair' and old.status = 'failed'))
       and old.id = f.run_id and old.id <> this.id and old.ended_at <= this.started_at and f.repaired_at is null
       and (old.collector, old.account, old.region) = (this.collector, this.account, this.region)
       and f.window_from >= this.window_from and f.window_to <= this.window_to
       and not exists (select from run_failure own where own.run_id = this.id
         and own.window_from < f.window_to and own.window_to > f.window_from
         and (cardinality(own.series_ids) = 0 or own.series_ids && f.series_ids))`,
    [runId, at],
  );
  return rowCount ?? 0;
}
