import { seal, sealMark } from '#lib/auth/sealed.ts';
import { readSecrets } from '#lib/auth/secrets.ts';
import type { SealedIdentity } from '#lib/store/sealed-identities.ts';
import type { WorkerIdentity } from './worker-activity.ts';

type Sealer = { mark: string; sealAll: (identities: ReadonlyMap<string, WorkerIdentity>) => SealedIdentity[] };

/** Seals what stands behind pseudonyms; null for a process without secrets, which then keeps pseudonyms alone. */
export function openSealer(environment: Record<string, string | undefined>): Sealer | null {
  if (!environment.TRAILWATCH_SECRETS && !environment.TRAILWATCH_HOME) return null;
  const secrets = readSecrets(environment);
  return {
    mark: sealMark(secrets),
    sealAll: (identities) =>
      [...identities].map(([pseudonym, identity]) => ({
        pseudonym,
        sealed: seal(secrets, pseudonym, JSON.stringify(identity)),
      })),
  };
}
