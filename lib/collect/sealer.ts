import { seal, sealMark } from '#lib/auth/sealed-identity.ts';
import type { SealedIdentity } from '#lib/store/sealed-identities.ts';
import { findSealingKey } from '#lib/store/sealing-keys.ts';
import type { Db } from '#lib/store/transaction.ts';
import type { WorkerIdentity } from './worker-activity.ts';

type Sealer = { mark: string; sealAll: (identities: ReadonlyMap<string, WorkerIdentity>) => SealedIdentity[] };

/** Seals what stands behind pseudonyms, for web alone to open; null while web has published no key. */
export async function openSealer(db: Db): Promise<Sealer | null> {
  const key = await findSealingKey(db);
  if (!key) return null;
  return {
    mark: sealMark(key),
    sealAll: (identities) =>
      [...identities].map(([pseudonym, identity]) => ({ pseudonym, sealed: seal(key, pseudonym, JSON.stringify(identity)) })),
  };
}
