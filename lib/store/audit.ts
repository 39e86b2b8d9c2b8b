import type { PoolClient } from 'pg';
import { isSameRecord, type Parsed, type ParsedEvent, parseRecord } from '#lib/audit/record.ts';
import { type CopyValue, copyRows } from './copy-rows.ts';
import { saveDetections } from './detections.ts';
import { type Quarantined, saveQuarantine } from './quarantine.ts';
import { type Db, transaction } from './transaction.ts';

type AuditSource = 'event-history' | 'trail' | 'import';

export type AuditDelivery = {
  /** The record as delivered. */
  raw: string;
  source: AuditSource;
  /** The log file whose bytes it is, by its id. */
  file?: number;
  /** Where it was read from, for records that do not name their recipient. */
  account?: string;
  /** Where it stood, in words, should it have to be put into quarantine. */
  place?: string;
  /** Why it could not even be cut out; then `raw` is what there is of it. */
  problem?: string;
};

export type AuditSaved = { saved: number; known: number; quarantined: number };

type Read = AuditDelivery & { event: ParsedEvent };

const columns = {
  account: ({ event }) => event.account,
  event_id: ({ event }) => event.eventId,
  at: ({ event }) => event.at,
  region: ({ event }) => event.region,
  event_source: ({ event }) => event.eventSource,
  event_name: ({ event }) => event.eventName,
  event_type: ({ event }) => event.eventType,
  category: ({ event }) => event.category,
  read_only: ({ event }) => event.readOnly,
  user_type: ({ event }) => event.userType,
  who: ({ event }) => event.who,
  through: ({ event }) => event.through,
  principal_arn: ({ event }) => event.principalArn,
  access_key_id: ({ event }) => event.accessKeyId,
  source_ip: ({ event }) => event.sourceIp,
  user_agent: ({ event }) => event.userAgent,
  vpc_endpoint: ({ event }) => event.vpcEndpoint,
  tls_version: ({ event }) => event.tlsVersion,
  result: ({ event }) => event.result,
  error_code: ({ event }) => event.errorCode,
  error_message: ({ event }) => event.errorMessage,
  targets: ({ event }) => event.targets,
  source: ({ source }) => source,
  file: ({ file }) => file ?? null,
  record: ({ raw }) => raw.toWellFormed(),
} as const satisfies Record<string, (read: Read) => CopyValue>;

const names = Object.keys(columns);
const list = names.join(', ');

/** The staging table lives as long as its connection and is empty after every transaction. */
async function stage(client: PoolClient, reads: readonly Read[], receivedAt: Date): Promise<void> {
  await client.query(`create temp table if not exists audit_stage (like audit_event) on commit delete rows`);
  const rows = reads.map((read) => [...Object.values(columns).map((column) => column(read)), receivedAt]);
  await copyRows(client, { table: 'audit_stage', columns: [...names, 'received_at'] }, rows);
}

type Key = { account: string; event_id: string };
const keyOf = (account: string, eventId: string): string => `${account} ${eventId}`;

async function insertNew(client: PoolClient): Promise<Set<string>> {
  const { rows } = await client.query<Key>(
    `insert into audit_event (${list}, received_at)
     select ${list}, received_at from audit_stage order by account, event_id
     on conflict do nothing returning account, event_id`,
  );
  return new Set(rows.map((row) => keyOf(row.account, row.event_id)));
}

const resourceColumns = ['account', 'event_id', 'owner', 'region', 'kind', 'name', 'at'];

/** Those that were not known, each once. */
function firstOfEach(reads: readonly Read[], fresh: ReadonlySet<string>): Read[] {
  const left = new Set(fresh);
  return reads.filter(({ event }) => left.delete(keyOf(event.account, event.eventId)));
}

async function insertResources(client: PoolClient, reads: readonly Read[]): Promise<void> {
  const rows = reads.flatMap(({ event }): CopyValue[][] =>
    event.resources.map((resource) => [
      event.account,
      event.eventId,
      resource.account,
      resource.region,
      resource.kind,
      resource.name,
      event.at,
    ]),
  );
  if (rows.length === 0) return;
  await client.query('create temp table if not exists audit_resource_stage (like audit_event_resource) on commit delete rows');
  await copyRows(client, { table: 'audit_resource_stage', columns: resourceColumns }, rows);
  await client.query(
    `insert into audit_event_resource (${resourceColumns.join()}) select ${resourceColumns.join()} from audit_resource_stage`,
  );
}

