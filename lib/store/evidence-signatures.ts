import { z } from 'zod';
import { type PackSignature, signPack } from '#lib/audit/evidence/manifest.ts';
import { database } from '#lib/db.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { demand } from './demands.ts';
import { recordJournal } from './journal.ts';
import { journalKey } from './journal-key.ts';
import { type Db, transaction } from './transaction.ts';

const signature = z.strictObject({ key: z.string(), publicKey: z.string(), signature: z.string() });

/**
 * Has a worker sign an evidence pack, for the key is in no other hand.
 * @throws TrailwatchError `unavailable` when none answered in time
 */
export async function demandSignature(manifestSha256: string): Promise<PackSignature> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new TrailwatchError('unavailable', 'DATABASE_URL is not set');
  const reply = await demand(database(url), url, { type: 'sign', manifestSha256 });
  if (reply === null)
    throw new TrailwatchError('unavailable', 'No worker answered within 12 s: evidence packs are signed by a worker.');
  return signature.parse(reply);
}

/** Signs, and the journal tells of it: a pack whose manifest's sum stands in no row was not signed here. `home`: see journalKey. */
export function signEvidence(
  db: Db,
  { home, now, manifestSha256 }: { home: string; now: number; manifestSha256: string },
): Promise<PackSignature> {
  return transaction(db, async (client) => {
    const signed = signPack(manifestSha256, journalKey(home));
    await recordJournal(client, {
      at: now,
      actor: { kind: 'system', id: null, name: 'worker' },
      action: 'evidence.sign',
      subject: { kind: 'evidence pack', id: manifestSha256 },
      after: { key: signed.key },
    });
    return signed;
  });
}
