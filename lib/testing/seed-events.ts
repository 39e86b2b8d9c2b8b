import type { Pool } from 'pg';
import type { ParsedEvent } from '#lib/audit/record.ts';
import { addPrepared } from '#lib/store/audit.ts';
import { ensureAuditMonths } from '#lib/store/audit-months.ts';
import { wordsOf } from '#lib/store/audit-words.ts';
import { type Db, transaction } from '#lib/store/transaction.ts';

export type SeededEvent = Pick<ParsedEvent, 'account' | 'eventId' | 'at' | 'region' | 'who'> &
  Partial<ParsedEvent> & { raw?: string };

const rest = {
  ...{
    eventSource: 's',
    eventName: 'n',
    eventType: null,
    category: null,
    readOnly: null,
    userType: null,
    through: null,
  },
  ...{
    principalArn: null,
    accessKeyId: null,
    sourceIp: null,
    userAgent: null,
    vpcEndpoint: null,
    tlsVersion: null,
    result: 'ok',
  },
  ...{ errorCode: null, errorMessage: null, targets: [], resources: [], sourceIdentity: null, identityUser: null, mfa: null },
  ...{ beganAt: null, issued: null },
} as const satisfies Partial<ParsedEvent>;

/** Stores events as their columns are given, whatever a record could say; they were received when they happened. */
export async function seedEvents(db: Db, seeded: readonly SeededEvent[]): Promise<void> {
  for (const { raw = '{}', ...given } of seeded) {
    const event = { ...rest, ...given, targets: [...(given.targets ?? [])], resources: [...(given.resources ?? [])] };
    await ensureAuditMonths(db, [event.at.getTime()]);
    const { epoch, words } = await wordsOf(db, [event]);
    const [own] = words;
    if (!own) throw new Error('no words');
    const reads = [{ delivery: { raw, source: 'import' as const }, event, words: own }];
    await transaction(db, (client) => addPrepared(client, { reads, refused: [], epoch }, event.at));
  }
}

/** Takes all events away; the words that they said stay. */
export const forgetEvents = (pool: Pool) =>
  pool.query(
    'delete from event; delete from audit_block; delete from audit_chunk; delete from detection; delete from seen_pair; delete from denial; delete from guarded',
  );
