import { z } from 'zod';
import { database } from '../db.ts';
import { openIdentity } from '../store/sealed-identities.ts';
import { unseal } from './sealed-identity.ts';
import { readSecrets } from './secrets.ts';

const identity = z.record(z.string(), z.string());

/**
 * What is known of who stands behind a pseudonym. PostgreSQL gives it out for a committed row of the journal alone: write that first.
 * @throws TrailwatchError `unavailable` when the key it was sealed with is gone
 */
export async function revealIdentity(pseudonym: string): Promise<z.infer<typeof identity>> {
  const opened = await openIdentity(database(), pseudonym);
  if ('name' in opened) return opened;
  return identity.parse(JSON.parse(unseal(readSecrets(process.env), pseudonym, opened.sealed)));
}
