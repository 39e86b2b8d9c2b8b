import { type Db, transaction } from './transaction.ts';

/** One account in one Region, as a source holds it. */
export type TrailSpot = { source: number; account: string; region: string };

type TrailHourRow = {
  chain: string;
  hour: Date;
  state: string;
  digests: number;
  faultyDigests: number;
  logs: number;
  faultyLogs: number;
};

/** What does not verify. `key` and `chain` are empty where it is of no file, or of no trail. */
export type TrailFindingRow = { chain: string; from: Date; to: Date; kind: string; key: string; sentence: string };

/** What a walk over a stretch of time came to; it takes the place of what was known of these hours. */
export type VerifiedStretch = {
  from: Date;
  to: Date;
  at: Date;
  hours: readonly TrailHourRow[];
  findings: readonly TrailFindingRow[];
  /** What was found of log files, by key. */
  verdicts: readonly { key: string; verdict: string }[];
};

export async function saveVerified(db: Db, { source, account, region }: TrailSpot, stretch: VerifiedStretch): Promise<void> {
  const { from, to, at, hours, findings, verdicts } = stretch;
  const spot = [account, region, source];
  await transaction(db, async (client) => {
    await client.query(
      `insert into trail_hour (account, region, source, chain, hour, state, digests, faulty_digests, logs, faulty_logs, verified_at)
       select $1, $2, $3, chain, hour, state, digests, "faultyDigests", logs, "faultyLogs", $5
       from jsonb_to_recordset($4) as h (chain text, hour timestamptz, state text, digests int, "faultyDigests" int, logs int, "faultyLogs" int)
       on conflict (account, region, source, chain, hour) do update set state = excluded.state, digests = excluded.digests,
         faulty_digests = excluded.faulty_digests, logs = excluded.logs, faulty_logs = excluded.faulty_logs, verified_at = excluded.verified_at`,
      [...spot, JSON.stringify(hours), at],
    );
    await client.query(
      `delete from trail_finding where account = $1 and region = $2 and source = $3 and "from" >= $4 and "from" < $5`,
      [...spot, from, to],
    );
    await client.query(
      `insert into trail_finding (account, region, source, chain, "from", "to", kind, key, sentence, found_at)
       select $1, $2, $3, chain, "from", "to", kind, key, sentence, $5
       from jsonb_to_recordset($4) as f (chain text, "from" timestamptz, "to" timestamptz, kind text, key text, sentence text)
       on conflict do nothing`,
      [...spot, JSON.stringify(findings), at],
    );
    await client.query(
      `update audit_file f set verdict = v.verdict from unnest($4::text[], $5::text[]) as v (key, verdict)
       where f.account = $1 and f.region = $2 and f.source = $3 and f.key = v.key and f.verdict is distinct from v.verdict`,
      [...spot, verdicts.map(({ key }) => key), verdicts.map(({ verdict }) => verdict)],
    );
  });
}

/** The first hour of which something may still come; null where none was looked at. */
export async function findOpenHour({ pool }: Db, { source, account, region }: TrailSpot): Promise<Date | null> {
  const { rows } = await pool.query<{ open: Date | null; last: Date | null }>(
    `select min(hour) filter (where state = 'not-yet-due') as open, max(hour) as last from trail_hour
     where account = $1 and region = $2 and source = $3`,
    [account, region, source],
  );
  return rows[0]?.open ?? rows[0]?.last ?? null;
}

/** What GetTrailStatus last said of the trails there are. */
export async function listTrailStatuses({
  pool,
}: Db): Promise<{ name: string; region: string; digestAt: Date | null; stoppedAt: Date | null; isLogging: boolean | null }[]> {
  const { rows } = await pool.query(
    `select name, region, digest_at as "digestAt", stopped_at as "stoppedAt", is_logging as "isLogging" from trail where gone_at is null`,
  );
  return rows;
}

/** When the newest file of a stretch is of that could not be read when it was tried last, and may be by now; null where there is none. */
export async function findUnreadable(
  { pool }: Db,
  { source, account, region }: TrailSpot,
  { since, before, triedBefore }: { since: Date; before: Date; triedBefore: Date },
): Promise<Date | null> {
  const { rows } = await pool.query<{ newest: Date | null }>(
    `select max("from") as newest from trail_finding
     where account = $1 and region = $2 and source = $3 and kind = 'unreadable' and "from" >= $4 and "from" < $5 and found_at < $6`,
    [account, region, source, since, before, triedBefore],
  );
  return rows[0]?.newest ?? null;
}
