import { readFileSync } from 'node:fs';
import { type Config, loadConfig } from '../config.ts';
import { shared } from '../process.ts';

/** How people sign in, from trailwatch.yaml; read once a process, because a change of it restarts all processes. */
export const signInConfig = (): Config['signIn'] => shared('sign-in-config', () => loadConfig().signIn);

/** The client's secret at the identity provider, where it has one. */
export function oidcSecret({ clientSecretFile }: { clientSecretFile?: string | undefined }): string | undefined {
  if (clientSecretFile) return readFileSync(clientSecretFile, 'utf8').trim();
  return process.env.TRAILWATCH_OIDC_SECRET;
}
