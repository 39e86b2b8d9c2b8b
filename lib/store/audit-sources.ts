import { minuteMs } from '#lib/time.ts';
import type { Db } from './transaction.ts';

/** Where trails deliver, and who reads it. */
export type AuditSource = {
  id: number;
  bucket: string;
  prefix: string;
  region: string;
  account: string;
  found: 'configured' | 'discovered';
};

const heldMs = 60 * minuteMs;

/**
 * Keeps a source, and gives it its id. Trails of many accounts may deliver to one bucket: whoever read it first goes on, and others have
 * their turn once nobody did for an hour.
 * @returns null where it is read from elsewhere
 */
export async function keepSource({ pool }: Db, source: Omit<AuditSource, 'id'>, at: Date): Promise<AuditSource | null> {
  const { rows } = await pool.query<{ id: number }>(
    `insert into audit_source (bucket, prefix, region, account, found, seen_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (bucket, prefix) do update set region = excluded.region, account = excluded.account, found = excluded.found,
       seen_at = excluded.seen_at
     where (audit_source.account, audit_source.region) = (excluded.account, excluded.region) or excluded.found = 'configured'
       or audit_source.seen_at < $7
     returning id`,
    [source.bucket, source.prefix, source.region, source.account, source.found, at, new Date(at.getTime() - heldMs)],
  );
  return rows[0] ? { ...source, id: rows[0].id } : null;
}

/** How far the log files of one account and Region were listed. Days are midnights in UTC. */
export type AuditFolder = {
  account: string;
  region: string;
  folder: string;
  lastKey: string | null;
  readFrom: Date | null;
  firstDay: Date | null;
  listedAt: Date;
};

export async function listFolders({ pool }: Db, source: number): Promise<AuditFolder[]> {
  const { rows } = await pool.query<AuditFolder>(
    `select account, region, folder, last_key as "lastKey", read_from::timestamp at time zone 'UTC' as "readFrom",
       first_day::timestamp at time zone 'UTC' as "firstDay", listed_at as "listedAt"
     from audit_folder where source = $1 order by listed_at, account, region`,
    [source],
  );
  return rows;
}

export async function saveFolder({ pool }: Db, source: number, folder: AuditFolder): Promise<void> {
  await pool.query(
    `insert into audit_folder (account, region, source, folder, last_key, read_from, first_day, listed_at)
     values ($1, $2, $3, $4, $5, ($6::timestamptz at time zone 'UTC')::date, ($7::timestamptz at time zone 'UTC')::date, $8)
     on conflict (account, region, source) do update set folder = excluded.folder, last_key = excluded.last_key,
       read_from = excluded.read_from, first_day = excluded.first_day, listed_at = excluded.listed_at`,
    [
      ...[folder.account, folder.region, source, folder.folder, folder.lastKey],
      ...[folder.readFrom, folder.firstDay, folder.listedAt],
    ],
  );
}

/** A trail as CloudTrail describes it; what could not be asked for is null. */
export type TrailRow = {
  account: string;
  region: string;
  name: string;
  bucket: string;
  prefix: string;
  isOrganization: boolean;
  isMultiRegion: boolean;
  isValidated: boolean;
  kmsKey: string | null;
  isLogging: boolean | null;
  startedAt: Date | null;
  stoppedAt: Date | null;
  deliveredAt: Date | null;
  deliveryError: string | null;
  /** When its last digest was delivered. */
  digestAt: Date | null;
  selectors: object | null;
};

/**
 * Keeps the trails whose home one Region of an account is, or of which it is told; those that it named before and does not any more are gone.
 * What could not be asked for stays as it was known.
 */
export async function saveTrails(
  { pool }: Db,
  place: { account: string; region: string },
  { trails, at }: { trails: readonly TrailRow[]; at: Date },
): Promise<void> {
  await pool.query(
    `insert into trail as t (account, region, name, bucket, prefix, is_organization, is_multi_region, is_validated, kms_key, is_logging,
       started_at, stopped_at, delivered_at, delivery_error, digest_at, selectors, seen_at)
     select account, region, name, bucket, prefix, "isOrganization", "isMultiRegion", "isValidated", "kmsKey", "isLogging",
       "startedAt", "stoppedAt", "deliveredAt", "deliveryError", "digestAt", selectors, $2
     from jsonb_to_recordset($1) as n (account text, region text, name text, bucket text, prefix text, "isOrganization" boolean,
       "isMultiRegion" boolean, "isValidated" boolean, "kmsKey" text, "isLogging" boolean, "startedAt" timestamptz, "stoppedAt" timestamptz,
       "deliveredAt" timestamptz, "deliveryError" text, "digestAt" timestamptz, selectors jsonb) order by account, region, name
     on conflict (account, region, name) do update set bucket = excluded.bucket, prefix = excluded.prefix,
       is_organization = excluded.is_organization, is_multi_region = excluded.is_multi_region, is_validated = excluded.is_validated,
       kms_key = excluded.kms_key, is_logging = coalesce(excluded.is_logging, t.is_logging),
       started_at = case when excluded.is_logging is null then t.started_at else excluded.started_at end,
       stopped_at = case when excluded.is_logging is null then t.stopped_at else excluded.stopped_at end,
       delivered_at = coalesce(excluded.delivered_at, t.delivered_at), digest_at = coalesce(excluded.digest_at, t.digest_at),
       delivery_error = case when excluded.is_logging is null then t.delivery_error else excluded.delivery_error end,
       selectors = coalesce(excluded.selectors, t.selectors), seen_at = excluded.seen_at, gone_at = null`,
    [JSON.stringify(trails), at],
  );
  await pool.query(
    `update trail set gone_at = $4 where account = $1 and region = $2 and gone_at is null and name <> all ($3::text[])`,
    [place.account, place.region, trails.filter(({ account }) => account === place.account).map(({ name }) => name), at],
  );
}

/** Buckets to which the trails of an account deliver whose home a Region is. */
export async function listTrailsAt(
  { pool }: Db,
  { account, region }: { account: string; region: string },
): Promise<{ bucket: string; prefix: string }[]> {
  const { rows } = await pool.query<{ bucket: string; prefix: string }>(
    `select distinct bucket, prefix from trail where account = $1 and region = $2 and gone_at is null order by 1, 2`,
    [account, region],
  );
  return rows;
}
