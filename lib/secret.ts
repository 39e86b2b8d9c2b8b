import { readFileSync, statSync } from 'node:fs';
import { TrailwatchError } from './errors.ts';

type Environment = Record<string, string | undefined>;

export const databaseSecrets = ['DATABASE_URL', 'DATABASE_WEB_URL', 'DATABASE_WORKER_URL'] as const;
/** What the environment may name by a file, so that any vault can deliver it: `X_FILE` instead of `X`. */
type SecretName = (typeof databaseSecrets)[number] | 'TRAILWATCH_SECRETS' | 'TRAILWATCH_OIDC_SECRET';

const everybody = 0o007;

const bad = (problem: string, mend: string): TrailwatchError => new TrailwatchError('invalid', problem, { mend });

/**
 * A secret's text from a file that is closed to everybody but its owner and its group; one line end behind it is no part of it.
 * @throws TrailwatchError `invalid` with the mend
 */
export function readSecretFile(file: string, named: string): string {
  let mode: number;
  let text: string;
  try {
    mode = statSync(file).mode;
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw bad(
      `${named}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'name a file that this user may read',
    );
  }
  if (mode & everybody) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    throw bad(`${named}: ${file} is open to everybody on this machine (${octal})`, `close it: chmod 0400 ${file} (or 0440)`);
  }
  if (text === '') throw bad(`${named}: ${file} is empty`, 'write the secret into it');
  return text;
}

/** The secret `name`: its text in the environment, or in the file that `<name>_FILE` names. @throws TrailwatchError `invalid` */
export function secretFrom(environment: Environment, name: SecretName): string | undefined {
  const file = environment[`${name}_FILE`];
  if (!file) return environment[name] || undefined;
  if (environment[name]) throw bad(`both ${name} and ${name}_FILE are set`, 'remove one of them');
  return readSecretFile(file, `${name}_FILE`);
}

/** Puts each database URL's text in the place of its file, as all that starts processes expects. */
export function settleDatabaseSecrets(environment: Environment): void {
  for (const name of databaseSecrets) {
    const text = secretFrom(environment, name);
    delete environment[`${name}_FILE`];
    if (text !== undefined) environment[name] = text;
  }
}
