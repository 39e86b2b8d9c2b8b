import { type Config, loadConfig } from '../config.ts';
import { shared } from '../process.ts';
import { readSecretFile, secretFrom } from '../secret.ts';

/** How people sign in, from trailwatch.yaml; read once a process, because a change of it restarts all processes. */
export const signInConfig = (): Config['signIn'] => shared('sign-in-config', () => loadConfig().signIn);

/** The client's secret at the identity provider, where it has one. @throws TrailwatchError `invalid` */
export function oidcSecret(
  { clientSecretFile }: { clientSecretFile?: string | undefined },
  environment: Record<string, string | undefined> = process.env,
): string | undefined {
  if (clientSecretFile) return readSecretFile(clientSecretFile, 'signIn.oidc.clientSecretFile');
  return secretFrom(environment, 'TRAILWATCH_OIDC_SECRET');
}
