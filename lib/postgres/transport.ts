import { Client } from 'pg';
import { type Config, plainDatabaseSentence } from '../config.ts';
import { TrailwatchError } from '../errors.ts';
import { databaseSecrets } from '../secret.ts';

type Ssl = boolean | { rejectUnauthorized?: boolean; checkServerIdentity?: unknown };
/** What the driver makes of a URL, the environment's PGHOST and PGSSLMODE included: every connection of ours goes through it. */
type Meant = { host: string; ssl: Ssl };

const isNear = (host: string): boolean =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const verifies = (ssl: Ssl): boolean =>
  typeof ssl === 'object' && ssl.rejectUnauthorized !== false && ssl.checkServerIdentity === undefined;

const meantBy = (url: string, name: string): Meant => {
  try {
    return new Client({ connectionString: url }) as unknown as Meant;
  } catch (cause) {
    throw new TrailwatchError('invalid', `${name} cannot be used: ${(cause as Error).message}`, {
      cause,
      mend: 'expected postgresql://user:password@host:5432/name?sslmode=verify-full, and files that this user may read',
    });
  }
};

/**
 * The way to a database on another machine is encrypted, and its name verified; or the configuration says in so many words that it is not.
 * `sslmode=verify-full` alone counts: what the driver takes `require` and `verify-ca` for changes with its next version.
 * @param name the variable that the URL came from, for the message
 * @throws TrailwatchError `invalid`
 */
function requireEncrypted(url: string, name: string, { database }: Pick<Config, 'database'>): void {
  const { host, ssl } = meantBy(url, name);
  if (isNear(host) || database.plainText) return;
  const mode = URL.parse(url)?.searchParams.getAll('sslmode').at(-1);
  if (mode === 'verify-full' && verifies(ssl)) return;
  const said = mode ? `with sslmode=${mode}` : 'without sslmode';
  throw new TrailwatchError('invalid', `${name} names ${host} ${said}: who stands between could read or be the database`, {
    mend: `add sslmode=verify-full to it (and sslrootcert=FILE for an authority of your own), or write to trailwatch.yaml database: { plainText: "${plainDatabaseSentence}" }`,
  });
}

/** For all the URLs that the environment gives, before anything is connected to. @throws TrailwatchError `invalid` */
export function requireEncryptedDatabases(
  environment: Record<string, string | undefined>,
  config: Pick<Config, 'database'>,
): void {
  for (const name of databaseSecrets) {
    const url = environment[name];
    if (url) requireEncrypted(url, name, config);
  }
}
