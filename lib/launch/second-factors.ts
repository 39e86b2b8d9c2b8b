import { Pool } from 'pg';
import { encryptAnew } from '../auth/sealed.ts';
import { readSecrets } from '../auth/secrets.ts';

/** Whether a key was rotated whose old versions are not forgotten yet. */
export const hasOldSecrets = (environment: Record<string, string | undefined>): boolean => readSecrets(environment).length > 1;

/** Second factors under the newest key, before web reads any. @returns how many were under an older one */
export async function encryptSecondFactors(databaseUrl: string): Promise<number> {
  const pool = new Pool({ connectionString: databaseUrl, max: 1 });
  try {
    return await encryptAnew({ pool });
  } finally {
    await pool.end();
  }
}
