import { existsSync, rmSync } from 'node:fs';
import { encryptAnew } from '#lib/auth/sealed.ts';
import { addSecret, forgetOldSecrets, readSecrets, secretsFile } from '#lib/auth/secrets.ts';
import { type KeyId, keys } from '#lib/catalog/keys.ts';
import { TrailwatchError } from '#lib/errors.ts';
import { formatCount } from '#lib/format.ts';
import { type RolesFor, secureDatabase, standingPasswordFile } from '#lib/launch/database-roles.ts';
import { runningInstance } from '#lib/launch/run-state.ts';
import { rotateJournalKey } from '#lib/store/checkpoints.ts';
import { journal } from '#lib/store/journal.ts';
import { rotatePseudonyms } from '#lib/store/worker-key.ts';
import type { KeyWorld } from './key-list.ts';

const by = 'command line';
const actor = { kind: 'system', id: null, name: by } as const;
const seeds = (count: number): string => formatCount(count, 'second factor was', 'second factors were');

const note = (
  { db, now }: KeyWorld,
  action: 'key.rotate' | 'key.forget',
  key: KeyId,
  change: { before?: unknown; after: unknown },
) => journal(db, { at: now, actor, action, subject: { kind: 'key', id: key }, ...change });

const newest = (environment: KeyWorld['environment']): number => readSecrets(environment)[0]?.version ?? 0;

async function rotateSecrets(world: KeyWorld): Promise<string> {
  const { db, home, environment } = world;
  const file = secretsFile(environment);
  const before = newest(environment);
  if (file === null) {
    const count = await encryptAnew(db);
    await note(world, 'key.rotate', 'secrets', { after: { version: before, encryptedAnew: count } });
    return `${seeds(count)} encrypted anew under version ${before}. The secrets come from the environment: to make a new version, put a line with a higher number first there, start again and run this once more`;
  }
  const version = addSecret(environment, file);
  const isRunning = runningInstance(home) !== null;
  const count = isRunning ? 0 : await encryptAnew(db);
  await note(world, 'key.rotate', 'secrets', { before: { version: before }, after: { version, encryptedAnew: count } });
  if (isRunning)
    return `${file} begins with version ${version}: start Trailwatch again; the start encrypts second factors anew under it`;
  return `${file} begins with version ${version}; ${seeds(count)} encrypted anew under it`;
}

/** Old versions go once nothing is under them, and no process still writes under one. */
export async function forgetSecrets(world: KeyWorld, rotatedMs: number): Promise<string> {
  const { db, home, environment } = world;
  const file = secretsFile(environment);
  if (file === null) {
    throw new TrailwatchError('invalid', 'the secrets come from the environment', { mend: 'take the old lines out there' });
  }
  const running = runningInstance(home);
  if (running && running.sinceMs < rotatedMs) {
    throw new TrailwatchError('conflict', 'Trailwatch runs with the secrets of before', { mend: 'start it again, then forget' });
  }
  const count = await encryptAnew(db);
  const gone = forgetOldSecrets(environment, file);
  if (gone.length === 0) return `${file} holds one version alone`;
  const version = newest(environment);
  await note(world, 'key.forget', 'secrets', { before: { versions: gone }, after: { version, encryptedAnew: count } });
  return `forgot ${gone.map((each) => `version ${each}`).join(', ')} of ${file}; version ${version} is left`;
}

async function rotateDatabase(world: KeyWorld): Promise<string> {
  const { home, environment } = world;
  const url = environment.DATABASE_URL ?? '';
  if (environment.DATABASE_WEB_URL && environment.DATABASE_WORKER_URL) {
    throw new TrailwatchError('invalid', 'DATABASE_WEB_URL and DATABASE_WORKER_URL name roles of the administrator’s', {
      mend: 'change their passwords at PostgreSQL and there, then start Trailwatch again',
    });
  }
  const files = ['web', 'worker'].map((part) => standingPasswordFile(home, part));
  const renew = async (who: RolesFor) => {
    await secureDatabase({ home, url, environment, by: who });
    await note(world, 'key.rotate', 'database', { after: { roles: who } });
  };
  const standing = files.filter((file) => existsSync(file));
  if (standing.length > 0) {
    for (const file of standing) rmSync(file);
    await renew('administrator');
    return `new passwords are in ${files.join(' and ')}: carry them to where DATABASE_WEB_URL and DATABASE_WORKER_URL are set, and start again there`;
  }
  if (runningInstance(home)) {
    throw new TrailwatchError('conflict', 'the passwords are those of the running Trailwatch', {
      mend: 'start it again: each start makes new ones',
    });
  }
  await renew('launcher');
  return 'the passwords of before open nothing; the next start makes new ones';
}

const rotations: Partial<Record<KeyId, (world: KeyWorld) => Promise<string>>> = {
  secrets: rotateSecrets,
  journal: async ({ db, home, now }) => {
    const { before, after } = await rotateJournalKey(db, { home, now, by });
    return `${after} signs from now on; ${before} is known by its public half. Copy journal/journal.pub to where you keep the checkpoints`;
  },
  pseudonyms: async ({ db, now }) => {
    const count = await rotatePseudonyms(db, { now, by });
    return `${formatCount(count, 'pseudonym was', 'pseudonyms were')} changed; links to a labeling worker of before lead nowhere`;
  },
  database: rotateDatabase,
};

/** @throws TrailwatchError `invalid` for a key that somebody else replaces */
export function rotate(key: KeyId, world: KeyWorld): Promise<string> {
  const how = rotations[key];
  if (how) return how(world);
  throw new TrailwatchError('invalid', `${key} is not rotated here`, { mend: `it is replaced by: ${keys[key].replaced}` });
}
