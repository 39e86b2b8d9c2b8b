import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
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

export type Cluster = { data: string; password: string; account: Account; binaries: Binaries };

export const owner = 'trailwatch';

const closeTo = (path: string, account: Account): void => {
  chmodSync(path, 0o700);
  if (account) chownSync(path, account.uid, account.gid);
};

/** A random password that is kept in a file which its owner alone may read. */
export const rememberedPassword = (file: string): string => {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
};

const initialize = (place: string, cluster: Cluster): void => {
  const passwordFile = join(place, 'initial-password');
  const fresh = join(place, 'data.new');
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (cluster.account) chownSync(passwordFile, cluster.account.uid, cluster.account.gid);
  const settings = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const result = spawnSync(
    cluster.binaries.initdb,
    [`--pgdata=${fresh}`, `--username=${owner}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...settings],
    { ...asAccount(cluster.account), encoding: 'utf8' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    throw new TrailwatchError('unavailable', `PostgreSQL could not make its data directory ${fresh}: ${result.stderr.trim()}`);
  }
  renameSync(fresh, cluster.data);
};

/**
 * The data directory under `place`, made when there is none; only a finished one ever carries the name `data`.
 * @throws TrailwatchError `conflict` when another major version of PostgreSQL wrote it
 */
export function openCluster(place: string, account: Account, binaries: Binaries): Cluster {
  mkdirSync(place, { recursive: true });
  closeTo(place, account);
  const cluster = {
    data: join(realpathSync(place), 'data'),
    password: rememberedPassword(join(place, 'password')),
    account,
    binaries,
  };
  const versionFile = join(cluster.data, 'PG_VERSION');
  if (!existsSync(versionFile)) initialize(place, cluster);
  const version = readFileSync(versionFile, 'utf8').trim();
  if (version !== binaries.major) {
    throw new TrailwatchError(
      'conflict',
      `${cluster.data} was written by PostgreSQL ${version}; this Trailwatch brings PostgreSQL ${binaries.major}`,
      {
        mend: 'start the version of Trailwatch that wrote it, or move the directory away and start afresh',
      },
    );
  }
  return cluster;
}
