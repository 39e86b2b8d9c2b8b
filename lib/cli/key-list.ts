import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { secretsFile } from '#lib/auth/secrets.ts';
import { type KeyId, keyIds, keys } from '#lib/catalog/keys.ts';
import { type Config, namesAccounts } from '#lib/config.ts';
import { standingPasswordFile } from '#lib/launch/database-roles.ts';
import { runningInstance } from '#lib/launch/run-state.ts';
import { journalFiles } from '#lib/store/journal-key.ts';
import type { Db } from '#lib/store/transaction.ts';
import { pseudonymKeyMadeAt } from '#lib/store/worker-key.ts';
import { dayMs } from '#lib/time.ts';

type Environment = Record<string, string | undefined>;
export type KeyWorld = { db: Db; home: string; environment: Environment; config: Config; now: number };

export type KeyFact = {
  key: KeyId;
  protects: string;
  /** A file, or where else; null: not in use here. */
  place: string | null;
  madeAt: string | null;
  cryptoperiodDays: number | null;
  /** null: when it was made is not known here. */
  isOverdue: boolean | null;
  mode: string | null;
  isOpen: boolean;
};
type Found = { place: string | null; madeMs: number | null; mode?: number };

const nowhere: Found = { place: null, madeMs: null };

function inFile(file: string | null | undefined): Found {
  const stat = file ? statSync(file, { throwIfNoEntry: false }) : undefined;
  return file && stat ? { place: file, madeMs: stat.mtimeMs, mode: stat.mode & 0o777 } : nowhere;
}

const fromEnvironment = (environment: Environment, name: string): Found => {
  const file = environment[`${name}_FILE`];
  if (file) return inFile(file);
  return environment[name] ? { place: name, madeMs: null } : nowhere;
};

function tlsKey({ server: { tls } }: Config): Found {
  if (!tls) return nowhere;
  try {
    const certificate = new X509Certificate(readFileSync(tls.certificate));
    return { ...inFile(tls.key), madeMs: certificate.validFromDate.getTime() };
  } catch {
    return inFile(tls.key);
  }
}

/** The standing one where there is one: only that grows old by itself. */
function databasePassword({ home, environment }: KeyWorld): Found {
  const standing = ['web', 'worker'].map((part) => inFile(standingPasswordFile(home, part))).find(({ place }) => place !== null);
  if (standing) return standing;
  if (environment.DATABASE_WEB_URL) return { place: 'DATABASE_WEB_URL', madeMs: null };
  const running = runningInstance(home);
  return running ? { place: 'memory', madeMs: running.sinceMs } : nowhere;
}

const places: Record<KeyId, (world: KeyWorld) => Found | Promise<Found>> = {
  secrets: ({ environment }) => {
    const file = secretsFile(environment);
    return file === null ? fromEnvironment(environment, 'TRAILWATCH_SECRETS') : inFile(file);
  },
  journal: ({ home }) => inFile(journalFiles(home).key),
  pseudonyms: async ({ db }) => {
    const at = await pseudonymKeyMadeAt(db);
    return at ? { place: 'table cursor', madeMs: at.getTime() } : nowhere;
  },
  database: databasePassword,
  'database-owner': ({ home }) => inFile(join(home, 'postgres/password')),
  tls: ({ config }) => tlsKey(config),
  oidc: ({ config, environment }) =>
    config.signIn.oidc?.clientSecretFile
      ? inFile(config.signIn.oidc.clientSecretFile)
      : fromEnvironment(environment, 'TRAILWATCH_OIDC_SECRET'),
  aws: ({ config }) => (namesAccounts(config) ? { place: 'memory', madeMs: null } : nowhere),
};

/** Every key of the catalogue, as it is found here. */
export const listKeys = (world: KeyWorld): Promise<KeyFact[]> =>
  Promise.all(
    keyIds.map(async (key) => {
      const { place, madeMs, mode } = await places[key](world);
      const { protects, cryptoperiodDays } = keys[key];
      return {
        ...{ key, protects, place, cryptoperiodDays },
        madeAt: madeMs === null ? null : new Date(madeMs).toISOString(),
        isOverdue: madeMs === null || cryptoperiodDays === null ? null : world.now - madeMs > cryptoperiodDays * dayMs,
        mode: mode === undefined ? null : mode.toString(8).padStart(4, '0'),
        isOpen: mode !== undefined && (mode & 0o007) !== 0,
      };
    }),
  );
