import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { secretFrom } from '../secret.ts';

/** The keys that sign cookies and encrypt second factors, the newest first; older ones still open what they closed. */
export type Secrets = { version: number; value: string }[];

type Environment = Record<string, string | undefined>;

const parsed = (text: string, where: string): Secrets => {
  const rows = text.split(/[\s,]+/).filter(Boolean);
  const secrets = rows.map((row) => {
    const match = /^(\d+):(\S{32,})$/.exec(row);
    if (!match) {
      throw new TrailwatchError('invalid', `${where} holds something that is no key`, {
        mend: 'Expected one or more of <number>:<32 or more characters>, the newest first.',
      });
    }
    return { version: Number(match[1]), value: match[2] ?? '' };
  });
  if (secrets.length === 0) throw new TrailwatchError('invalid', `${where} holds no key`);
  return secrets;
};

const line = (version: number): string => `${version}:${randomBytes(32).toString('base64url')}\n`;

const makeFile = (file: string): void => {
  try {
    writeFileSync(file, line(1), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process was first: its key is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

const fileIn = ({ TRAILWATCH_HOME: home }: Environment): string => {
  if (home) return join(home, 'secrets');
  throw new TrailwatchError('unavailable', 'neither TRAILWATCH_SECRETS nor TRAILWATCH_HOME is set');
};

/**
 * From TRAILWATCH_SECRETS (`2:new… 1:old…`; several machines need the same), else from the file `secrets` of TRAILWATCH_HOME, which
 * is made at the first start. `key rotate secrets` puts a line with a higher number first.
 * @throws TrailwatchError `invalid`, `unavailable`
 */
export function readSecrets(environment: Environment): Secrets {
  const given = secretFrom(environment, 'TRAILWATCH_SECRETS');
  if (given !== undefined) return parsed(given, environment.TRAILWATCH_SECRETS_FILE ?? 'TRAILWATCH_SECRETS');
  const file = fileIn(environment);
  if (!existsSync(file)) makeFile(file);
  return parsed(readFileSync(file, 'utf8'), file);
}

/** The file, or null when the environment gives the secrets: then whoever gives them rotates them. */
export const secretsFile = (environment: Environment): string | null =>
  environment.TRAILWATCH_SECRETS || environment.TRAILWATCH_SECRETS_FILE ? null : fileIn(environment);

function replace(file: string, text: string): void {
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  writeFileSync(fresh, text, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

/** Puts a new key first. @returns its version */
export function addSecret(environment: Environment, file: string): number {
  const version = Math.max(...readSecrets(environment).map((each) => each.version)) + 1;
  replace(file, line(version) + readFileSync(file, 'utf8'));
  return version;
}

/** Keeps the newest key alone. @returns the versions that are gone */
export function forgetOldSecrets(environment: Environment, file: string): number[] {
  const [newest, ...old] = readSecrets(environment);
  if (!newest || old.length === 0) return [];
  const { atime, mtime } = statSync(file);
  replace(file, `${newest.version}:${newest.value}\n`);
  // The file's time says when its newest key was made.
  utimesSync(file, atime, mtime);
  return old.map(({ version }) => version);
}
