import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { type Db, transaction } from '../store/transaction.ts';
import { readSecrets } from './secrets.ts';

type Factor = { id: string; secret: string; codes: string };

/** Puts every stored seed and set of recovery codes under the newest version of the secrets. @returns how many were under an older one */
export async function encryptAnew(db: Db): Promise<number> {
  const secrets = readSecrets(process.env);
  const currentVersion = secrets[0]?.version ?? 0;
  const key = { currentVersion, keys: new Map(secrets.map(({ version, value }) => [version, value])) };
  const anew = async (data: string) => symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data }) });
  return transaction(db, async (client) => {
    const { rows } = await client.query<Factor>(
      `select id, secret, backup_codes as codes from two_factor
       where not (starts_with(secret, $1) and starts_with(backup_codes, $1)) for update`,
      [`$ba$${currentVersion}$`],
    );
    for (const { id, secret, codes } of rows) {
      await client.query('update two_factor set secret = $2, backup_codes = $3 where id = $1', [
        id,
        await anew(secret),
        await anew(codes),
      ]);
    }
    return rows.length;
  });
}
