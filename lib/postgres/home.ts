import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { canEnter, databaseAccount } from './account.ts';

const nearestExisting = (path: string): string => (existsSync(path) ? path : nearestExisting(dirname(path)));

/**
 * Where this checkout keeps its data: TRAILWATCH_HOME, else `.trailwatch` in the checkout, else (as root, in a checkout
 * that PostgreSQL's account may not enter) a directory under /var/lib/trailwatch.
 * @throws TrailwatchError `invalid` when TRAILWATCH_HOME itself cannot be entered
 */
export function resolveHome(root: string, environment: Record<string, string | undefined>): string {
  const account = environment.DATABASE_URL ? null : databaseAccount();
  const named = environment.TRAILWATCH_HOME;
  if (named) {
    const home = resolve(root, named);
    if (!account || canEnter(account, nearestExisting(dirname(home)))) return home;
    throw new TrailwatchError(
      'invalid',
      `TRAILWATCH_HOME=${home} cannot be entered by user ${account?.name}, which PostgreSQL runs as`,
      {
        mend: 'choose a directory whose parents everybody may enter, or start as an ordinary user',
      },
    );
  }
  if (canEnter(account, root)) return join(root, '.trailwatch');
  return join('/var/lib/trailwatch', createHash('sha256').update(root).digest('hex').slice(0, 12));
}

/**
 * Makes the home, and the folders that its confined processes may write in but not make. Others may pass through to the database's own directory, which is closed to them.
 * @throws TrailwatchError `invalid` when it cannot be written
 */
export function openHome(home: string): string {
  try {
    for (const folder of ['logs', 'journal']) mkdirSync(join(home, folder), { recursive: true });
    mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
    chmodSync(home, 0o711);
    return home;
  } catch (cause) {
    throw new TrailwatchError('invalid', `${home} cannot be written: ${(cause as Error).message}`, {
      cause,
      mend: 'name a directory of yours in TRAILWATCH_HOME',
    });
  }
}
