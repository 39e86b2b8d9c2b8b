import { publishSealingKey } from '../store/sealing-keys.ts';
import type { Db } from '../store/transaction.ts';
import { sealingKeyOf } from './sealed-identity.ts';
import { readSecrets } from './secrets.ts';

/** Hands the workers what they seal identities with; they hold no secret themselves. */
export const handOutSealingKey = (db: Db, environment: Record<string, string | undefined>): Promise<void> =>
  publishSealingKey(db, sealingKeyOf(readSecrets(environment)));