/** Copies under a known key whose body says something else than the one that was kept. */
async function variants(client: PoolClient): Promise<(Key & Quarantined)[]> {
  const { rows } = await client.query<Key & { staged: string; kept: string; source: string }>(
    `select s.account, s.event_id, s.record as staged, e.record as kept, s.source
     from audit_stage s join audit_event e using (account, event_id) where s.record <> e.record`,
  );
  return rows
    .filter((row) => !isSameRecord(row.staged, row.kept))
    .map(({ account, event_id, source, staged }) => ({
      ...{ account, event_id, source, body: staged },
      reason: `Another body is already kept under event ${event_id} of account ${account}.`,
    }));
}

/** The bytes that a trail delivered, which its digests cover, take the place of any other copy that says the same. */
async function keepDelivered(client: PoolClient, odd: readonly Key[]): Promise<void> {
  await client.query(
    `with delivered as materialized (
       select distinct on (account, event_id) account, event_id, record, source, file from audit_stage
       where source = 'trail' and (account, event_id) not in (select * from unnest($1::text[], $2::text[])) order by account, event_id, file
     ), other as materialized (
       select e.account, e.event_id from audit_event e join delivered using (account, event_id) where e.source <> 'trail'
       order by e.account, e.event_id for update of e
     )
     update audit_event e set record = d.record, source = d.source, file = d.file from delivered d join other o using (account, event_id)
     where (e.account, e.event_id) = (d.account, d.event_id)`,
    [odd.map(({ account }) => account), odd.map(({ event_id }) => event_id)],
  );
}

/** Who made them, for the worker to map to teams. Services act for an account, not for a team. */
const insertPrincipals = (client: PoolClient) =>
  client.query(
    `insert into principal (account, kind, name)
     select account, 'role', through from audit_stage where through is not null and through not like 'AWSServiceRole%'
     union select account, 'user', who from audit_stage where user_type = 'IAMUser' or through like 'SSO %'
     order by 1, 2, 3 on conflict do nothing`,
  );

/**
 * Stores CloudTrail records exactly once by (recipient account, event ID), each verbatim, all or none of them.
 * What cannot be read, and a different body under a known ID, goes to quarantine with its reason; saving the same again
 * changes nothing. `saved + known + quarantined` is the number of deliveries.
 * @param receivedAt when Trailwatch got them
 */
export const saveAuditEvents = (db: Db, deliveries: readonly AuditDelivery[], receivedAt: Date): Promise<AuditSaved> =>
  transaction(db, (client) => addAuditEvents(client, deliveries, receivedAt));

/** The same within the transaction that keeps where they came from. */
export async function addAuditEvents(
  client: PoolClient,
  deliveries: readonly AuditDelivery[],
  receivedAt: Date,
): Promise<AuditSaved> {
  if (deliveries.length === 0) return { saved: 0, known: 0, quarantined: 0 };
  const reads: Read[] = [];
  const refused: Quarantined[] = [];
  for (const delivery of deliveries) {
    const { raw, source, account, place, problem } = delivery;
    const parsed: Parsed = problem ? { ok: false, reason: problem } : parseRecord(raw, account);
    if (parsed.ok) reads.push({ ...delivery, event: parsed.event });
    else refused.push({ source, body: raw, reason: parsed.reason, ...(place ? { place } : {}) });
  }
  await stage(client, reads, receivedAt);
  const fresh = await insertNew(client);
  const added = firstOfEach(reads, fresh);
  await insertResources(client, added);
  if (fresh.size > 0) await insertPrincipals(client);
  await saveDetections(client, added);
  const odd = fresh.size === reads.length ? [] : await variants(client);
  if (fresh.size < reads.length && reads.some(({ source }) => source === 'trail')) await keepDelivered(client, odd);
  await saveQuarantine(client, [...refused, ...odd], receivedAt);
  const quarantined = refused.length + odd.length;
  return { saved: fresh.size, known: deliveries.length - fresh.size - quarantined, quarantined };
}
