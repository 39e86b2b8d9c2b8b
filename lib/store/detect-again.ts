import { ruleIds } from '#lib/audit/detections/rules.ts';
import { parseRecord } from '#lib/audit/record.ts';
import { type Place, readPlaces } from './audit-blocks.ts';
import { findCursor, setCursor } from './cursors.ts';
import { saveDetections } from './detections.ts';
import { type Db, transaction } from './transaction.ts';

/** How far the rules went over the history; epoch ms. `since` is where it began. */
export type DetectMark = { since: number; at: number; eventId: string; account: string; evaluated: number };

const cursor = { account: '', region: '', collector: 'detect', key: 'history' };
const rules = ruleIds.join(' ');

const isMark = (value: unknown): value is DetectMark & { rules: string } =>
  typeof value === 'object' && value !== null && 'rules' in value && value.rules === rules && 'evaluated' in value;

/** Where an evaluation by these very rules was cut off that began no later than `since`; null where there is none. */
export async function findDetectMark(db: Db, since: number): Promise<DetectMark | null> {
  const value = await findCursor(db, cursor);
  return isMark(value) && value.since <= since ? value : null;
}

/** So that the next evaluation begins anew. */
export async function clearDetectMark({ pool }: Db): Promise<void> {
  await pool.query(`delete from cursor where collector = $1 and key = $2`, [cursor.collector, cursor.key]);
}

/** How many events happened since; epoch ms. */
export async function countSince({ pool }: Db, since: number): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from audit_event where at >= $1', [
    new Date(since),
  ]);
  return rows[0]?.n ?? 0;
}

/** How many detections of each rule stand since; epoch ms. */
export async function countByRule({ pool }: Db, since: number): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ rule: string; n: number }>(
    'select rule, count(*)::int as n from detection where at >= $1 group by 1 order by 1',
    [new Date(since)],
  );
  return Object.fromEntries(rows.map(({ rule, n }) => [rule, n]));
}

type Row = { account: string; eventId: string; at: Date } & Place;

/**
 * Evaluates the rules over a page of stored events, oldest first, and notes how far that went, in one transaction.
 * @returns the new mark; null when nothing is left
 */
export function detectPage(db: Db, mark: DetectMark, { most, now }: { most: number; now: Date }): Promise<DetectMark | null> {
  return transaction(db, async (client) => {
    const { rows } = await client.query<Row>(
      `select account, event_id as "eventId", at, month::text, block, position from audit_event where at >= $1 and (at > $1 or (key, account) > (audit_key($2), $3))
       order by at, key, account limit $4`,
      [new Date(mark.at), mark.eventId, mark.account, most],
    );
    const last = rows.at(-1);
    if (!last) return null;
    const records = await readPlaces(client, rows);
    const events = rows.flatMap(({ account }, index) => {
      const record = records[index] as string;
      const parsed = parseRecord(record, account);
      return parsed.ok ? [{ event: parsed.event, raw: record }] : [];
    });
    await saveDetections(client, events, true);
    const next = {
      since: mark.since,
      at: last.at.getTime(),
      eventId: last.eventId,
      account: last.account,
      evaluated: mark.evaluated + rows.length,
    };
    await setCursor(client, cursor, { ...next, rules }, now);
    return next;
  });
}
