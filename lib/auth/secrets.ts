import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { secretFrom } from '../secret.ts';

/** The keys that sign cookies and encrypt second factors, the newest first; older ones still open what they closed. */
export type Secrets = { version: number; value: string }[];

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

const makeFile = (file: string): void => {
  try {
    writeFileSync(file, `1:${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another process was first: its key is as good.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
};

/**
 * From TRAILWATCH_SECRETS (`2:new… 1:old…`; several machines need the same), else from the file `secrets` of TRAILWATCH_HOME, which
 * is made at the first start. To rotate, put a line with a higher number first and start again.
 * @throws TrailwatchError `invalid`, `unavailable`
 */
export function readSecrets(environment: Record<string, string | undefined>): Secrets {
  const given = secretFrom(environment, 'TRAILWATCH_SECRETS');
  if (given !== undefined) return parsed(given, environment.TRAILWATCH_SECRETS_FILE ?? 'TRAILWATCH_SECRETS');
  const home = environment.TRAILWATCH_HOME;
  if (!home) throw new TrailwatchError('unavailable', 'neither TRAILWATCH_SECRETS nor TRAILWATCH_HOME is set');
  const file = join(home, 'secrets');
  if (!existsSync(file)) makeFile(file);
  return parsed(readFileSync(file, 'utf8'), file);
}
