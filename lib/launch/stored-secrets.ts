import { encryptAnew } from '../auth/encrypt-anew.ts';
import { readSecrets } from '../auth/secrets.ts';
import { withPool } from '../postgres/with-pool.ts';

/** Whether a key was rotated whose old versions are not forgotten yet. */
export const hasOldSecrets = (environment: Record<string, string | undefined>): boolean => readSecrets(environment).length > 1;

/** Second factors, and who is behind pseudonyms, under the newest key, before web reads any. @returns how many were under an older one */
export const encryptStored = (databaseUrl: string): Promise<number> => withPool(databaseUrl, encryptAnew);
