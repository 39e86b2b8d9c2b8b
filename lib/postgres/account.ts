import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whom a child process runs as; null: as ourselves. */
export type Account = { uid: number; gid: number; name: string } | null;

const fallback = { uid: 65534, gid: 65534, name: 'nobody' };

const passwdEntries = (): { name: string; uid: number; gid: number }[] => {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
};

/** PostgreSQL refuses to run as root: there it runs as postgres, as nobody, or as nobody's usual number. */
export function databaseAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  const entries = passwdEntries();
  const named = (name: string) => entries.find((entry) => entry.name === name && entry.uid > 0);
  return named('postgres') ?? named('nobody') ?? fallback;
}

/** spawn options that change to the account; the working directory is one that everybody may enter. */
export const asAccount = (account: Account): { cwd: string; uid?: number; gid?: number } =>
  account ? { cwd: '/', uid: account.uid, gid: account.gid } : { cwd: '/' };

/** Whether the account may enter the directory (all its ancestors included). */
export function canEnter(account: Account, directory: string): boolean {
  if (!account) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...asAccount(account), stdio: 'ignore' }).status === 0;
}
