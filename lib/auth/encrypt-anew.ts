import { type Reseal, resealIdentities } from '../store/sealed-identities.ts';
import { type Db, transaction } from '../store/transaction.ts';
import { encryptSeedsAnew } from './sealed.ts';
import { seal, sealingKeyOf, sealMark, unseal } from './sealed-identity.ts';
import { readSecrets, type Secrets } from './secrets.ts';

/** Seals an identity for the newest secret, under the pseudonym that it has or gets. */
export const resealWith =
  (secrets: Secrets): Reseal =>
  ({ pseudonym, sealed }, as) =>
    seal(sealingKeyOf(secrets), as, unseal(secrets, pseudonym, sealed));

/**
 * Encrypts anew, under the newest key, whatever stands under an older one: seeds of second factors, and who is behind pseudonyms.
 * @returns how much that was
 * @throws TrailwatchError `unavailable` where a key is gone under which something stands
 */
export async function encryptAnew(db: Db): Promise<number> {
  const secrets = readSecrets(process.env);
  const seeds = await encryptSeedsAnew(db, secrets);
  const mark = sealMark(sealingKeyOf(secrets));
  return seeds + (await transaction(db, (client) => resealIdentities(client, resealWith(secrets), { unless: mark })));
}
