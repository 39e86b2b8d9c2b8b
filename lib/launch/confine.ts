import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TrailwatchError } from '../errors.ts';

/** Files and folders (with all below them) that a process may read, and change; a name that ends in * stands for all that begin so. */
export type Needs = {
  read: readonly string[];
  write: readonly string[];
  /** Programs that it starts are held by nothing. */
  mayStartPrograms?: boolean;
};

/** What is not there yet lies in the folder that it will be made in. */
function whereItLies(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(path);
  return existsSync(folder) ? join(realpathSync(folder), basename(path)) : path;
}

/** As it is named, and where it lies: Node judges a file by the name it is asked for, but loads modules from where they lie. */
function namesOf(from: string, path: string): string[] {
  const named = resolve(from, path);
  if (named.slice(0, -1).includes('*')) {
    throw new TrailwatchError('invalid', `${named}: Node takes * in a path that it guards for any text`, {
      mend: 'give the folder a name without *',
    });
  }
  return [...new Set([named, whereItLies(named)])];
}

/**
 * Node's flags that hold a process to its needs: no other file, no program, no worker thread, no native add-on, no debugger.
 * `from`: its working directory, from which relative paths count. Connections it may make: Node 24 has no flag for them.
 * @throws TrailwatchError `invalid` for a path that the flags cannot name
 */
export function confinement(from: string, { read, write, mayStartPrograms = false }: Needs): string[] {
  const flags = (name: string, paths: readonly string[]): string[] =>
    [...new Set(paths.flatMap((path) => namesOf(from, path)))].map((path) => `--allow-fs-${name}=${path}`);
  return [
    '--permission',
    // SQLite opens files by itself, whatever the flags say.
    '--no-experimental-sqlite',
    ...flags('read', [...read, ...write]),
    ...flags('write', write),
    ...(mayStartPrograms ? ['--allow-child-process'] : []),
  ];
}
