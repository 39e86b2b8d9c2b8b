import type { PoolClient } from 'pg';
import type { Finding } from '#lib/audit/detections/judge.ts';
import { type Raw, textOf } from '#lib/audit/raw.ts';
import { type ParsedEvent, recordIn } from '#lib/audit/record.ts';
import { type Loose, objectAt } from '#lib/audit/text.ts';

/** `whose`: the actor and the account, "111122223333 role:ci-deploy". */
export type Evaluated = { event: ParsedEvent; actor: string | null; whose: string; raw: Raw };

const records = new WeakMap<Evaluated, Loose | null>();

/** The record of an event, which several rules read: parsed once, and by most events' rules never. */
export function recordOf(one: Evaluated): Loose | null {
  const known = records.get(one);
  if (known !== undefined) return known;
  const record = recordIn(textOf(one.raw));
  records.set(one, record);
  return record;
}

export const requestOf = (one: Evaluated): Loose => objectAt(recordOf(one) ?? {}, 'requestParameters');

export type Detected = Pick<ParsedEvent, 'account' | 'eventId' | 'at'> & Finding & { basis?: string };

/** Adds what is new; what stands under the same event, rule and basis is what it was. */
export async function insertDetections(client: PoolClient, list: readonly Detected[]): Promise<void> {
  if (list.length === 0) return;
  const rows = list.map(({ eventId, at, basis, ...one }) => ({
    ...one,
    event_id: eventId,
    at: at.toISOString(),
    basis: basis ?? '',
  }));
  await client.query(
    `insert into detection (account, event_id, rule, at, severity, object, found, basis)
     select account, event_id, rule, at, severity, object, found, basis
     from jsonb_to_recordset($1::jsonb) as x (account text, event_id text, rule text, at timestamptz, severity text, object text, found jsonb, basis text)
     order by account, event_id, rule, basis
     on conflict (account, event_id, rule, basis) do update set severity = excluded.severity, object = excluded.object, found = excluded.found`,
    [JSON.stringify(rows)],
  );
}
