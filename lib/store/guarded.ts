import type { PoolClient } from 'pg';
import { actionOf } from '#lib/audit/detections/attempt.ts';
import { type Guard, guardedEvents, guardNames, guardsOf } from '#lib/audit/detections/guards.ts';
import { detectionRules } from '#lib/audit/detections/rules.ts';
import { guardRules } from '#lib/audit/detections/stateful-rules.ts';
import { type Detected, type Evaluated, insertDetections, requestOf } from './detection-rows.ts';

const actions = new Set(guardedEvents);

type Row = { account: string; eventId: string; at: Date; lineage: string; guards: Guard[] };

const rowsOf = (list: readonly Evaluated[]): Row[] =>
  list.flatMap((one): Row[] => {
    const { event } = one;
    if (event.result !== 'ok' || !actions.has(actionOf(event))) return [];
    const read = guardsOf(event.eventName, requestOf(one));
    const { account, eventId, at, region } = event;
    return read ? [{ account, eventId, at, lineage: `${region} ${read.lineage}`, guards: read.guards }] : [];
  });

/** Guards as the table holds them: a bit each, in the order of their names. */
const bitsOf = (guards: readonly Guard[]): number => guards.reduce((bits, guard) => bits | (1 << guardNames.indexOf(guard)), 0);

type Compared = {
  account: string;
  eventId: string;
  at: Date;
  guards: number;
  before: number | null;
  beforeAt: Date | null;
  beforeId: string | null;
};

const idOf = (event: string): string => `coalesce(nullif(${event}.odd_id, ''), ${event}.event_id::text)`;

/** Each new version, and the one that follows it, beside the one before. A lineage is kept as eight bytes of its text and account. */
async function compare(client: PoolClient, rows: readonly Row[]): Promise<Compared[]> {
  const { rows: compared } = await client.query<Compared>(
    `with fresh as (
       select hashtextextended(account || ' ' || lineage, 0) as lineage, at, audit_key(id) as event_id, account::bigint as account
       from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) as f (account, lineage, at, id)),
     judged as (
       select account, lineage, at, event_id from fresh
       union select n.account, n.lineage, n.at, n.event_id from fresh f join lateral (
         select * from guarded g where g.lineage = f.lineage and (g.at, g.event_id) > (f.at, f.event_id)
         order by g.at, g.event_id limit 1) n on true
     )
     select lpad(j.account::text, 12, '0') as account, ${idOf('e')} as "eventId", j.at, g.guards, p.guards as before, p.at as "beforeAt", ${idOf('b')} as "beforeId"
     from judged j join guarded g on (g.account, g.event_id) = (j.account, j.event_id)
     join event e on (e.at, e.event_id, e.account) = (j.at, j.event_id, j.account)
     left join lateral (
       select * from guarded g where g.lineage = j.lineage and (g.at, g.event_id) < (j.at, j.event_id)
       order by g.at desc, g.event_id desc limit 1) p on true
     left join event b on (b.at, b.event_id, b.account) = (p.at, p.event_id, p.account)`,
    [rows.map((one) => one.account), rows.map((one) => one.lineage), rows.map((one) => one.at), rows.map((one) => one.eventId)],
  );
  return compared;
}

const lost = ({ account, eventId, at, guards, before, beforeAt, beforeId }: Compared): Detected[] =>
  guardNames
    .filter((guard) => (bitsOf([guard]) & (before ?? 0) & ~guards) !== 0)
    .map((guard) => ({
      account,
      eventId,
      at,
      rule: guardRules[guard],
      severity: detectionRules[guardRules[guard]].severity,
      object: null,
      found: { before: beforeAt?.toISOString().slice(0, 16).replace('T', ' ') ?? '', beforeId: beforeId ?? '' },
    }));

/** Compares how each job, model or configuration is protected with the one before it in its line. */
export async function noteGuards(client: PoolClient, list: readonly Evaluated[]): Promise<void> {
  const rows = rowsOf(list);
  if (rows.length === 0) return;
  await client.query(
    `insert into guarded (account, event_id, at, lineage, guards)
     select account::bigint, audit_key(event_id), at, hashtextextended(account || ' ' || lineage, 0), guards
     from jsonb_to_recordset($1::jsonb) as x (account text, event_id text, at timestamptz, lineage text, guards smallint)
     order by account, event_id on conflict do nothing`,
    [JSON.stringify(rows.map(({ eventId, guards, ...one }) => ({ ...one, event_id: eventId, guards: bitsOf(guards) })))],
  );
  const compared = await compare(client, rows);
  await client.query(
    `delete from detection d using unnest($1::text[], $2::text[]) as e (account, event_id)
     where (d.account, d.event_id) = (e.account, e.event_id) and d.rule = any($3)`,
    [compared.map((one) => one.account), compared.map((one) => one.eventId), Object.values(guardRules)],
  );
  await insertDetections(client, compared.flatMap(lost));
}
