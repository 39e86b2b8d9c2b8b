import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { type Account, asAccount } from './account.ts';
import type { Binaries } from './binaries.ts';
import { requireMajor } from './data-version.ts';
import { rememberedText } from './remembered.ts';

export type Cluster = {
  /** What holds the data directory and the owner's password. */
  place: string;
  data: string;
  password: string;
  /** One that was to follow when the launcher ended: which of the two holds, only the server knows. */
  nextPassword: string | null;
  account: Account;
  binaries: Binaries;
};

export const owner = 'trailwatch';

const closeTo = (path: string, account: Account): void => {
  chmodSync(path, 0o700);
  if (account) chownSync(path, account.uid, account.gid);
};

const passwordFile = (place: string): string => join(place, 'password');
const nextPasswordFile = (place: string): string => join(place, 'password.next');
const freshPassword = (): string => randomBytes(24).toString('base64url');

const initialize = (place: string, cluster: Cluster): void => {
  const initialPassword = join(place, 'initial-password');
  const fresh = join(place, 'data.new');
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(initialPassword, cluster.password, { mode: 0o600 });
  if (cluster.account) chownSync(initialPassword, cluster.account.uid, cluster.account.gid);
  const settings = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const result = spawnSync(
    cluster.binaries.initdb,
    [`--pgdata=${fresh}`, `--username=${owner}`, '--auth=scram-sha-256', `--pwfile=${initialPassword}`, ...settings],
    { ...asAccount(cluster.account), encoding: 'utf8' },
  );
  rmSync(initialPassword, { force: true });
  if (result.status !== 0) {
    throw new TrailwatchError('unavailable', `PostgreSQL could not make its data directory ${fresh}: ${result.stderr.trim()}`);
  }
  renameSync(fresh, cluster.data);
};

const isFilled = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0;

/**
 * The data directory under `place`, made when there is none; only a finished one ever carries the name `data`.
 * @throws TrailwatchError `conflict` when another major version of PostgreSQL wrote it, or nothing says which did
 */
export function openCluster(place: string, account: Account, binaries: Binaries): Cluster {
  mkdirSync(place, { recursive: true });
  closeTo(place, account);
  const next = nextPasswordFile(place);
  const cluster: Cluster = {
    place,
    data: join(realpathSync(place), 'data'),
    password: rememberedText(passwordFile(place), freshPassword),
    nextPassword: existsSync(next) ? readFileSync(next, 'utf8').trim() : null,
    account,
    binaries,
  };
  if (!isFilled(cluster.data)) initialize(place, cluster);
  requireMajor(cluster.data, binaries.major);
  return cluster;
}

/** From now on the other of two passwords is the owner's: it was set before the launcher ended. */
export function takeNextPassword(cluster: Cluster): void {
  if (cluster.nextPassword === null) return;
  renameSync(nextPasswordFile(cluster.place), passwordFile(cluster.place));
  Object.assign(cluster, { password: cluster.nextPassword, nextPassword: null });
}

/** A new password of the owner: `set` tells the server. Whatever is cut off, one of the two files holds the one that counts. */
export async function renewPassword(cluster: Cluster, set: (password: string) => Promise<void>): Promise<void> {
  cluster.nextPassword = freshPassword();
  writeFileSync(nextPasswordFile(cluster.place), cluster.nextPassword, { mode: 0o600, flush: true });
  await set(cluster.nextPassword);
  takeNextPassword(cluster);
}
